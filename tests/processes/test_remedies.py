"""Remedies of every kind: each becomes exactly one document, and each unit is made good once."""

from collections.abc import Callable
from typing import Any

import pytest

from fbo import (
    Address,
    ComplaintToResolution,
    Delivery,
    OrderToCash,
    Picking,
    Redress,
    Remedying,
    StepRefused,
    WarrantyClaim,
    eur,
    usd,
)
from fbo.back.finance import FinancePolicy, Rejected
from fbo.back.production import OPERATOR
from fbo.back.warehouse import Reason as Lost
from fbo.company.policies import Policies
from fbo.company.views.story import story
from fbo.front.aftersales import (
    DecidedLine,
    Diagnosis,
    Disposition,
    GivenBack,
    NoCover,
    NoRepair,
    Proof,
)
from fbo.front.crm.customer import CustomerAddress
from fbo.front.service import Assessment, NewOffer, Reopening
from fbo.kernel.quantity import pieces
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.refunding import Refunding
from fbo.processes.tasks import Tasking
from fbo.processes.warranty_service import WarrantyService
from fbo.testing.after_sales import AfterSales
from fbo.testing.complaints import ServiceDesk
from fbo.testing.laws import keep_the_laws
from fbo.testing.laws.complaints import keep_the_laws_of_complaints
from fbo.testing.shop import Shop

CAMBRIDGE = CustomerAddress(name="Ada Lovelace", street="1 Trinity Lane", city="Cambridge")
RIGHT = Address(name="Ada Lovelace", street="1 Trinity Lane", city="Cambridge")


@pytest.fixture
def service() -> ServiceDesk:
    return ServiceDesk()


def codes(attempt: Callable[[], Any]) -> list[str]:
    with pytest.raises(StepRefused) as refused:
        attempt()
    return [reason.code for reason in refused.value.reasons]


def agreed(service: ServiceDesk, *remedies: Redress) -> ComplaintToResolution:
    """A complaint on which the manager has proposed this, and Ada has accepted it."""
    complaint = service.found()
    complaint.propose(NewOffer(remedies=remedies), by=service.mia)
    return service.accept(complaint)


def remedy_of(service: ServiceDesk, complaint: ComplaintToResolution) -> Remedying:
    return service.now(complaint).remedies[-1]


def the_laws_hold(service: ServiceDesk) -> None:
    service.company.run_due()
    keep_the_laws(service.company)
    keep_the_laws_of_complaints(service.company)


def replacement(service: ServiceDesk, count: int = 1) -> Redress:
    return Redress(
        kind="replacement",
        order=service.order.id,
        order_line=1,
        item=service.shop.lamp.id,
        quantity=pieces(count),
        amount=eur("20.00"),
    )


def repair(service: ServiceDesk, serial: str = "L-1") -> Redress:
    return Redress(
        kind="repair",
        order=service.order.id,
        order_line=1,
        quantity=pieces(1),
        serial=serial,
        amount=eur("15.00"),
        reason="it flickers",
    )


def correction(service: ServiceDesk) -> Redress:
    return Redress(kind="correction", invoice=service.bill.id)


def expenses(amount: str = "12.00") -> Redress:
    return Redress(kind="expenses", amount=eur(amount), reason="the way to the shop")


def billed_anew(service: ServiceDesk) -> InvoiceToCash:
    (right,) = (one for one in service.company.find(InvoiceToCash) if one.document.corrects)
    return right


def moved_to_cambridge(service: ServiceDesk) -> None:
    ada = service.company.get(type(service.shop.ada.document), service.shop.ada.id)
    service.company.change(ada, addresses=(CAMBRIDGE,))


# --- corrections ---------------------------------------------------------------------------------


def test_a_correction_bills_the_invoice_anew_to_the_address_on_file(service: ServiceDesk) -> None:
    moved_to_cambridge(service)

    complaint = agreed(service, correction(service))

    right = billed_anew(service)
    remedy = remedy_of(service, complaint)
    assert (right.document.bill_to, right.document.corrects) == (RIGHT, service.bill.id)
    assert (remedy.state.name, remedy.document.document_ref) == ("done", right.id)
    assert complaint.state == ComplaintToResolution.resolved
    the_laws_hold(service)


