"""The hash chain: whatever is done to a journal shows, at the entry it was done to."""

from collections.abc import Callable

import pytest

from fbo.kernel.errors import Corrupt
from fbo.ports.chain import BEGINNING, Anchor, entry_hash, verify_end, verify_entries
from fbo.ports.storage import Batch, Draft, Entry, Head

NOON = "2024-02-29T12:00:00.000000Z"
Tampering = Callable[[list[Entry], int], None]


@pytest.fixture
def journal() -> list[Entry]:
    drafts = tuple(Draft("noted", NOON, {"n": n, "by": "Anna"}) for n in range(6))
    return list(Batch("acme", "b-1", entries=drafts).seal(Head(), {}).entries)


def again(entry: Entry, **changed: object) -> Entry:
    names = ("seq", "at", "type", "data", "prev", "hash")
    return Entry(*[changed.get(name, getattr(entry, name)) for name in names])  # type: ignore[arg-type]


def edit(journal: list[Entry], at: int) -> None:
    journal[at] = again(journal[at], data={**journal[at].data, "by": "Ben"})


def retype(journal: list[Entry], at: int) -> None:
    journal[at] = again(journal[at], type="paid")


def redate(journal: list[Entry], at: int) -> None:
    journal[at] = again(journal[at], at="2024-03-01T12:00:00.000000Z")


def forge(journal: list[Entry], at: int) -> None:
    """Edit, with a hash that fits the edit: the next entry, or an anchor, shows it."""
    old = journal[at]
    new = again(old, data={"n": 99})
    journal[at] = again(new, hash=entry_hash(old.prev, old.seq, old.at, old.type, new.encoded))


def delete(journal: list[Entry], at: int) -> None:
    del journal[at]


def insert(journal: list[Entry], at: int) -> None:
    journal.insert(at, again(journal[at], data={"n": 99}))


def swap(journal: list[Entry], at: int) -> None:
    journal[at], journal[at + 1] = journal[at + 1], journal[at]


def spoil(journal: list[Entry], at: int) -> None:
    journal[at] = again(journal[at], data=b'{"n":')


def test_an_untouched_journal_verifies_up_to_its_end(journal: list[Entry]) -> None:
    assert verify_entries(journal) == Anchor(6, journal[-1].hash)


def test_it_verifies_page_by_page(journal: list[Entry]) -> None:
    end = BEGINNING
    for first in range(0, 6, 2):
        end = verify_entries(journal[first : first + 2], after=end)

    assert end == Anchor(6, journal[-1].hash)


@pytest.mark.parametrize("at", range(5))
@pytest.mark.parametrize(
    "tamper", [edit, retype, redate, delete, insert, swap, spoil], ids=lambda f: f.__name__
)
def test_tampering_is_found_at_the_entry(journal: list[Entry], tamper: Tampering, at: int) -> None:
    tamper(journal, at)

    with pytest.raises(Corrupt) as caught:
        verify_entries(journal)

    assert caught.value.at in {f"entry {at + 1}", f"entry {at + 2}"}


@pytest.mark.parametrize("at", range(5))
def test_a_forged_entry_is_found_at_the_next(journal: list[Entry], at: int) -> None:
    forge(journal, at)

    with pytest.raises(Corrupt) as caught:
        verify_entries(journal)

    assert caught.value.at == f"entry {at + 2}"


def test_a_forged_last_entry_is_found_by_an_anchor(journal: list[Entry]) -> None:
    anchor = Anchor(6, journal[-1].hash)
    forge(journal, 5)
    verify_entries(journal)

    with pytest.raises(Corrupt, match="rewritten"):
        verify_entries(journal, anchors=[anchor])


def test_a_cut_tail_is_found_by_an_anchor(journal: list[Entry]) -> None:
    anchor = Anchor(6, journal[-1].hash)
    end = verify_entries(journal[:4], anchors=[anchor])

    with pytest.raises(Corrupt) as caught:
        verify_end(end, [anchor])

    assert caught.value.at == "entry 5"


def test_an_anchor_of_the_past_holds(journal: list[Entry]) -> None:
    anchor = Anchor(3, journal[2].hash)

    end = verify_entries(journal, anchors=[anchor])

    verify_end(end, [anchor])


def test_the_order_in_which_data_is_written_does_not_matter(journal: list[Entry]) -> None:
    journal[0] = again(journal[0], data=b'{ "n": 0, "by": "Anna" }')

    assert verify_entries(journal).seq == 6


def test_an_entry_does_not_show_its_data_in_logs(journal: list[Entry]) -> None:
    assert "Anna" not in repr(journal[0])


def test_entries_are_compared_by_all_they_say(journal: list[Entry]) -> None:
    assert journal[0] == again(journal[0], data=journal[0].encoded)
    assert journal[0] != journal[1]
    assert journal[0] != "noted"
