"""Planted faults of group commit: several independent commits in one transaction, sealed wrongly.

Each class wraps a store and names the test of the store contract that notices.  Never for use.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias, cast

from fbo.kernel.errors import FboError, Unavailable
from fbo.ports.asks import Check, Move
from fbo.ports.storage import (
    Batch,
    Caps,
    Entry,
    Head,
    Key,
    Record,
    Sealed,
    StorePort,
    keys_of,
)
from fbo.testing.mutants.stores import Faulty, planted

if TYPE_CHECKING:
    from fbo.testing.stores.factory import Armed

Records: TypeAlias = Mapping[Key, Record]
Outcomes: TypeAlias = Sequence[Sealed | FboError]


class FaultyGroups(Faulty):
    """Commits groups rightly: what the faults below are faults of.  It is none itself."""

    noticed_by: ClassVar[str] = ""

    @property
    def caps(self) -> Caps:
        """As those of the store, and it takes groups."""
        return replace(self._store.caps, groups=True)

    def commit_many(self, batches: Sequence[Batch]) -> Outcomes:
        """Seal them in one commit of the store."""
        told: list[Outcomes] = []

        def sealing(head: Head, records: Records) -> Sealed:
            outcomes = self.group(batches, head, records)
            told.append(self.told(outcomes))
            return self.stored(outcomes, head)

        checks = tuple(Check(key, 0) for key in keys_of(batches))
        whole = Batch(batches[0].space, batches[0].id, checks)
        self._store.commit(planted(whole, sealing))
        return told[0]

    def group(self, batches: Sequence[Batch], head: Head, records: Records) -> Outcomes:
        """Seal each batch on what its neighbours left."""
        outcomes: list[Sealed | FboError] = []
        for batch in batches:
            try:
                sealed = batch.seal(head, records)
            except FboError as error:
                outcomes.append(error)
                records = self.after_refusal(batch, head, records)
                continue
            outcomes.append(sealed)
            head = self.next_head(head, sealed)
            records = self.next_records(records, sealed)
        return outcomes

    def next_head(self, head: Head, sealed: Sealed) -> Head:
        """The head on which the next batch is sealed."""
        del head
        return sealed.head

    def next_records(self, records: Records, sealed: Sealed) -> Records:
        """The records on which the next batch is sealed."""
        kept = {key: record for key, record in records.items() if key not in sealed.gone}
        return {**kept, **{record.key: record for record in sealed.records}}

    def after_refusal(self, batch: Batch, head: Head, records: Records) -> Records:
        """The records after a batch that was refused."""
        del batch, head
        return records

    def told(self, outcomes: Outcomes) -> Outcomes:
        """The outcomes as the callers hear them."""
        return outcomes

    def stored(self, outcomes: Outcomes, head: Head) -> Sealed:
        """What all of them store together."""
        records: dict[Key, Record] = {}
        gone: set[Key] = set()
        entries: list[Entry] = []
        for sealed in outcomes:
            if isinstance(sealed, Sealed):
                head = sealed.head
                for record in sealed.records:
                    records[record.key] = record
                    gone.discard(record.key)
                for key in sealed.gone:
                    records.pop(key, None)
                    gone.add(key)
                entries += sealed.entries
        return Sealed(head, tuple(records.values()), tuple(gone), tuple(entries), {})


class EachOnTheFirstHead(FaultyGroups):
    """Each batch is sealed against the head before the group."""

    noticed_by = "test_numbers_go_on_within_a_group"

    def next_head(self, head: Head, sealed: Sealed) -> Head:
        """The same for all."""
        del sealed
        return head


class BalancesNotCarried(FaultyGroups):
    """The next batch is judged on the records before the group."""

    noticed_by = "test_the_last_piece_is_served_once"

    def next_records(self, records: Records, sealed: Sealed) -> Records:
        """The same for all."""
        del sealed
        return records


class OutcomesInTheWrongOrder(FaultyGroups):
    """The callers hear each other's outcomes."""

    noticed_by = "test_outcomes_come_in_the_order_asked"

    def told(self, outcomes: Outcomes) -> Outcomes:
        """Backwards."""
        return outcomes[::-1]


class RefusedLeavesItsFirstMove(FaultyGroups):
    """The first move of a batch that was refused is left behind."""

    noticed_by = "test_one_refused_batch_does_not_harm_its_neighbours"

    def __init__(self, store: StorePort) -> None:
        super().__init__(store)
        self._left: list[Record] = []

    def after_refusal(self, batch: Batch, head: Head, records: Records) -> Records:
        """With the first move, if that one would have been served."""
        moves = [write for write in batch.writes if isinstance(write, Move)][:1]
        try:
            (left,) = Batch(batch.space, batch.id, tuple(moves)).seal(head, records).records
        except (FboError, ValueError):
            return records
        self._left.append(left)
        return {**records, left.key: left}

    def stored(self, outcomes: Outcomes, head: Head) -> Sealed:
        """What is left behind, too."""
        sealed = super().stored(outcomes, head)
        left, self._left = tuple(self._left), []
        return replace(sealed, records=left + sealed.records)


class OneRefusalUndoesAll(FaultyGroups):
    """One refusal undoes the transaction, and the others are told that it was done."""

    noticed_by = "test_one_refused_batch_does_not_harm_its_neighbours"

    def stored(self, outcomes: Outcomes, head: Head) -> Sealed:
        """Nothing, if one was refused."""
        refused = any(isinstance(outcome, FboError) for outcome in outcomes)
        return super().stored([] if refused else outcomes, head)


class RefusalsToldThoughItFailed(FaultyGroups):
    """The transaction failed, and those who would have been refused hear that they are."""

    noticed_by = "test_a_group_that_fails_refuses_nobody"

    def __init__(self, store: StorePort) -> None:
        super().__init__(store)
        self._outcomes: Outcomes = ()

    def told(self, outcomes: Outcomes) -> Outcomes:
        """As they are, and remembered."""
        self._outcomes = outcomes
        return outcomes

    def commit_many(self, batches: Sequence[Batch]) -> Outcomes:
        """Tell refusals, if there are any, before it is known whether the transaction holds."""
        try:
            return super().commit_many(batches)
        except Unavailable as failed:
            if not any(isinstance(outcome, FboError) for outcome in self._outcomes):
                raise
            return [failed if isinstance(one, Sealed) else one for one in self._outcomes]


class _Telling:
    """A store with failpoints whose groups tell too much."""

    def __init__(self, armed: "Armed") -> None:
        self._armed = armed
        self.store = RefusalsToldThoughItFailed(armed.store)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._armed, name)


def open_telling(url: str) -> "Armed":
    """A SQLite store with failpoints and `RefusalsToldThoughItFailed`."""
    from fbo.testing.stores.sqlite import open_armed

    return cast("Armed", _Telling(open_armed(url)))


MUTANTS: Final[tuple[type[FaultyGroups], ...]] = (
    EachOnTheFirstHead,
    BalancesNotCarried,
    OutcomesInTheWrongOrder,
    RefusedLeavesItsFirstMove,
    OneRefusalUndoesAll,
    RefusalsToldThoughItFailed,
)
"""Every planted fault."""