def test_what_was_paid_for_the_wrong_invoice_pays_the_right_one(service: ServiceDesk) -> None:
    service.shop.paid(eur("200.00"), service.bill.id)
    moved_to_cambridge(service)

    agreed(service, correction(service))

    right = billed_anew(service)
    assert service.shop.open_amount(right.id) == eur("0.00")
    assert service.company.find(Refunding) == []
    the_laws_hold(service)


def test_a_correction_waits_until_the_right_invoice_is_issued() -> None:
    shop = Shop(policies=Policies(finance=FinancePolicy(auto_issue=False)))
    service = ServiceDesk(shop)
    service.bill.issue(by=service.rosa)
    moved_to_cambridge(service)
    complaint = agreed(service, correction(service))
    (note,) = service.company.find(Crediting)
    note.issue(by=service.rosa)
    waiting = remedy_of(service, complaint).state.name
    right = billed_anew(service)

    right.issue(by=service.rosa)

    assert (waiting, remedy_of(service, complaint).state.name) == ("issued", "done")
    assert service.now(complaint).state == ComplaintToResolution.resolved


def test_an_address_that_is_the_same_corrects_nothing(service: ServiceDesk) -> None:
    complaint = service.found()
    offer = NewOffer(remedies=(correction(service),))

    assert codes(lambda: complaint.propose(offer, by=service.iris)) == ["no_address"]
    ada = service.company.get(type(service.shop.ada.document), service.shop.ada.id)
    same = CustomerAddress(**service.bill.document.bill_to.model_dump())
    service.company.change(ada, addresses=(same,))
    assert codes(lambda: complaint.propose(offer, by=service.iris)) == ["nothing_to_correct"]


def test_a_correction_gives_nothing_back(service: ServiceDesk) -> None:
    complaint = service.found()
    wrong = Redress(kind="correction", invoice=service.bill.id, amount=eur("5.00"))

    refused = codes(lambda: complaint.propose(NewOffer(remedies=(wrong,)), by=service.iris))

    assert refused == ["gives_nothing"]


# --- expenses ------------------------------------------------------------------------------------


def test_expenses_are_paid_by_one_refund(service: ServiceDesk) -> None:
    complaint = agreed(service, expenses())
    (refund,) = service.company.find(Refunding)
    waiting = complaint.state

    refund.submit(by=service.rosa)
    refund.confirm(by=service.rosa)

    remedy = remedy_of(service, complaint)
    assert (refund.document.amount, refund.document.invoice) == (eur("12.00"), None)
    assert (remedy.state.name, remedy.document.document_ref) == ("done", refund.id)
    assert (waiting.name, service.now(complaint).state.name) == ("in_remedy", "resolved")
    assert service.company.find(Crediting) == []
    the_laws_hold(service)


def test_expenses_beyond_the_limit_of_refunds_wait_for_a_controller(service: ServiceDesk) -> None:
    agreed(service, expenses("150.00"))
    (refund,) = service.company.find(Refunding)
    waiting = refund.state

    refund.approve(by=service.conrad)

    assert (waiting.name, refund.state.name) == ("requested", "approved")


def test_expenses_that_are_denied_are_not_owed(service: ServiceDesk) -> None:
    complaint = agreed(service, expenses("150.00"))
    (refund,) = service.company.find(Refunding)

    refund.deny(Rejected(reason="no receipt"), by=service.conrad)

    assert service.now(complaint).state == ComplaintToResolution.findings_ready
    assert remedy_of(service, complaint).document.failed_for == "its refund was denied"
    the_laws_hold(service)


def test_expenses_say_what_they_were_for(service: ServiceDesk) -> None:
    complaint = service.found()
    form = NewOffer(remedies=(Redress(kind="expenses", amount=eur("12.00")),))

    assert codes(lambda: complaint.propose(form, by=service.iris)) == ["no_reason"]


def test_expenses_count_within_the_authority_of_an_agent(service: ServiceDesk) -> None:
    complaint = service.found()
    form = NewOffer(remedies=(expenses("30.00"), service.redress("30.00")))

    assert codes(lambda: complaint.propose(form, by=service.iris)) == ["beyond_authority"]


