"""Effects: what a step does to its document, and what it asks for beyond it."""

from datetime import date
from typing import Any

import pytest
from example import (
    CREDIT,
    EUR,
    SALES,
    SALES_REP,
    Answer,
    Holiday,
    TimeOff,
    anna,
    ben,
    emil,
)
from notes import CLERK, Note, Reply

from fbo.kernel.errors import BugError, DutyConflict, StepRefused
from fbo.kernel.numbers import Number, Want
from fbo.kernel.people import SYSTEM, THE_SYSTEM, Actor
from fbo.workflow.asks import (
    OpenCase,
    PostEntry,
    ProceedTo,
    SetTimer,
    SettleHold,
    TakeHold,
    TakeStep,
    Tell,
    VoidHold,
    WantNumber,
)
from fbo.workflow.entries import Entry, transfer
from fbo.workflow.guard import rule
from fbo.workflow.process import Process
from fbo.workflow.state import State, before, same

clerk = Actor.employee("anna", CLERK)


class Busy(Process[Note]):
    """A note whose steps ask for one thing each."""

    written = State(SALES, initial=True)
    filed = State(SALES)
    sent = State(final=True)

    open_one = written.to(same, by=CLERK)
    take_one = written.to(same, by=CLERK)
    tell_one = written.to(same, by=CLERK)
    set_timer = written.to(same, by=CLERK)
    number_it = written.to(same, by=CLERK)
    post_it = written.to(same, by=CLERK)
    sign = written.to(same, by=CLERK)
    spoil = written.to(same, by=CLERK)
    swap = written.to(same, by=CLERK)
    file_and_send = written.to(filed, by=CLERK, takes=Reply)
    send = filed.to(sent, by=SYSTEM)

    @open_one.then
    def _open_one(self) -> Note:
        first = self.open(TimeOff, Holiday(employee="anna", days=3), then=TimeOff.approve)
        second = self.open(TimeOff, Holiday(employee="ben", days=3))
        return self.change(words=f"{first} {second}")

    @take_one.then
    def _take_one(self) -> None:
        self.take(TimeOff.approve, "holiday-1", Answer(words="enjoy"))

    @tell_one.then
    def _tell_one(self) -> None:
        self.tell("sent", to="Ada")

    @set_timer.then
    def _set_timer(self) -> None:
        self.later(Busy.send, at=None)

    @number_it.then
    def _number_it(self) -> Note:
        numbers = [self.number("note", on=date(2026, 3, 2)), self.number("note")]
        return self.change(words=str([number.nth for number in numbers]))

    @post_it.then
    def _post_it(self) -> None:
        legs = transfer("line/ada", "used", EUR, 5)
        self.post(CREDIT, Entry("credit", legs))
        self.hold(CREDIT, "for Ada", legs)
        self.settle("for Ada", quantity=3)
        self.void("for Ben")

    @sign.then
    def _sign(self) -> Note:
        return self.change(words=f"signed by {self.by.id}")

    @spoil.then
    def _spoil(self) -> Note:
        return self.change(words=3)

    @swap.then
    def _swap(self) -> Any:
        return Holiday(employee="anna", days=1)

    @file_and_send.then
    def _file_and_send(self, form: Reply) -> Note:
        self.proceed(Busy.send)
        return self.change(words="filed")


def busy() -> Busy:
    return Busy.case(Note())


def test_an_effect_returns_the_changed_document() -> None:
    note = busy()

    note.sign(by=clerk)

    assert note.document == Note(words="signed by anna")


def test_a_document_that_does_not_validate_is_a_bug_that_names_the_field() -> None:
    note = busy()

    with pytest.raises(BugError, match="_spoil of Busy makes a document with a bad words"):
        note.spoil(by=clerk)

    assert note.document == Note()


def test_an_effect_that_returns_another_document_after_all_is_a_bug() -> None:
    with pytest.raises(BugError, match="_swap of Busy returned a Holiday"):
        busy().swap(by=clerk)


def test_a_step_without_an_effect_leaves_the_document() -> None:
    days_off = TimeOff.case(Holiday(employee="anna", days=3))

    days_off.withdraw(by=anna)

    assert days_off.document == Holiday(employee="anna", days=3)


def test_what_an_effect_asks_for_stands_in_order() -> None:
    note = busy()

    note.post_it(by=clerk)

    assert [type(ask) for ask in note.asked] == [PostEntry, TakeHold, SettleHold, VoidHold]


def test_what_several_steps_ask_for_stands_one_after_the_other() -> None:
    note = busy()

    note.tell_one(by=clerk)
    note.take_one(by=clerk)

    assert note.asked == [
        Tell("sent", {"to": "Ada"}),
        TakeStep(TimeOff.approve, "holiday-1", Answer(words="enjoy")),
    ]


