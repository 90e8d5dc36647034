"""The store contract, T34-T42: what an index lists, in which order, page by page."""
# ruff: noqa: S101  tests assert, with memorable numbers, and are methods

from random import Random
from threading import Event

import pytest

from fbo.kernel.errors import LimitExceeded
from fbo.ports.storage import Delete, Found, Scan, StorePort
from fbo.testing.stores.kit import SPACE, Kit, batch, put, race

_BEFORE = "2024-02-29T11:59:59.999999Z"
_NOW = "2024-02-29T12:00:00.000000Z"
_AFTER = "2024-02-29T12:00:00.000001Z"


def values(store: StorePort, lo: str = "", hi: str | None = None) -> list[str]:
    """The values listed under `by` between two bounds."""
    return [found.value for found in store.scan(SPACE, Scan("doc", "by", lo, hi))]


def paged(store: StorePort, limit: int) -> list[Found]:
    """All that is listed under `by`, page by page."""
    listed: list[Found] = []
    after = ("", "")
    while page := store.scan(SPACE, Scan("doc", "by", after=after, limit=limit)):
        listed += page
        after = page[-1].place
    return listed


class Scanning(Kit):
    """T34-T42."""

    def test_a_scan_is_in_code_point_order(self, store: StorePort) -> None:
        """T34 Mixed case, accents and astral characters come as Python sorts them."""
        chance = Random(34)  # noqa: S311  a seed to repeat, no secret
        alphabet = "aAbBzZ09 _-|~éÉßİıſ\uffee\ue000\U0001f600\U0010ffff\u00a0\u3042"
        words = {
            "".join(chance.choices(alphabet, k=chance.randrange(1, 5))) for _ in range(300)
        } | {""}
        store.commit(batch(*[put(f"d{n}", by=(word,)) for n, word in enumerate(words)]))

        assert [found.value for found in paged(store, 1000)] == sorted(words)

    def test_ties_are_in_the_order_of_their_ids(self, store: StorePort) -> None:
        """T34 Among equal values the ids decide, by code point."""
        names = ["b", "a", "B", "é", "Z", "\U0001f600", "\uffee"]
        store.commit(batch(*[put(name, by=("same",)) for name in names]))

        assert [found.place for found in paged(store, 2)] == [("same", n) for n in sorted(names)]

    def test_a_scan_includes_lo_and_excludes_hi(self, store: StorePort) -> None:
        """T35 Values at the bounds."""
        store.commit(batch(*[put(f"d-{value}", by=(value,)) for value in "abcd"]))

        assert values(store, "b", "d") == ["b", "c"]

    def test_without_hi_a_scan_has_no_end(self, store: StorePort) -> None:
        """T35 `hi=None`: up to the last."""
        store.commit(batch(*[put(f"d-{n}", by=(v,)) for n, v in enumerate("ab\U0010ffff")]))

        assert values(store, "b") == ["b", "\U0010ffff"]

    def test_a_scan_finds_the_record_as_it_is(self, store: StorePort) -> None:
        """T35 What is found is the record with body, version and index."""
        at = store.commit(batch(put("lamp", {"n": 1}, by=("x", "y"), due=(_NOW,)))).head.rev

        found = store.scan(SPACE, Scan("doc", "by"))[0].record

        assert (found.key, found.version, found.body) == (("doc", "lamp"), at, {"n": 1})
        assert found.index == {"by": ("x", "y"), "due": (_NOW,)}

    def test_a_scan_is_of_one_kind_and_one_index(self, store: StorePort) -> None:
        """T35 Other kinds and other indexes of the same values are not listed."""
        store.commit(
            batch(put("a", by=("x",)), put("b", due=("x",)), put("c", kind="case", by=("x",)))
        )

        assert [found.place for found in paged(store, 10)] == [("x", "a")]

    def test_pages_list_each_place_once(self, store: StorePort) -> None:
        """T36 1 050 records with ties on the value, a hundred a page: each exactly once."""
        store.commit(batch(*[put(f"d{n:04}", by=(f"v{n % 7}",)) for n in range(1050)]))

        places = [found.place for found in paged(store, 100)]

        assert places == sorted((f"v{n % 7}", f"d{n:04}") for n in range(1050))

    def test_a_page_is_never_torn(self, store: StorePort) -> None:
        """T37 Records move forward while somebody pages: no torn record, no place twice."""
        done = Event()
        store.commit(batch(*[put(f"d{n:02}", {"by": "v0000"}, by=("v0000",)) for n in range(50)]))

        def move() -> None:
            version = [1] * 50
            for step in range(1, 301):
                n, value = step % 50, f"v{step:04}"
                sealed = store.commit(
                    batch(put(f"d{n:02}", {"by": value}, expect=version[n], by=(value,)))
                )
                version[n] = sealed.head.rev
            done.set()

        def page() -> None:
            while not done.is_set():
                after = ("", "")
                while found := store.scan(SPACE, Scan("doc", "by", after=after, limit=10)):
                    places = [each.place for each in found]
                    assert places == sorted(set(places))
                    assert places[0] > after
                    assert all(each.record.body["by"] == each.value for each in found)
                    after = places[-1]

        race(move, page)

    def test_a_new_index_value_replaces_the_old(self, store: StorePort) -> None:
        """T38 Put with another value, and the old one finds nothing."""
        at = store.commit(batch(put("lamp", by=("old",)))).head.rev

        store.commit(batch(put("lamp", expect=at, by=("new",))))

        assert values(store) == ["new"]

    def test_a_deleted_record_leaves_its_index(self, store: StorePort) -> None:
        """T39 Delete, and nothing is found."""
        at = store.commit(batch(put("lamp", by=("x", "y")), put("chair", by=("x",)))).head.rev

        store.commit(batch(Delete(("doc", "lamp"), at)))

        assert [found.place for found in paged(store, 10)] == [("x", "chair")]

    def test_a_record_made_again_has_its_new_index_only(self, store: StorePort) -> None:
        """T39 Deleted and made again with other values: the old ones stay gone."""
        at = store.commit(batch(put("lamp", by=("a", "b", "c")))).head.rev
        store.commit(batch(Delete(("doc", "lamp"), at)))

        store.commit(batch(put("lamp", by=("d",))))

        assert values(store) == ["d"]

    def test_a_record_without_the_index_is_not_listed(self, store: StorePort) -> None:
        """T40 Put without it, and it is not found."""
        at = store.commit(batch(put("lamp", by=("x",)), put("chair"))).head.rev

        store.commit(batch(put("lamp", expect=at)))

        assert values(store) == []

    def test_a_due_scan_finds_what_is_due(self, store: StorePort) -> None:
        """T41 Due a microsecond ago, now and in a microsecond: the last is not yet."""
        store.commit(
            batch(*[put(f"d{n}", by=(due,)) for n, due in enumerate((_BEFORE, _NOW, _AFTER))])
        )

        assert values(store, hi=_NOW + " ") == [_BEFORE, _NOW]

    @pytest.mark.parametrize("limit", [1, 1000])
    def test_a_scan_keeps_its_limit(self, store: StorePort, limit: int) -> None:
        """T42 At most so many."""
        store.commit(batch(*[put(f"d{n}", by=(f"{n:04}",)) for n in range(1001)]))

        assert len(store.scan(SPACE, Scan("doc", "by", limit=limit))) == limit

    @pytest.mark.parametrize("limit", [0, 1001, -1])
    def test_a_scan_without_a_sensible_limit_is_refused(self, store: StorePort, limit: int) -> None:
        """T42 0 and 1 001 are refused."""
        with pytest.raises(LimitExceeded):
            store.scan(SPACE, Scan("doc", "by", limit=limit))
