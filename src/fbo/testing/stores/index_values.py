"""The store contract, I01-I05: a record may have several values under one name."""
# ruff: noqa: S101  tests assert, with memorable numbers, and are methods

import pytest

from fbo.kernel.errors import BugError
from fbo.ports.storage import Number, Scan, StorePort, Want
from fbo.testing.stores.kit import SPACE, Kit, batch, put


def _places(store: StorePort, index: str, lo: str = "", hi: str | None = None) -> list[str]:
    return [
        f"{found.value}/{found.record.key[1]}"
        for found in store.scan(SPACE, Scan("doc", index, lo, hi))
    ]


class IndexValues(Kit):
    """I01-I05."""

    def test_a_record_is_found_under_each_of_its_values(self, store: StorePort) -> None:
        """I01 Three values of one name, two names, one value a number."""
        store.commit(
            batch(
                put("lamp", by=("x", "y", Number("invoice")), due=("noon",)),
                wants=[Want("invoice")],
            )
        )

        assert _places(store, "by") == ["000000000001/lamp", "x/lamp", "y/lamp"]
        assert _places(store, "due") == ["noon/lamp"]

    def test_a_range_lists_a_record_once_for_each_value_in_it(self, store: StorePort) -> None:
        """I02 Of the values a, b and d the range a to c has two."""
        store.commit(batch(put("lamp", by=("d", "b", "a")), put("chair", by=("b",))))

        assert _places(store, "by", "a", "c") == ["a/lamp", "b/chair", "b/lamp"]

    def test_dropping_one_value_keeps_the_others(self, store: StorePort) -> None:
        """I03 Put with two of three."""
        at = store.commit(batch(put("lamp", by=("a", "b", "c")))).head.rev

        store.commit(batch(put("lamp", expect=at, by=("a", "c"))))

        assert _places(store, "by") == ["a/lamp", "c/lamp"]

    def test_values_may_change_places(self, store: StorePort) -> None:
        """I03 The order of the values does not matter, nor under which name they were."""
        at = store.commit(batch(put("lamp", by=("a", "b"), due=("c",)))).head.rev

        store.commit(batch(put("lamp", expect=at, by=("c", "a"), due=("b", "d"))))

        assert _places(store, "by") == ["a/lamp", "c/lamp"]
        assert _places(store, "due") == ["b/lamp", "d/lamp"]

    def test_a_value_that_comes_back_is_found_again(self, store: StorePort) -> None:
        """I03 Dropped, and put again."""
        at = store.commit(batch(put("lamp", by=("a", "b")))).head.rev
        at = store.commit(batch(put("lamp", expect=at))).head.rev

        store.commit(batch(put("lamp", expect=at, by=("b",))))

        assert _places(store, "by") == ["b/lamp"]

    @pytest.mark.parametrize("values", [("a", "a"), (Number("invoice"), "b", Number("invoice"))])
    def test_a_value_is_given_once(self, values: tuple[str | Number, ...]) -> None:
        """I04 The same value twice under one name is a bug, found when the put is made."""
        with pytest.raises(BugError):
            put("lamp", by=values)

    def test_pages_cross_a_record_with_many_values(self, store: StorePort) -> None:
        """I05 A hundred values, one a page: a hundred places."""
        store.commit(batch(put("lamp", by=tuple(f"{n:03}" for n in range(100)))))

        places: list[tuple[str, str]] = []
        after = ("", "")
        while page := store.scan(SPACE, Scan("doc", "by", after=after, limit=1)):
            after = page[0].place
            places.append(after)

        assert places == [(f"{n:03}", "lamp") for n in range(100)]