def test_another_currency_is_not_offered(service: ServiceDesk) -> None:
    complaint = service.found()
    form = NewOffer(remedies=(Redress(kind="expenses", amount=usd("9.00"), reason="taxi"),))

    assert "wrong_currency" in codes(lambda: complaint.propose(form, by=service.iris))


# --- repairs -------------------------------------------------------------------------------------


def in_repair(service: ServiceDesk, complaint: ComplaintToResolution) -> WarrantyService:
    """After-sales has taken the lamp in; production is to look at it."""
    ref = remedy_of(service, complaint).document.document_ref or ""
    claim = service.company.case(WarrantyService, ref)
    claim.verify(Proof(), by=service.iris)
    claim.diagnose(by=service.iris)
    return claim


def test_a_repair_is_one_claim_and_done_when_it_is_given_back(service: ServiceDesk) -> None:
    complaint = agreed(service, repair(service))
    otto = service.company.hire("Otto", OPERATOR)
    claim = in_repair(service, complaint)
    claim.decide(Diagnosis(findings="A contact was loose.", end="repair"), by=otto)
    claim.start_repair(by=service.iris)
    waiting = service.now(complaint).state

    claim.give_back(GivenBack(), by=otto)

    assert len(service.company.find(WarrantyService)) == 1
    assert (waiting.name, service.now(complaint).state.name) == ("in_remedy", "resolved")
    the_laws_hold(service)


def test_an_agreed_repair_is_done_though_the_warranty_is_over(service: ServiceDesk) -> None:
    complaint = agreed(service, repair(service))

    claim = in_repair(service, complaint)

    assert claim.state == WarrantyService.in_diagnosis


def test_we_stand_by_a_repair_that_was_agreed(service: ServiceDesk) -> None:
    complaint = agreed(service, repair(service))
    ref = remedy_of(service, complaint).document.document_ref or ""
    claim = service.company.case(WarrantyService, ref)
    form = NoCover(reason="it is over", offer=eur("30.00"))

    assert codes(lambda: claim.decline_cover(form, by=service.iris)) == ["is_not_agreed"]


def test_what_cannot_be_repaired_asks_for_another_remedy(service: ServiceDesk) -> None:
    complaint = agreed(service, repair(service))
    otto = service.company.hire("Otto", OPERATOR)
    claim = in_repair(service, complaint)

    claim.give_up(NoRepair(findings="It is burnt."), by=otto)

    assert service.now(complaint).state == ComplaintToResolution.findings_ready
    assert remedy_of(service, complaint).document.failed_for == "it cannot be repaired"


def test_what_could_not_be_repaired_may_be_sent_once_more(service: ServiceDesk) -> None:
    service.shop.receive(2)
    complaint = agreed(service, repair(service))
    otto = service.company.hire("Otto", OPERATOR)
    in_repair(service, complaint).give_up(NoRepair(findings="It is burnt."), by=otto)
    complaint = service.now(complaint)

    complaint.propose(NewOffer(remedies=(replacement(service, 2),)), by=service.mia)
    complaint = service.accept(complaint)

    assert complaint.state == ComplaintToResolution.in_remedy


def test_another_end_than_the_repair_that_was_agreed_is_refused(service: ServiceDesk) -> None:
    complaint = agreed(service, repair(service))
    otto = service.company.hire("Otto", OPERATOR)
    claim = in_repair(service, complaint)
    form = Diagnosis(findings="It is burnt.", end="refund")

    assert codes(lambda: claim.decide(form, by=otto)) == ["is_as_agreed"]


def test_nobody_says_of_his_own_claim_that_it_was_agreed(service: ServiceDesk) -> None:
    claim = WarrantyClaim(
        customer=service.shop.ada.id, order=service.order.id, line=1, serial="L-1", agreed=True
    )

    refused = codes(lambda: service.company.open(WarrantyService, claim, by=service.iris))

    assert refused == ["is_agreed_by_a_remedy"]


