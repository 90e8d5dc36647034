"""Planted faults of the engine: each breaks one promise of a company, until it is pulled out.

`with mutant.planted(): …` makes every company in the program wrong in one way, which the docstring
of the fault names; `noticed_by` is the test that then fails.  What follows from a commit has its
own faults, in `fbo.testing.mutants.following`.  Never for use.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, cast

from fbo.back.finance import credit
from fbo.company.engine import carrying, closing, engine, plans
from fbo.company.engine.driver import Driver
from fbo.company.engine.figures import Figures
from fbo.company.engine.ops import Commit, Doing
from fbo.company.engine.records import commitment
from fbo.company.engine.working import Working
from fbo.company.engine.worksheet import Worksheet
from fbo.kernel.errors import Conflict
from fbo.kernel.numbers import Number
from fbo.kernel.people import THE_SYSTEM, Actor
from fbo.ports.storage import Batch, Check, Delete, Key, Move, Put, Sealed
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting
from fbo.workflow import asks, entries

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of the engine."""

_noticed_by = planting.listed(MUTANTS)


# --- races ----------------------------------------------------------------------------------------


@_noticed_by("test_a_timer_that_is_put_off_while_it_is_about_to_ring_does_not_ring")
def lost_update() -> Planting:
    """Who lost a race commits his old decision again, at the new versions."""
    carry_out: Any = vars(Driver)["_carry_out"]

    def instead(driver: Driver, op: Any) -> Any:
        try:
            return carry_out(driver, op)
        except Conflict:
            return carry_out(driver, Commit(_freshened(driver, op.batch)))

    return planting.instead(Driver, "_carry_out", instead)


def _freshened(driver: Driver, batch: Batch) -> Batch:
    keys = [write.key for write in batch.writes]
    now = dict(zip(keys, driver.store.get(batch.space, keys), strict=True))
    writes: list[Put | Delete | Check | Move] = []
    for write in batch.writes:
        record = now[write.key]
        version = 0 if record is None else record.version
        writes.append(write if isinstance(write, Move) else replace(write, expect=version))
    return replace(batch, writes=tuple(writes))


@_noticed_by("test_a_decision_is_taken_again_when_what_it_looked_at_has_moved")
def looked_at_not_checked() -> Planting:
    """The commit does not check what the decision looked at."""
    return planting.instead(closing, "checks", planting.none)


@_noticed_by("test_a_refusal_rests_on_the_state_in_which_the_case_is_when_it_is_committed")
def refusal_not_checked() -> Planting:
    """A refusal does not check what it rests on."""
    return planting.instead(engine, "checks", planting.none)


@_noticed_by("test_a_shortage_costs_one_round")
def decided_again_with_old_balances() -> Planting:
    """After a shortage the balances are believed that were read before it."""
    offer: Callable[..., Doing[Sealed | None]] = vars(engine)["_offer"]

    def instead(
        sheet: Any, call: Any, batch: Any, lost: Any, *, quiet: bool
    ) -> Doing[Sealed | None]:
        sealed = yield from offer(sheet, call, batch, lost, quiet=quiet)
        for key in lost.told:
            record = sheet.records.get(key)
            lost.told[key] = 0 if record is None else record.body["balance"]
        return sealed

    return planting.instead(engine, "_offer", instead)


@_noticed_by("test_a_shortage_that_stands_is_asked_of_the_store_once")
def decided_again_without_told_balances() -> Planting:
    """After a shortage nobody remembers what the store has told."""
    offer: Callable[..., Doing[Sealed | None]] = vars(engine)["_offer"]

    def instead(
        sheet: Any, call: Any, batch: Any, lost: Any, *, quiet: bool
    ) -> Doing[Sealed | None]:
        sealed = yield from offer(sheet, call, batch, lost, quiet=quiet)
        lost.told.clear()
        return sealed

    return planting.instead(engine, "_offer", instead)