def test_a_case_opened_in_memory_has_an_id_to_be_named_by() -> None:
    note = busy()

    note.open_one(by=clerk)

    assert note.document.words == "new-1 new-2"
    first, second = note.asked
    assert isinstance(first, OpenCase)
    assert isinstance(second, OpenCase)
    assert (first.id, first.then, second.then) == ("new-1", TimeOff.approve, None)


def test_a_number_asked_for_in_memory_is_a_placeholder() -> None:
    note = busy()

    note.number_it(by=clerk)

    assert note.document.words == "[0, 1]"
    assert note.asked == [WantNumber(Want("note", "2026-03-02")), WantNumber(Want("note"))]


def test_a_number_is_known_by_its_series_and_place() -> None:
    assert busy().number("note") == Number("note", 0)


def test_a_timer_is_asked_for_by_the_name_of_its_step() -> None:
    note = busy()

    note.set_timer(by=clerk)

    assert note.asked == [SetTimer("send", None)]


# --- proceeding --------------------------------------------------------------------------------


def test_a_step_may_proceed_to_another_with_the_rights_of_the_system() -> None:
    note = busy()

    outcome = note.file_and_send(Reply(), by=clerk)

    assert note.state is Busy.sent
    assert (outcome.was, outcome.now) == ("written", "sent")
    assert note.asked == [ProceedTo("send", None)]


def test_a_step_that_another_takes_has_the_hand_of_the_person() -> None:
    note = busy()

    note.file_and_send(Reply(), by=clerk)

    assert note.took("send") == ("anna",)
    assert (note.by, note.hand) == (THE_SYSTEM, clerk)


class Strict(Process[Note]):
    """A note that may not be signed by who wrote it, not even in one go."""

    written = State(SALES, initial=True)
    filed = State(SALES)
    sent = State(final=True)

    @rule("the note is empty", code="empty")
    def has_words(self) -> bool:
        return bool(self.document.words)

    file_it = written.to(filed, by=CLERK)
    sign = filed.to(sent, by=(SYSTEM, CLERK), needs=has_words, duties=(file_it,))

    @file_it.then
    def _and_sign(self) -> None:
        self.tell("filed")
        self.proceed(Strict.sign)


def test_duties_look_at_the_person_who_set_a_step_off() -> None:
    with pytest.raises(DutyConflict):
        Strict.case(Note(words="Dear Ada")).file_it(by=clerk)


def test_a_step_that_cannot_proceed_is_not_taken_at_all() -> None:
    note = Strict.case(Note())

    with pytest.raises(StepRefused):
        note.file_it(by=clerk)

    assert note.state is Strict.written
    assert note.took("file_it") == ()
    assert note.asked == []


# --- coming and going back ----------------------------------------------------------------------


class Wandering(Process[Note]):
    """A note that may be laid aside wherever it is, and given back to whoever sent it."""

    written = State(SALES, initial=True)
    dictated = State(SALES)
    typed = State(SALES)
    aside = State(SALES)
    sent = State(final=True)

    dictate = written.to(dictated, by=CLERK)
    type_it = (written | dictated).to(typed, by=CLERK)
    lay_aside = (written | dictated | typed).to(aside, by=CLERK)
    take_up = aside.to(before(aside), by=CLERK)
    give_back = typed.to(before(typed), by=CLERK)
    send = typed.to(sent, by=CLERK)


@pytest.mark.parametrize("dictated", [False, True])
def test_a_case_goes_back_to_where_it_came_from(dictated: bool) -> None:
    note = Wandering.case(Note())
    if dictated:
        note.dictate(by=clerk)
    whence = note.state
    note.type_it(by=clerk)

    note.give_back(by=clerk)

    assert note.state is whence


def test_going_back_is_not_coming() -> None:
    note = Wandering.case(Note())
    note.dictate(by=clerk)
    note.type_it(by=clerk)
    note.lay_aside(by=clerk)
    note.take_up(by=clerk)

    note.give_back(by=clerk)

    assert note.state is Wandering.dictated


# --- who acts ----------------------------------------------------------------------------------


class Authority(Process[Note]):
    """A note that only its author signs."""

    written = State(SALES, initial=True)
    sent = State(final=True)

    @rule("only its author signs it", code="not_the_author")
    def by_its_author(self) -> bool:
        return self.by.id == self.document.author

    sign = written.to(sent, by=(CLERK, SALES_REP), needs=by_its_author)


def test_a_rule_may_ask_who_acts() -> None:
    note = Authority.case(Note(author="anna"))
    other = Actor.employee("ben", CLERK)

    assert note.sign.refusals(by=clerk) == ()
    assert [reason.code for reason in note.sign.refusals(by=other)] == ["not_the_author"]
    assert note.next_steps(by=other) == ()


def test_a_delegate_and_whoever_he_acts_for_both_took_the_step() -> None:
    days_off = TimeOff.case(Holiday(employee="anna", days=3))

    days_off.approve(Answer(), by=ben.acting_for(emil))

    assert days_off.took("approve") == ("ben", "emil")