def test_what_is_on_a_claim_already_is_not_taken_in_twice(service: ServiceDesk) -> None:
    agreed(service, repair(service))

    another = agreed(service, repair(service))

    assert another.state == ComplaintToResolution.findings_ready
    assert "on a claim already" in remedy_of(service, another).document.failed_for


# --- goods that are sent once more ---------------------------------------------------------------


def sent(service: ServiceDesk, complaint: ComplaintToResolution) -> Any:
    """The replacement has left; its shipment."""
    service.company.run_due()
    ref = remedy_of(service, complaint).document.document_ref or ""
    order = service.company.case(OrderToCash, ref)
    (shipment,) = service.shop.shipments(order)
    shipment.pick(Picking(), by=service.shop.sam)
    shipment.pack(by=service.shop.sam)
    shipment.dispatch(by=service.shop.sam)
    service.company.run_due()
    return shipment


def test_a_replacement_has_no_invoice_and_completes_by_itself(service: ServiceDesk) -> None:
    service.shop.receive(1)
    complaint = agreed(service, replacement(service))

    shipment = sent(service, complaint)
    shipment.confirm_delivery(Delivery(), by=service.shop.sam)

    order = service.company.case(OrderToCash, shipment.document.order)
    assert (order.state.name, order.invoices) == ("completed", ())
    assert order.document.billing == "not_due"
    the_laws_hold(service)


def test_a_replacement_has_put_it_right_when_it_has_arrived(service: ServiceDesk) -> None:
    service.shop.receive(1)
    complaint = agreed(service, replacement(service))
    shipment = sent(service, complaint)
    before = service.now(complaint).state

    shipment.confirm_delivery(Delivery(), by=service.shop.sam)

    assert (before.name, service.now(complaint).state.name) == ("in_remedy", "resolved")


def test_a_replacement_that_is_lost_asks_for_another_remedy(service: ServiceDesk) -> None:
    service.shop.receive(1)
    complaint = agreed(service, replacement(service))
    shipment = sent(service, complaint)

    shipment.report_lost(Lost(reason="the van burnt"), by=service.shop.sam)
    service.company.run_due()

    assert service.now(complaint).state == ComplaintToResolution.findings_ready
    assert remedy_of(service, complaint).document.failed_for == "not all of it has come"
    the_laws_hold(service)


def test_nobody_orders_for_nothing_by_calling_it_a_replacement(service: ServiceDesk) -> None:
    (line,) = service.shop.order(1).lines
    wish = service.shop.order(1, lines=(line.replacing(replaces="a claim of mine"),))

    refused = codes(lambda: service.company.open(OrderToCash, wish, by=service.shop.anna))

    assert refused == ["has_not_begun"]


# --- each unit once ------------------------------------------------------------------------------


def test_what_was_refunded_is_not_sent_once_more(service: ServiceDesk) -> None:
    service.shop.receive(2)
    agreed(service, service.redress("200.00", "refund"))
    complaint = service.found()
    form = NewOffer(remedies=(replacement(service),))

    assert codes(lambda: complaint.propose(form, by=service.mia)) == ["qty_exceeds_delivered"]


def test_of_two_lamps_one_is_refunded_and_one_sent_once_more(service: ServiceDesk) -> None:
    service.shop.receive(2)
    agreed(service, service.redress("100.00", "refund"))

    complaint = agreed(service, replacement(service))

    assert complaint.state == ComplaintToResolution.in_remedy
    line = service.shop.now(service.order).document.lines[0]
    assert (line.has("made_good"), line.redressable) == (pieces(2), pieces(0))


def test_a_price_reduction_is_no_refund_of_a_unit(service: ServiceDesk) -> None:
    service.shop.receive(2)
    agreed(service, service.redress("60.00", "price_reduction"))

    complaint = agreed(service, replacement(service, 2))

    assert complaint.state == ComplaintToResolution.in_remedy


def test_a_refund_and_a_replacement_of_one_proposal_count_together(service: ServiceDesk) -> None:
    service.shop.receive(2)
    complaint = service.found()
    form = NewOffer(remedies=(service.redress("100.00", "refund"), replacement(service, 2)))

    assert codes(lambda: complaint.propose(form, by=service.mia)) == ["qty_exceeds_delivered"]


