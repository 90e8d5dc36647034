"""How a claim ends: in money that is paid back, in nothing that was planned, with what is over."""

from datetime import timedelta

import pytest

from fbo import OrderToCash, ReturnToSettlement, StepRefused, WarrantyService, eur
from fbo.front.aftersales import (
    Diagnosis,
    Failure,
    GivenBack,
    NoCover,
    Proof,
    Refusal,
)
from fbo.front.sales import Cancellation
from fbo.kernel.people import Actor
from fbo.processes.crediting import Crediting
from fbo.processes.refunding import Refunding
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop
from fbo.testing.warranties import Warranties


@pytest.fixture
def desk(shop: Shop) -> Warranties:
    return Warranties(shop)


def code(refused: pytest.ExceptionInfo[StepRefused]) -> str:
    return refused.value.reasons[0].code


# --- money ----------------------------------------------------------------------------------------


def test_what_was_not_paid_yet_is_settled_by_its_credit_note(desk: Warranties, shop: Shop) -> None:
    claim = desk.decided("refund")

    claim.start_refund(by=desk.rosa)

    (note,) = shop.company.find(Crediting)
    assert (note.document.origin, note.document.net) == (claim.id, eur("100.00"))
    assert shop.now(claim).state is WarrantyService.returned
    keep_the_laws(shop.company)


def test_what_was_paid_is_paid_back_before_the_claim_goes_on(desk: Warranties, shop: Shop) -> None:
    shop.settled(desk.order)
    claim = desk.decided("refund")

    claim.start_refund(by=desk.rosa)

    (refund,) = shop.company.find(Refunding)
    assert refund.document.amount == eur("100.00")
    assert shop.now(claim).state is WarrantyService.in_refund
    refund.submit(by=shop.rita)
    refund.confirm(by=shop.rita)
    assert shop.now(claim).state is WarrantyService.returned
    assert shop.now(desk.order).state is OrderToCash.completed
    keep_the_laws(shop.company)


def test_nobody_says_that_money_is_back_which_is_not(desk: Warranties, shop: Shop) -> None:
    shop.settled(desk.order)
    claim = desk.decided("refund")
    claim.start_refund(by=desk.rosa)

    with pytest.raises(StepRefused) as refused:
        shop.now(claim).give_back(GivenBack(), by=shop.rita)

    assert code(refused) == "not_settled"


# --- what is planned and cannot be done -----------------------------------------------------------


def test_a_replacement_that_is_called_off_is_decided_anew(desk: Warranties, shop: Shop) -> None:
    claim = desk.replacing()

    desk.sent_for(claim).cancel(Cancellation(reason="none left"), by=shop.anna)

    assert shop.now(claim).state is WarrantyService.decided
    shop.now(claim).diagnose(by=desk.rosa)
    assert shop.now(claim).state is WarrantyService.in_diagnosis


def test_a_repair_that_does_not_succeed_is_decided_anew(desk: Warranties, shop: Shop) -> None:
    claim = desk.decided("repair")
    claim.start_repair(by=desk.rosa)

    claim.report_failure(Failure(reason="the part is no longer made"), by=desk.otto)

    may = shop.now(claim).next_steps(by=desk.rosa)
    assert (shop.now(claim).state, may) == (WarrantyService.decided, ("diagnose", "withdraw"))


def test_a_repair_for_money_that_fails_is_not_owed(desk: Warranties, shop: Shop) -> None:
    claim = desk.claim()
    claim.decline_cover(NoCover(reason="it fell", offer=eur("30.00")), by=desk.rosa)
    claim.take_offer(by=Actor.customer(shop.ada.id))
    repair = desk.sent_for(claim)
    (bill,) = shop.now(repair).invoices
    assert shop.open_amount(bill.id) == eur("30.00")
    claim = shop.now(claim)
    claim.decide(Diagnosis(findings="The board is broken.", end="repair"), by=desk.otto)
    claim.start_repair(by=desk.rosa)

    claim.report_failure(Failure(reason="no such board is made any more"), by=desk.otto)

    assert shop.now(claim).state is WarrantyService.closed
    assert shop.open_amount(bill.id) == eur("0.00")
    keep_the_laws(shop.company)


def test_a_repair_that_he_may_not_order_on_credit_ends_the_claim(
    desk: Warranties, shop: Shop
) -> None:
    shop.placed(1, "790.00")
    claim = desk.claim()
    claim.decline_cover(NoCover(reason="it fell", offer=eur("30.00")), by=desk.rosa)
    claim.take_offer(by=Actor.customer(shop.ada.id))
    repair = desk.sent_for(claim)
    assert repair.state is OrderToCash.credit_hold

    repair.cancel(Cancellation(reason="he would rather not"), by=shop.anna)

    assert shop.now(claim).state is WarrantyService.closed
    keep_the_laws(shop.company)


def test_a_claim_that_is_called_off_frees_its_serial_number(desk: Warranties) -> None:
    claim = desk.examined()

    claim.withdraw(Refusal(reason="it works again"), by=desk.rosa)

    assert (claim.state, desk.claim().state) == (
        WarrantyService.closed,
        WarrantyService.registered,
    )