@_noticed_by("test_a_yes_that_took_nothing_is_asked_again_at_the_commit")
def yes_not_asked_again() -> Planting:
    """A guard's yes about a balance is not asked again at the commit."""
    return planting.instead(Figures, "want", planting.nothing)


@_noticed_by("test_of_three_hundred_who_ask_for_the_last_credit_a_hundred_and_twenty_get_it")
def guard_reads_a_figure() -> Planting:
    """Credit compares what is available, instead of asking, and holds below the floor."""

    def covers(balance: Any, amount: Any, limit: Any) -> bool:
        return limit is None or balance.available - amount.minor >= -limit.minor

    def hold(case: Any, customer: str, amount: Any, limit: Any, *, override: str = "") -> None:  # noqa: ARG001  as the real one
        if limit is not None and amount:
            account = f"line/{customer}"
            legs = (
                entries.Leg(account, amount.currency, -amount.minor),
                entries.Leg(f"used/{customer}", amount.currency, amount.minor),
            )
            case.hold(credit.CREDIT, credit.HOLD, legs, below_floor="looked enough")

    return planting.both(
        planting.instead(credit, "covers", covers), planting.instead(credit, "hold", hold)
    )


@_noticed_by("test_of_three_hundred_who_want_the_last_two_hundred_lamps_each_gets_one_or_waits")
def oversold_by_one() -> Planting:
    """A floor lets one unit through."""
    writes: Any = vars(Figures)["writes"]

    def instead(figures: Figures) -> list[Move | Put]:
        return [
            replace(write, floor=write.floor - 1)
            if type(write) is Move and write.floor is not None
            else write
            for write in writes(figures)
        ]

    return planting.instead(Figures, "writes", instead)


@_noticed_by("test_a_step_that_is_decided_again_takes_one_number")
def number_outside_the_commit() -> Planting:
    """A number is taken in a commit of its own, before the one that uses it."""
    carry_out: Any = vars(Driver)["_carry_out"]

    def instead(driver: Driver, op: Any) -> Any:
        if type(op) is not Commit or not op.batch.wants:
            return carry_out(driver, op)
        batch = op.batch
        first = driver.store.commit(Batch(batch.space, f"{batch.id}n", wants=batch.wants))
        sealed = carry_out(driver, Commit(_filled_in(batch, first.numbers)))
        return replace(sealed, numbers=first.numbers)

    return planting.instead(Driver, "_carry_out", instead)


def _filled_in(batch: Batch, numbers: Mapping[str, tuple[int, ...]]) -> Batch:
    writes = [
        replace(write, body=_given(write.body, numbers), index=_given(dict(write.index), numbers))
        if type(write) is Put
        else write
        for write in batch.writes
    ]
    drafts = [replace(draft, data=_given(draft.data, numbers)) for draft in batch.entries]
    return Batch(batch.space, batch.id, tuple(writes), tuple(drafts))


def _given(value: Any, numbers: Mapping[str, tuple[int, ...]]) -> Any:
    if isinstance(value, Number):
        return numbers[value.series][value.nth]
    kind = cast("object", type(value))
    if kind is dict:
        return {name: _given(part, numbers) for name, part in value.items()}
    if kind is list:
        return [_given(part, numbers) for part in value]
    if kind is tuple:
        return tuple(
            f"{_given(part, numbers):012d}" if isinstance(part, Number) else part for part in value
        )
    return value


# --- books ----------------------------------------------------------------------------------------


@_noticed_by("test_a_unit_is_allocated_to_one_order_only")
def hold_not_counted() -> Planting:
    """What is held is not taken from what is available."""
    return planting.instead(entries, "hold", planting.nothing)


@_noticed_by("test_what_has_left_is_off_the_shelf")
def leg_lost() -> Planting:
    """Of several counters that a commit moves, the last one stays where it was."""
    writes: Any = vars(Figures)["writes"]

    def instead(figures: Figures) -> list[Move | Put]:
        made: list[Move | Put] = writes(figures)
        return made[:-1] if len(made) > 1 else made

    return planting.instead(Figures, "writes", instead)


