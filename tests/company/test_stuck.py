"""What cannot be worked on is reported once, and keeps nobody else waiting."""

from datetime import timedelta

import pytest
from press import Book, Leaf, Note, Reminder, Wish

from fbo import Actor, Company, Tasking
from fbo.company.afterwards import following
from fbo.ports.storage import Batch, Put
from fbo.testing.shop import Shop

DAY = timedelta(days=1)


def spoil(company: Company, id_: str) -> None:
    """A newer program has written a field that this one does not know."""
    (record,) = company.store.get("main", [("case", id_)])
    assert record is not None
    body = {**record.body, "document": {"colour": "red"}}
    put = Put(record.key, body, record.version, record.index)
    company.store.commit(Batch("main", f"spoilt {id_} {record.version}", (put,)))


def reminder(press: Company, edna: Actor) -> Reminder:
    return press.open(Reminder, Note(), by=edna, then=Reminder.start)


def reports(press: Company) -> list[str]:
    tasks = [task.document for task in press.find(Tasking)]
    return [task.what for task in tasks if task.what.startswith("what is due cannot be done")]


@pytest.fixture
def press(shop_of_press: Shop) -> Company:
    return shop_of_press.company


def test_a_case_of_an_unknown_shape_stops_no_other(
    shop_of_press: Shop, press: Company, edna: Actor
) -> None:
    bad, good = reminder(press, edna), reminder(press, edna)
    spoil(press, bad.id)
    shop_of_press.clock.advance(DAY)

    press.run_due()

    assert press.case(Reminder, good.id).state is Reminder.rung


def test_it_is_reported_once(shop_of_press: Shop, press: Company, edna: Actor) -> None:
    bad = reminder(press, edna)
    spoil(press, bad.id)
    shop_of_press.clock.advance(DAY)

    for _ in range(3):
        press.run_due()

    (report,) = reports(press)
    assert "Note: colour" in report
    assert [task.document.desk for task in press.find(Tasking)] == ["RECORDS"]
    assert [task.document.about for task in press.find(Tasking)] == [bad.id]


def test_it_is_reported_again_when_it_has_changed_and_is_still_bad(
    shop_of_press: Shop, press: Company, edna: Actor
) -> None:
    bad = reminder(press, edna)
    spoil(press, bad.id)
    shop_of_press.clock.advance(DAY)
    press.run_due()
    spoil(press, bad.id)

    press.run_due()

    assert len(reports(press)) == 2


def test_more_of_them_than_a_page_stop_no_other(
    shop_of_press: Shop, press: Company, edna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "PAGE", 2)
    for _ in range(5):
        spoil(press, reminder(press, edna).id)
    shop_of_press.clock.advance(timedelta(minutes=1))
    good = reminder(press, edna)
    shop_of_press.clock.advance(DAY)

    press.run_due()

    assert press.case(Reminder, good.id).state is Reminder.rung
    assert len(reports(press)) == 5


def test_a_reaction_of_a_case_of_an_unknown_shape_stops_no_other(
    shop_of_press: Shop, press: Company, edna: Actor
) -> None:
    book = press.open(Book, Note(text="poems"), by=edna)
    book.add(Wish(text="a leaf"), by=edna)
    good = reminder(press, edna)
    leaf = press.case(Leaf, press.case(Book, book.id).child_ids(Leaf)[0])
    spoil(press, book.id)
    leaf.tear(by=edna)
    shop_of_press.clock.advance(DAY)

    press.run_due()

    assert press.case(Reminder, good.id).state is Reminder.rung
    assert len(reports(press)) == 1


def test_a_case_that_is_mended_goes_on(shop_of_press: Shop, press: Company, edna: Actor) -> None:
    bad = reminder(press, edna)
    (sound,) = press.store.get("main", [("case", bad.id)])
    spoil(press, bad.id)
    shop_of_press.clock.advance(DAY)
    press.run_due()
    (spoilt,) = press.store.get("main", [("case", bad.id)])
    assert sound is not None
    assert spoilt is not None
    put = Put(sound.key, sound.body, spoilt.version, sound.index)
    press.store.commit(Batch("main", "mended", (put,)))

    press.run_due()

    assert press.case(Reminder, bad.id).state is Reminder.rung