def test_what_was_made_good_comes_back_for_nothing_more(service: ServiceDesk) -> None:
    service.shop.receive(2)
    desk = AfterSales(service.shop)
    (shipment,) = service.shop.shipments(service.order)
    shipment.confirm_delivery(Delivery(), by=service.shop.sam)
    agreed(service, replacement(service, 2))
    goods = desk.back(service.order, 1)
    row = DecidedLine(line=1, quantity=pieces(1), stock="restock", customer="credit")

    refused = codes(lambda: goods.decide(Disposition(lines=(row,)), by=desk.rosa))

    assert refused == ["qty_exceeds_delivered"]
    goods.decide(Disposition(lines=(row.replacing(customer="none"),)), by=desk.rosa)
    the_laws_hold(service)


def test_what_came_back_for_credit_is_not_made_good_again(service: ServiceDesk) -> None:
    service.shop.receive(2)
    desk = AfterSales(service.shop)
    (shipment,) = service.shop.shipments(service.order)
    shipment.confirm_delivery(Delivery(), by=service.shop.sam)
    desk.decided(desk.back(service.order, 2), 2, "credit")
    complaint = service.found()
    form = NewOffer(remedies=(replacement(service),))

    assert codes(lambda: complaint.propose(form, by=service.mia)) == ["qty_exceeds_delivered"]


def test_what_is_being_repaired_on_a_claim_is_not_sent_once_more(service: ServiceDesk) -> None:
    service.shop.receive(2)
    otto = service.company.hire("Otto", OPERATOR)
    (shipment,) = service.shop.shipments(service.order)
    shipment.confirm_delivery(Delivery(), by=service.shop.sam)
    for serial in ("L-1", "L-2"):
        document = WarrantyClaim(
            customer=service.shop.ada.id, order=service.order.id, line=1, serial=serial
        )
        claim = service.company.open(WarrantyService, document, by=service.iris)
        claim.verify(Proof(evidence="a receipt"), by=service.iris)
        claim.diagnose(by=service.iris)
        claim.decide(Diagnosis(findings="A contact.", end="repair"), by=otto)
        claim.start_repair(by=service.iris)
    complaint = service.found()
    form = NewOffer(remedies=(replacement(service),))
    during = codes(lambda: complaint.propose(form, by=service.mia))

    claim.give_back(GivenBack(), by=otto)

    assert during == ["qty_exceeds_delivered"]
    complaint.propose(form, by=service.mia)


# --- once ----------------------------------------------------------------------------------------


def documents(service: ServiceDesk) -> list[str]:
    """All that a remedy might have become."""
    kinds = (InvoiceToCash, Crediting, Refunding, WarrantyService, OrderToCash)
    return sorted(case.id for kind in kinds for case in service.company.find(kind))


@pytest.mark.parametrize("kind", ["correction", "expenses", "repair"])
def test_no_remedy_is_carried_out_twice(service: ServiceDesk, kind: str) -> None:
    moved_to_cambridge(service)
    made = {"correction": correction(service), "expenses": expenses(), "repair": repair(service)}
    complaint = agreed(service, made[kind])
    remedy = remedy_of(service, complaint)
    before = documents(service)

    with pytest.raises(StepRefused):
        remedy.issue(by=service.rosa)

    assert documents(service) == before


def test_a_reopened_complaint_corrects_nothing_twice(service: ServiceDesk) -> None:
    moved_to_cambridge(service)
    complaint = agreed(service, correction(service))
    complaint.reopen(Reopening(reason="it flickers"), by=service.ada)
    service.report(complaint)

    complaint.propose(NewOffer(remedies=(expenses(),)), by=service.iris)
    service.accept(complaint)

    assert len(service.company.find(InvoiceToCash)) == 2
    assert len(service.company.find(Refunding)) == 1


# --- invoices that are not in the books ----------------------------------------------------------


def unbilled() -> ServiceDesk:
    """Ada's invoice is approved, and waits for Rosa to issue it."""
    return ServiceDesk(Shop(policies=Policies(finance=FinancePolicy(auto_issue=False))))


