"""Families: a class may take another's place, and keeps what it does not say anew."""

import pytest
from example import (
    CREDIT_CLERK,
    CREDIT_CONTROL,
    SALES_REP,
    Amendment,
    Cancellation,
    Order,
    OrderToCash,
    ada,
    anna,
    carla,
    order,
)
from notes import Note, SignedNote
from typing_extensions import TypeVar

from fbo.kernel.calendar import hours
from fbo.kernel.errors import DefinitionError, SchemaMismatch, StepRefused
from fbo.kernel.people import CUSTOMER, THE_SYSTEM
from fbo.workflow.guard import guard, rule
from fbo.workflow.notice import to_customer
from fbo.workflow.process import Process
from fbo.workflow.state import State


class AcmeOrderToCash(OrderToCash, replaces=OrderToCash):
    """Acme approves large orders, lets customers cancel later, and is more polite."""

    # Rules.
    @rule("Acme sells at most five lamps on credit", code="too_many_for_acme")
    def within_credit(self) -> bool:
        return self.document.lamps <= 5

    # States.
    approved = State(CREDIT_CONTROL, within=hours(1), label="Approved")

    # Steps.
    place = OrderToCash.drafted.to(
        OrderToCash.placed,
        by=(CUSTOMER, SALES_REP),
        checklist=("customer",),
        tells=to_customer("order_received_by_acme"),
    )
    approve = OrderToCash.credit_hold.to(approved, by=CREDIT_CLERK)
    release = approved.to(OrderToCash.confirmed, by=CREDIT_CLERK)
    cancel = OrderToCash.cancel.also(OrderToCash.confirmed)
    amend = OrderToCash.amend.also(OrderToCash.confirmed)

    # Effects.
    def _note_reason(self, form: Cancellation) -> Order:
        noted = super()._note_reason(form)
        return noted.changed({"because": f"Acme is sorry: {noted.because}"})


class OtherOrders(OrderToCash):
    """Another process, after the same fashion."""


def acme_order(*, lamps: int = 3) -> AcmeOrderToCash:
    first = order(lamps=lamps)
    return AcmeOrderToCash.case(first.document, customer=first.customer, credit=first.credit)


def test_a_class_that_replaces_another_is_of_its_family() -> None:
    assert AcmeOrderToCash.family == AcmeOrderToCash.definition.family == "OrderToCash"


def test_a_class_that_replaces_none_is_another_process() -> None:
    assert OtherOrders.family == "OtherOrders"
    assert OtherOrders.place != OrderToCash.place


def test_a_step_of_a_family_is_the_same_whoever_names_it() -> None:
    assert AcmeOrderToCash.place == OrderToCash.place
    assert hash(AcmeOrderToCash.place) == hash(OrderToCash.place)
    assert str(AcmeOrderToCash.place) == "OrderToCash.place"


def test_a_subclass_has_the_steps_and_states_of_its_base() -> None:
    lamps = acme_order()

    lamps.place(by=anna)
    lamps.pause(by=anna)

    assert lamps.state is OrderToCash.paused


def test_a_step_declared_again_replaces_the_first() -> None:
    placed = acme_order(lamps=0)

    placed.place(by=anna)

    assert placed.state is OrderToCash.placed


def test_a_step_declared_again_keeps_its_effect() -> None:
    class Generous(OrderToCash, replaces=OrderToCash):
        decide = OrderToCash.placed.to(OrderToCash.confirmed, by=SALES_REP)

    first = order()
    lamps = Generous.case(first.document, customer=first.customer, credit=first.credit)
    lamps.place(by=anna)

    lamps.decide(by=anna)

    assert lamps.document.reserved


def test_a_step_declared_again_may_have_another_effect() -> None:
    class Silent(OrderToCash, replaces=OrderToCash):
        cancel = OrderToCash.cancel.also(OrderToCash.confirmed)

        @cancel.then
        def _say_nothing(self) -> None:
            """Acme keeps its reasons to itself."""

    lamps = Silent.case(order().document)
    lamps.cancel(Cancellation(reason="changed my mind"), by=ada)

    assert lamps.document.because == ""


def test_an_effect_is_overridden_by_its_name_and_may_call_the_first() -> None:
    lamps = acme_order()

    lamps.cancel(Cancellation(reason="changed my mind"), by=ada)

    assert lamps.document.because == "Acme is sorry: changed my mind"


def test_a_rule_is_overridden_by_its_name() -> None:
    lamps = acme_order(lamps=6)
    lamps.place(by=anna)

    lamps.decide(by=THE_SYSTEM)

    assert lamps.state is OrderToCash.credit_hold


def test_a_state_is_added_between_two_others() -> None:
    lamps = acme_order(lamps=6)
    lamps.place(by=anna)
    lamps.decide(by=THE_SYSTEM)

    lamps.approve(by=carla)
    lamps.release(by=carla)

    assert lamps.state is OrderToCash.confirmed


def test_a_step_may_be_taken_from_one_more_state() -> None:
    lamps = acme_order()
    lamps.place(by=anna)
    lamps.decide(by=THE_SYSTEM)

    lamps.amend(Amendment(lamps=1), by=anna)
    lamps.cancel(Cancellation(reason="changed my mind"), by=ada)

    assert lamps.state is OrderToCash.cancelled