@_noticed_by("test_a_confirmed_order_is_cancelled_and_gives_everything_back")
def final_case_keeps_its_holds() -> Planting:
    """What comes to its end does not give back what it holds."""
    carry_posting: Any = vars(carrying)["carry_posting"]

    def instead(sheet: Any, work: Working, ask: Any, entry: Any) -> None:
        if not (type(ask) is asks.VoidHold and work.case.state.final):
            carry_posting(sheet, work, ask, entry)

    return planting.instead(carrying, "carry_posting", instead)


# --- keys, refusals, permissions ------------------------------------------------------------------


@_noticed_by("test_goods_received_twice_under_a_key_are_there_once")
def answer_not_remembered() -> Planting:
    """The answer to a key is not kept."""
    return planting.instead(engine, "_memory", planting.none)


@_noticed_by("test_a_refusal_is_remembered_when_its_reason_is_gone")
def refusal_not_remembered() -> Planting:
    """A refusal under a key is not kept."""
    batch: Any = vars(engine)["_refusal_batch"]

    def instead(*given: Any) -> Batch:
        made: Batch = batch(*given)
        return replace(made, writes=tuple(w for w in made.writes if type(w) is not Put))

    return planting.instead(engine, "_refusal_batch", instead)


@_noticed_by("test_a_key_used_for_another_form_is_a_mismatch")
def request_not_compared() -> Planting:
    """A key is answered whatever is asked under it."""
    return planting.instead(engine, "fingerprint", lambda *_: "")


@_noticed_by("test_two_people_may_use_the_same_key")
def keys_of_everybody() -> Planting:
    """A key is not that of whoever used it."""

    def instead(_: Actor, key: str) -> Key:
        return ("idem", key)

    return planting.instead(engine, "idempotency_key", instead)


@_noticed_by("test_whoever_says_what_he_has_seen_does_not_act_on_an_old_sight")
def seen_not_compared() -> Planting:
    """Nobody looks what somebody says he has seen."""
    take_on: Any = vars(engine.Engine)["_take_on"]

    def instead(self: Any, sheet: Any, call: Any) -> Any:
        return take_on(self, sheet, replace(call, seen=None))

    return planting.instead(engine.Engine, "_take_on", instead)


@_noticed_by("test_a_step_taken_by_a_step_is_taken_by_the_hand_of_the_person")
def hand_forgotten() -> Planting:
    """A step taken by a step is taken by nobody."""
    carry: Any = vars(carrying)["_carry"]

    def instead(sheet: Any, work: Any, ask: Any, _: Any, entry: Any) -> Any:
        return carry(sheet, work, ask, THE_SYSTEM, entry)

    return planting.instead(carrying, "_carry", instead)


@_noticed_by("test_a_plan_is_changed_when_more_would_be_done")
def plan_not_compared() -> Planting:
    """A plan is applied whatever it would come to now."""

    def instead(sheet: Worksheet) -> Any:
        return plans.digest_of(sheet)[0], ""

    return planting.instead(engine, "digest_of", instead)


@_noticed_by("test_only_the_vault_repeats_them")
def names_in_the_journal() -> Planting:
    """What is about a person is written down like anything else."""

    def instead(sheet: Worksheet) -> Any:
        yield from ()
        for work, _ in sheet.unsealed:
            work.new_vault = {"values": dict(work.secrets), "salts": dict(work.secrets)}

    return planting.instead(closing, "_seal_personal", instead)


@_noticed_by("test_two_people_of_one_name_have_different_commitments")
def one_salt_for_all() -> Planting:
    """Commitments are made without a salt, so that they can be guessed."""

    def salt(_: Worksheet) -> Any:
        yield from ()
        return commitment("", "salt", "")

    return planting.instead(Worksheet, "salt", salt)