@pytest.mark.parametrize(
    ("language", "label", "settled"),
    [("en", "Withdrawn", "Settled"), ("es", "Retirada", "Resuelto")],
)
def test_a_claim_that_is_called_off_is_seen_to_be_withdrawn(
    desk: Warranties, shop: Shop, language: str, label: str, settled: str
) -> None:
    called_off, put_right = desk.claim("L-1"), desk.replaced("N-2", "L-2")

    called_off.withdraw(Refusal(reason="it works again"), by=Actor.customer(shop.ada.id))
    put_right.close(by=desk.rosa)

    seen = [
        shop.company.customer_view(one, language=language).label for one in (called_off, put_right)
    ]
    assert seen == [label, settled]


# --- once, and by one way only --------------------------------------------------------------------


def test_what_is_coming_back_is_not_replaced_under_warranty(desk: Warranties, shop: Shop) -> None:
    desk.desk.authorised(desk.order, 2)
    claim = desk.claim()

    with pytest.raises(StepRefused) as refused:
        claim.verify(Proof(), by=desk.rosa)

    assert code(refused) == "given_up"


def test_what_was_paid_back_under_warranty_is_paid_back_once(desk: Warranties, shop: Shop) -> None:
    desk.decided("refund").start_refund(by=desk.rosa)
    goods = desk.desk.back(desk.order, 2)

    with pytest.raises(StepRefused) as refused:
        desk.desk.decided(goods, 2, "credit")

    assert code(refused) == "qty_exceeds_delivered"


def test_what_came_back_since_is_not_replaced_either(desk: Warranties, shop: Shop) -> None:
    claim = desk.decided("replacement")
    desk.desk.authorised(desk.order, 2)

    with pytest.raises(StepRefused) as refused:
        claim.start_replacement(by=desk.rosa)

    assert code(refused) == "given_up"


# --- repairs of what was sent back ----------------------------------------------------------------


def sent_back_to_be_repaired(desk: Warranties, lamps: int = 1) -> ReturnToSettlement:
    """So many lamps came back, and are to be repaired."""
    goods = desk.desk.back(desk.order, lamps)
    desk.desk.decided(goods, lamps, "repair", stock="back_to_customer")
    now: ReturnToSettlement = desk.shop.now(goods)
    return now


def test_a_return_that_is_repaired_opens_a_claim_that_is_in_repair(
    desk: Warranties, shop: Shop
) -> None:
    goods = sent_back_to_be_repaired(desk)

    (claim,) = shop.company.find(WarrantyService)
    assert (claim.state, claim.parent) == (WarrantyService.in_repair, goods.id)
    assert goods.state is ReturnToSettlement.in_settlement
    keep_the_laws(shop.company)


def test_what_is_repaired_is_with_us_until_it_is(desk: Warranties, shop: Shop) -> None:
    sent_back_to_be_repaired(desk)
    assert shop.now(desk.order).document.line(1).has("returned").amount == 1
    (claim,) = shop.company.find(WarrantyService)

    claim.give_back(GivenBack(), by=desk.otto)

    assert shop.now(desk.order).document.line(1).has("returned").amount == 0
    keep_the_laws(shop.company)


def test_with_the_last_repair_the_return_is_settled(desk: Warranties, shop: Shop) -> None:
    goods = sent_back_to_be_repaired(desk, 2)

    for claim in shop.company.find(WarrantyService):
        claim.give_back(GivenBack(), by=desk.otto)

    assert shop.now(goods).state is ReturnToSettlement.closed
    assert [line.repaired.amount for line in shop.now(goods).document.lines] == [2]


def test_what_cannot_be_repaired_is_decided_again(desk: Warranties, shop: Shop) -> None:
    goods = sent_back_to_be_repaired(desk)
    (claim,) = shop.company.find(WarrantyService)

    claim.report_failure(Failure(reason="the board is broken"), by=desk.otto)
    assert shop.now(goods).state is ReturnToSettlement.decided
    desk.desk.decided(shop.now(goods), 1, "credit", stock="scrap")

    assert shop.now(claim).state is WarrantyService.closed
    assert shop.now(goods).state is ReturnToSettlement.closed
    keep_the_laws(shop.company)


def test_what_could_not_be_repaired_is_not_repaired_once_more(desk: Warranties, shop: Shop) -> None:
    goods = sent_back_to_be_repaired(desk)
    (claim,) = shop.company.find(WarrantyService)
    claim.report_failure(Failure(reason="the board is broken"), by=desk.otto)

    with pytest.raises(StepRefused) as refused:
        desk.desk.decided(shop.now(goods), 1, "repair", stock="back_to_customer")

    assert code(refused) == "not_repaired"


def test_a_repair_is_good_for_ninety_days_however_it_came_to_us(
    desk: Warranties, shop: Shop
) -> None:
    shop.clock.advance(timedelta(days=20))
    sent_back_to_be_repaired(desk)
    (claim,) = shop.company.find(WarrantyService)

    claim.give_back(GivenBack(), by=desk.otto)

    ends = shop.now(claim).document.new_ends_on
    assert ends is not None
    assert ends >= shop.clock.now().date() + timedelta(days=90)