def test_the_base_is_left_as_it_was() -> None:
    lamps = order()
    lamps.place(by=anna)
    lamps.decide(by=THE_SYSTEM)

    with pytest.raises(StepRefused, match="it is confirmed"):
        lamps.cancel(Cancellation(reason="changed my mind"), by=ada)


def test_a_step_taken_over_under_another_name_is_called_by_it() -> None:
    class Strict(OrderToCash, replaces=OrderToCash):
        refuse = OrderToCash.cancel.also(OrderToCash.confirmed)

    lamps = Strict.case(order().document)

    outcome = lamps.refuse(Cancellation(reason="no credit"), by=anna)

    assert outcome.step == "refuse"
    assert lamps.state is OrderToCash.cancelled
    assert lamps.document.because == "no credit"


def test_a_state_declared_again_is_where_the_steps_of_the_base_lead() -> None:
    class Labelled(OrderToCash, replaces=OrderToCash):
        confirmed = State(CREDIT_CONTROL, within=hours(1), label="On its way soon")

    first = order()
    lamps = Labelled.case(first.document, customer=first.customer, credit=first.credit)
    lamps.place(by=anna)
    lamps.decide(by=THE_SYSTEM)

    assert lamps.state is Labelled.confirmed
    assert lamps.state.label == "On its way soon"


def test_an_effect_of_the_base_knows_a_state_declared_again() -> None:
    class Labelled(OrderToCash, replaces=OrderToCash):
        confirmed = State(CREDIT_CONTROL, within=hours(1), label="On its way soon")

    first = order()
    lamps = Labelled.case(first.document, customer=first.customer, credit=first.credit)
    lamps.place(by=anna)

    lamps.decide(by=THE_SYSTEM)

    assert lamps.document.reserved


def test_what_a_subclass_declares_wrongly_is_refused_in_its_own_name() -> None:
    with pytest.raises(DefinitionError, match="Lost: no step leads to lost"):

        class Lost(OrderToCash, replaces=OrderToCash):  # pyright: ignore[reportUnusedClass]
            lost = State(CREDIT_CONTROL, within=hours(1), label="Lost")
            find = lost.to(OrderToCash.placed, by=SALES_REP)


def test_a_state_is_found_by_its_former_name() -> None:
    assert OrderToCash.definition.state("accepted") is OrderToCash.confirmed


def test_a_state_that_nobody_declares_is_a_mismatch_that_names_the_way_out() -> None:
    with pytest.raises(SchemaMismatch, match="was=") as refused:
        OrderToCash.definition.state("lost")

    assert "OrderToCash has no state 'lost'" in str(refused.value)


N = TypeVar("N", bound=Note, default=Note)


class Sending(Process[N]):
    """A note is sent; an application may send richer ones."""

    written = State(CREDIT_CONTROL, initial=True)
    sent = State(final=True)
    send = written.to(sent, by=SALES_REP)

    @send.then
    def _mark(self) -> N:
        return self.change(words=f"{self.document.words}, sent")


class SignedSending(Sending[SignedNote], replaces=Sending):
    """The same, signed."""

    def _mark(self) -> SignedNote:
        return super()._mark().changed({"signed_by": "anna"})


def test_a_process_of_documents_that_may_be_enriched_has_a_default() -> None:
    note = Sending.case(Note(words="Dear Ada"))

    note.send(by=anna)

    assert Sending.definition.document is Note
    assert note.document.words == "Dear Ada, sent"


def test_a_replacing_class_may_enrich_the_document() -> None:
    note = SignedSending.case(SignedNote(words="Dear Ada"))

    note.send(by=anna)

    assert SignedSending.definition.document is SignedNote
    assert note.document == SignedNote(words="Dear Ada, sent", signed_by="anna")


def test_a_branch_may_be_put_before_those_that_a_step_has() -> None:
    @guard("the order is not large")
    def is_large(order: Order) -> bool:
        return order.lamps > 10

    class CarefulOrderToCash(OrderToCash, replaces=OrderToCash):
        in_approval = State(CREDIT_CONTROL, within=hours(1), label="Received")
        place = OrderToCash.place.instead(in_approval, when=is_large)
        approve = in_approval.to(OrderToCash.placed, by=CREDIT_CLERK)

    first = order(lamps=20)
    large = CarefulOrderToCash.case(first.document, customer=first.customer, credit=first.credit)

    large.place(by=anna)

    assert large.state is CarefulOrderToCash.in_approval
    assert OrderToCash.definition.steps["place"].branches[0].target is OrderToCash.placed


class Patient(OrderToCash, replaces=OrderToCash):
    """Declares a state of the family anew."""

    credit_hold = State(CREDIT_CONTROL, within=hours(8), label="We are looking into it")


def test_a_state_declared_anew_is_still_the_one_of_the_family():
    assert Patient.credit_hold == OrderToCash.credit_hold
    assert hash(Patient.credit_hold) == hash(OrderToCash.credit_hold)
    assert {Patient.credit_hold} == {OrderToCash.credit_hold}


def test_states_of_other_names_and_of_other_processes_differ():
    class Other(Process[Note]):
        """Something else."""

        credit_hold = State(initial=True, at_rest=True)

    assert Patient.credit_hold != OrderToCash.placed
    assert Other.credit_hold != OrderToCash.credit_hold
    assert OrderToCash.placed != "placed"


def test_an_inherited_effect_knows_where_it_led_though_the_state_is_declared_anew():
    case = Patient.case(order())
    case.begin(Patient.credit_hold)

    assert case.went == OrderToCash.credit_hold