def test_of_an_invoice_that_is_not_issued_nothing_is_taken_back() -> None:
    service = unbilled()
    complaint = service.found()
    form = NewOffer(remedies=(service.redress("20.00"),))

    with pytest.raises(StepRefused) as refused:
        complaint.propose(form, by=service.iris)

    (reason,) = refused.value.reasons
    assert reason.code == "not_billed_yet"
    assert reason.way_out == "have receivables issue it, or put it right before they do"


def test_once_it_is_issued_something_may_be_taken_back_of_it() -> None:
    service = unbilled()
    complaint = service.found()
    service.bill.issue(by=service.rosa)

    complaint.propose(NewOffer(remedies=(service.redress("20.00"),)), by=service.iris)

    assert complaint.state == ComplaintToResolution.offer_sent


def test_goods_that_are_not_billed_yet_are_sent_once_more() -> None:
    service = unbilled()
    service.shop.receive(1)

    complaint = agreed(service, replacement(service))

    assert complaint.state == ComplaintToResolution.in_remedy


# --- told ----------------------------------------------------------------------------------------


def test_a_proposal_says_what_is_proposed(service: ServiceDesk) -> None:
    complaint = service.found()

    form = NewOffer(remedies=(expenses(), service.redress("10.00"), Redress(kind="apology")))
    complaint.propose(form, by=service.iris)

    service.company.run_due()
    said = "expenses of 12.00 EUR, 10.00 EUR off the invoice, an apology"
    assert any(f"we propose: {said}." in mail.text for mail in service.shop.mail.sent)


def test_a_proposal_is_told_in_the_language_of_the_customer(service: ServiceDesk) -> None:
    ada = service.company.get(type(service.shop.ada.document), service.shop.ada.id)
    service.company.change(ada, language="es")
    complaint = service.found()

    complaint.propose(NewOffer(remedies=(Redress(kind="apology"),)), by=service.iris)

    service.company.run_due()
    assert any("le proponemos: nuestras disculpas." in m.text for m in service.shop.mail.sent)


def test_the_story_of_a_complaint_says_what_has_come_of_it(service: ServiceDesk) -> None:
    complaint = agreed(service, expenses(), service.redress("10.00"))

    told = [line.sentence() for line in story(service.company, complaint.id)]

    assert any("proposal 1: expenses of 12.00 EUR, 10.00 EUR off" in line for line in told)
    assert any(line.endswith("on the desk RECEIVABLES; expenses of 12.00 EUR") for line in told)
    assert "it is Credit note 1" in told


def test_an_apology_is_a_message_to_the_customer(service: ServiceDesk) -> None:
    sorry = Redress(kind="apology", reason="We should have tested the lamp.")

    agreed(service, sorry)

    service.company.run_due()
    words = "We apologise for what you have complained of. We should have tested the lamp."
    assert [mail.text for mail in service.shop.mail.sent].count(words) == 1


def test_an_explanation_says_how_it_came_to_that(service: ServiceDesk) -> None:
    complaint = service.found()
    without = NewOffer(remedies=(Redress(kind="explanation"),))
    refused = codes(lambda: complaint.propose(without, by=service.iris))
    with_words = Redress(kind="explanation", reason="A contact was loose.")

    complaint.propose(NewOffer(remedies=(with_words,)), by=service.iris)
    service.accept(complaint)

    service.company.run_due()
    assert refused == ["no_reason"]
    assert any("A contact was loose." in mail.text for mail in service.shop.mail.sent)


def test_four_gifts_on_one_complaint_are_the_managers(service: ServiceDesk) -> None:
    complaint = service.found()
    gifts = NewOffer(remedies=(service.redress("2.00", "goodwill"),) * 4)

    assert codes(lambda: complaint.propose(gifts, by=service.iris)) == ["goodwill_again"]
    complaint.propose(gifts, by=service.mia)


def test_safety_that_is_found_out_later_is_seen_to_at_once(service: ServiceDesk) -> None:
    complaint = service.acknowledged(severity="critical")
    form = Assessment(category="product", severity="critical", safety=True)

    complaint.assess(form, by=service.iris)

    tasks = [task.document.what for task in service.company.find(Tasking)]
    assert [what for what in tasks if "safety" in what]
