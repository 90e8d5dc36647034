"""The store contract, T43-T47: unique values and leases, made of versions alone."""
# ruff: noqa: S101  tests assert, with memorable numbers, and are methods

from collections import Counter

import pytest

from fbo.kernel.errors import Conflict
from fbo.ports.storage import Delete, Key, Scan, Sealed, StorePort
from fbo.testing.stores.kit import SPACE, Kit, batch, each, got, put, there, tried

_NOON = "2024-02-29T12:00:00.000000Z"
_ONE = "2024-02-29T13:00:00.000000Z"
_TWO = "2024-02-29T14:00:00.000000Z"
_VAT: Key = ("uniq", "vat:FR123")


def claim(store: StorePort, now: str, until: str, *, limit: int = 10) -> list[tuple[str, int]]:
    """Claim messages that are due: those served, each with the version of its lease."""
    claimed: list[tuple[str, int]] = []
    for found in store.scan(SPACE, Scan("outbox", "due", hi=now + " ", limit=limit)):
        name, version = found.record.key[1], found.record.version
        outcome = tried(store, batch(put(name, kind="outbox", expect=version, due=(until,))))
        if isinstance(outcome, Sealed):
            claimed.append((name, outcome.head.rev))
    return claimed


class Claims(Kit):
    """T43-T47."""

    def test_a_unique_value_is_claimed_once(self, store: StorePort) -> None:
        """T43 Of 32 who claim one value one has it."""
        outcomes = each(
            32, lambda n: tried(store, batch(put(_VAT[1], {"owner": n}, kind="uniq"), put(f"c{n}")))
        )

        owners = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Sealed)]
        assert owners == [there(store, _VAT).body["owner"]]

    def test_a_unique_value_can_be_freed_and_taken(self, store: StorePort) -> None:
        """T44 Deleted, it can be claimed by another."""
        at = store.commit(batch(put(_VAT[1], {"owner": "Ada"}, kind="uniq"))).head.rev

        store.commit(batch(Delete(_VAT, at)))
        store.commit(batch(put(_VAT[1], {"owner": "Grace"}, kind="uniq")))

        assert there(store, _VAT).body == {"owner": "Grace"}

    def test_a_unique_value_can_be_handed_over(self, store: StorePort) -> None:
        """T44 Put at its version, it has a new owner, and never none."""
        at = store.commit(batch(put(_VAT[1], {"owner": "Ada"}, kind="uniq"))).head.rev

        store.commit(batch(put(_VAT[1], {"owner": "Grace"}, kind="uniq", expect=at)))

        assert there(store, _VAT).body == {"owner": "Grace"}

    def test_a_lease_is_claimed_once(self, store: StorePort) -> None:
        """T45 Eight workers, a hundred messages: each is claimed by one of them."""
        store.commit(batch(*[put(f"m{n}", kind="outbox", due=(_NOON,)) for n in range(100)]))

        def work(_: int) -> list[str]:
            mine: list[str] = []
            while store.scan(SPACE, Scan("outbox", "due", hi=_NOON + " ", limit=1)):
                mine += [name for name, _ in claim(store, _NOON, _ONE)]
            return mine

        claims = Counter(name for mine in each(8, work) for name in mine)

        assert claims == Counter(f"m{n}" for n in range(100))

    def test_an_expired_lease_is_claimed_again(self, store: StorePort) -> None:
        """T46 The claimer died: after its due the message is claimed by another."""
        store.commit(batch(put("m", kind="outbox", due=(_NOON,))))
        claim(store, _NOON, _ONE)

        assert claim(store, _NOON, _ONE) == []
        assert [name for name, _ in claim(store, _ONE, _TWO)] == ["m"]

    def test_an_old_lease_cannot_acknowledge(self, store: StorePort) -> None:
        """T47 Whose lease was claimed by another meets a conflict."""
        store.commit(batch(put("m", kind="outbox", due=(_NOON,))))
        ((_, old),) = claim(store, _NOON, _ONE)
        ((_, new),) = claim(store, _ONE, _TWO)

        with pytest.raises(Conflict):
            store.commit(batch(Delete(("outbox", "m"), old)))
        store.commit(batch(Delete(("outbox", "m"), new)))

        assert got(store, ("outbox", "m")) is None
