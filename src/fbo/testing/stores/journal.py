"""The store contract, T25-T33: the journal has no gap and one order, and numbers follow it."""
# ruff: noqa: S101, PLR2004  tests assert, with memorable numbers, and are methods

from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest

from fbo.kernel.errors import LimitExceeded, NumberOutOfOrder
from fbo.ports.storage import Check, Entry, Number, Scan, Sealed, StorePort, Want
from fbo.testing.stores.children import run_child
from fbo.testing.stores.factory import StoreFactory, failpoints_of, need
from fbo.testing.stores.kit import (
    HANG,
    SPACE,
    Kit,
    Stalling,
    batch,
    close,
    doc,
    each,
    head,
    journal,
    note,
    put,
    race,
    tried,
    verified,
)


class Journal(Kit):
    """T25-T33."""

    def test_the_log_has_no_gap(self, store: StorePort) -> None:
        """T25 32 writers, 200 entries each: 1 to 6 400."""

        def write(writer: int) -> None:
            for n in range(200):
                store.commit(batch(entries=[note(writer=writer, n=n)]))

        each(32, write)

        assert [entry.seq for entry in journal(store)] == list(range(1, 6401))

    def test_a_page_of_the_log_keeps_its_limit(self, store: StorePort) -> None:
        """T25 At most `limit` entries, 1 to 1 000 of them, after the one named."""
        store.commit(batch(entries=[note(n=n) for n in range(1000)]))

        assert [entry.seq for entry in store.log(SPACE, 3, 2)] == [4, 5]
        assert len(store.log(SPACE, 0, 1000)) == 1000
        assert list(store.log(SPACE, 1000, 1000)) == []
        for limit in (0, 1001):
            with pytest.raises(LimitExceeded):
                store.log(SPACE, 0, limit)

    def test_a_tailing_reader_never_misses_an_entry(self, store: StorePort) -> None:
        """T26 A slow commit is begun first and ends last: nothing appears behind the reader."""
        slow = Stalling(SPACE, "slow", entries=(note(n="slow"),))
        polled, done = Event(), Event()
        seen: list[Entry] = []

        def tail() -> None:
            polls = 0
            while not done.is_set() or len(seen) < 21:
                seen.extend(store.log(SPACE, seen[-1].seq if seen else 0, 5))
                polls += 1
                if polls == 20:
                    polled.set()

        def begin_first() -> None:
            store.commit(slow)

        def let_go() -> None:
            slow.entered.wait(HANG)
            # In a store whose readers wait for its writers the reader gets no further: go on.
            polled.wait(1)
            slow.go.set()

        def write() -> None:
            slow.entered.wait(HANG)
            for n in range(20):
                store.commit(batch(entries=[note(n=n)]))
            done.set()

        race(tail, begin_first, let_go, write)

        assert seen == journal(store)
        assert [entry.seq for entry in seen] == list(range(1, 22))

    def test_entries_of_one_batch_stand_together(self, store: StorePort) -> None:
        """T27 Two writers of batches of a thousand entries race: never interleaved."""

        def write(writer: int) -> None:
            for n in range(3):
                store.commit(
                    batch(entries=[note(of=f"{writer}-{n}", line=line) for line in range(1000)])
                )

        each(2, write)

        entries = journal(store)
        assert len(entries) == 6000
        for first in range(0, 6000, 1000):
            part = entries[first : first + 1000]
            assert len({entry.data["of"] for entry in part}) == 1
            assert [entry.data["line"] for entry in part] == list(range(1000))

    def test_log_order_is_commit_order(
        self, store: StorePort, store_factory: StoreFactory, tmp_path: Path
    ) -> None:
        """T28 What starts after a commit returned, wherever, comes after it."""
        for n in range(5):
            before = store.commit(batch(entries=[note(n=n)])).entries[0].seq
            after = _seq_elsewhere(store, store_factory, tmp_path / f"{n}")
            assert before < after

        assert verified(store).seq == 10

    def test_numbers_have_no_gap(self, store: StorePort) -> None:
        """T29 32 writers, three in ten of their commits conflict: 1 to n."""

        def write(writer: int) -> list[int]:
            chance = Random(writer)  # noqa: S311  a seed to repeat, no secret
            given: list[int] = []
            for n in range(20):
                stale = [Check(doc("nothing"), 7)] if chance.random() < 0.3 else []
                outcome = tried(
                    store,
                    batch(put(f"{writer}-{n}"), *stale, entries=[note()], wants=[Want("invoice")]),
                )
                if isinstance(outcome, Sealed):
                    given += outcome.numbers["invoice"]
            return given

        numbers = sorted(number for given in each(32, write) for number in given)

        assert numbers == list(range(1, len(numbers) + 1))
        assert 300 < len(numbers) < 600

    def test_a_number_is_the_same_everywhere(self, store: StorePort) -> None:
        """T29 In body, index and entry stands the number that was given, as deep as may be."""
        number = Number("invoice")
        body = {"number": number, "lines": [{"ref": number, "next": Number("invoice", 1)}]}
        wants = [Want("invoice"), Want("credit note"), Want("invoice")]
        store.commit(batch(wants=[Want("invoice")]))

        sealed = store.commit(
            batch(put("i", body, by=(number, "x")), entries=[note(is_=number)], wants=wants)
        )

        (found,) = store.scan(SPACE, Scan("doc", "by", hi="1"))
        assert sealed.numbers == {"invoice": (2, 3), "credit note": (1,)}
        assert found.value == "000000000002"
        assert found.record.body == {"number": 2, "lines": [{"ref": 2, "next": 3}]}
        assert journal(store)[0].data == {"is_": 2}

    def test_numbers_have_no_gap_after_a_kill(
        self, store_factory: StoreFactory, tmp_path: Path
    ) -> None:
        """T30 Killed anywhere: 1 to n, the same on documents and in the journal (K)."""
        need(store_factory.open(), "durable")
        opener = failpoints_of(store_factory).opener
        for seed in range(5):
            run_child(
                "commit_until_killed",
                opener=opener,
                url=store_factory.url,
                seed=seed,
                told=str(tmp_path / "told"),
            )

        store = store_factory.reopen()

        found = store.scan(SPACE, Scan("invoice", "number", limit=1000))
        numbers = [each.record.body["number"] for each in found]
        assert numbers == list(range(1, len(numbers) + 1))
        assert numbers
        assert [entry.data["number"] for entry in journal(store)] == numbers
        close(store)

    def test_five_hundred_series_do_not_disturb_each_other(self, store: StorePort) -> None:
        """T31 Five hundred series interleaved: each 1 to n."""
        names = [f"s-{n}" for n in range(500)]
        for turn in range(3):
            wanted = names[turn:] + names[:turn]

            sealed = store.commit(batch(wants=[Want(name) for name in wanted]))

            assert set(sealed.numbers.values()) == {(turn + 1,)}
        assert head(store).series == dict.fromkeys(names, (3, ""))

    def test_a_dated_series_does_not_go_back(self, store: StorePort) -> None:
        """T31 A document dated before the last number's date gets none; the same day does."""
        store.commit(batch(wants=[Want("invoice", "2024-02-29")]))

        with pytest.raises(NumberOutOfOrder) as caught:
            store.commit(batch(put("lamp"), wants=[Want("invoice", "2024-02-28")]))
        sealed = store.commit(batch(wants=[Want("invoice", "2024-02-29")]))

        assert (caught.value.on, caught.value.last) == ("2024-02-28", "2024-02-29")
        assert sealed.numbers == {"invoice": (2,)}

    def test_too_many_series_are_refused(self, store: StorePort) -> None:
        """T31 A head of more than 64 KiB is refused."""
        with pytest.raises(LimitExceeded):
            store.commit(batch(wants=[Want(f"series {n:>6}") for n in range(4000)]))

        assert head(store).series == {}

    def test_the_chain_verifies(self, store: StorePort) -> None:
        """T32 After commits of all kinds the chain holds, up to the head's hash."""
        for n in range(20):
            store.commit(batch(put(f"lamp-{n}"), entries=[note(n=m) for m in range(n % 4)]))
            tried(store, batch(put("lamp-0"), entries=[note(n="refused")]))

        end = verified(store)

        assert (end.seq, end.hash) == (head(store).seq, head(store).hash)

    def test_the_chain_is_sealed_under_the_lock(self, store: StorePort) -> None:
        """T33 Two commits overlap: the second's `prev` is the first's `hash`."""
        slow = Stalling(SPACE, "slow", entries=(note(n="slow"),))
        sealed: list[Sealed] = []
        first = Thread(target=lambda: sealed.append(store.commit(slow)))
        second = Thread(
            target=lambda: sealed.append(store.commit(batch(entries=[note(n="quick")])))
        )
        first.start()
        slow.entered.wait(HANG)
        second.start()
        slow.go.set()
        first.join(HANG)
        second.join(HANG)

        before, after = journal(store)

        assert (before.prev, after.prev) == ("", before.hash)
        assert len(sealed) == 2


def _seq_elsewhere(store: StorePort, factory: StoreFactory, told: Path) -> int:
    """Commit once in another process, or in another thread if the store is its process's own."""
    if store.caps.reach == "process":
        (sealed,) = race(lambda: store.commit(batch(entries=[note(n="elsewhere")])))
        return sealed.entries[0].seq
    writer = int(told.name)
    assert run_child("write_many", url=factory.url, writer=writer, times=1, told=str(told)) == 0
    return int(told.read_text())
