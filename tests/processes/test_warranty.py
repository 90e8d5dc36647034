"""What was sold fails: whether we stand for it, what the customer has instead, and for how long."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fbo import (
    Company,
    OrderToCash,
    StepRefused,
    WarrantyClaim,
    WarrantyPolicy,
    eur,
)
from fbo.front.aftersales import GivenBack, NoCover, Proof, ends_after
from fbo.kernel.calendar import NINE_TO_FIVE
from fbo.kernel.calendar import days as calendar_days
from fbo.kernel.people import Actor
from fbo.processes.crediting import Crediting
from fbo.processes.warranty_service import WarrantyService
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop
from fbo.testing.strategies import days
from fbo.testing.warranties import Warranties


@pytest.fixture
def desk(shop: Shop) -> Warranties:
    return Warranties(shop)


def code(refused: pytest.ExceptionInfo[StepRefused]) -> str:
    return refused.value.reasons[0].code


def test_what_we_sold_is_covered_for_two_years(desk: Warranties) -> None:
    claim = desk.claim()

    claim.verify(Proof(), by=desk.rosa)

    assert claim.document.ends_on == date(2028, 11, 23)


def test_what_we_did_not_sell_is_not_verified(desk: Warranties) -> None:
    claim = desk.claim("L-9")

    with pytest.raises(StepRefused) as refused:
        claim.verify(Proof(evidence="a receipt"), by=desk.rosa)

    assert code(refused) == "not_sold_by_us"


def test_after_its_time_it_is_not_covered_but_may_be_repaired_for_money(
    desk: Warranties, shop: Shop
) -> None:
    claim = desk.claim()
    shop.clock.advance(timedelta(days=800))
    late: WarrantyService = shop.now(claim)
    assert [why.code for why in late.verify.refusals(Proof(), by=desk.rosa)] == ["not_covered"]

    claim.decline_cover(NoCover(reason="it is over", offer=eur("30.00")), by=desk.rosa)
    assert claim.label == "Not covered: our offer is with you"
    claim.take_offer(by=Actor.customer(shop.ada.id))

    (repair,) = [one for one in shop.company.find(OrderToCash) if one.id != desk.order.id]
    assert (claim.state, repair.document.total) == (WarrantyService.in_diagnosis, eur("30.00"))


def test_an_offer_that_nobody_takes_ends_the_claim(desk: Warranties, shop: Shop) -> None:
    claim = desk.claim()
    claim.decline_cover(NoCover(reason="it was opened", offer=eur("30.00")), by=desk.rosa)

    shop.clock.advance(timedelta(days=31))
    shop.company.run_due()

    assert shop.now(claim).state is WarrantyService.closed


def test_a_replacement_inherits_what_remains_and_both_serials_are_known(
    desk: Warranties, shop: Shop
) -> None:
    shop.clock.advance(timedelta(days=300))

    claim = desk.replaced("L-3")

    document = shop.now(claim).document
    assert (document.serial, document.new_serial) == ("L-1", "L-3")
    assert document.new_ends_on == date(2028, 11, 23)


def test_a_replacement_is_not_given_back_without_its_serial(desk: Warranties, shop: Shop) -> None:
    claim = desk.replacing()
    desk.delivered(desk.sent_for(claim))

    for serial in ("", "L-1"):
        with pytest.raises(StepRefused) as refused:
            claim.give_back(GivenBack(new_serial=serial), by=shop.sam)
        assert code(refused) == "names_the_other"


def test_what_was_given_instead_is_covered_by_the_claim_before(
    desk: Warranties, shop: Shop
) -> None:
    first = desk.replaced("L-3")
    first.close(by=desk.rosa)

    second = desk.claim("L-3", follows=first.id)
    second.verify(Proof(), by=desk.rosa)

    assert second.document.ends_on == date(2028, 11, 23)


def test_a_repair_is_good_for_ninety_days_at_least(desk: Warranties, shop: Shop) -> None:
    shop.clock.advance(timedelta(days=725))
    claim = desk.decided("repair")
    claim.start_repair(by=desk.rosa)

    claim.give_back(GivenBack(), by=desk.otto)

    today = shop.clock.now().date()
    assert shop.now(claim).document.new_ends_on == today + timedelta(days=90)


def test_one_claim_at_a_time_is_open_about_a_thing(desk: Warranties) -> None:
    first = desk.claim()
    desk.claim("L-2")

    with pytest.raises(StepRefused):
        desk.claim()

    first.decline_cover(NoCover(reason="it was opened", offer=eur("30.00")), by=desk.rosa)
    first.leave_it(by=desk.rosa)
    assert desk.claim().state is WarrantyService.registered


def test_a_replacement_costs_nothing(desk: Warranties, shop: Shop) -> None:
    desk.replaced("L-3")

    (again,) = [one for one in shop.company.find(OrderToCash) if one.id != desk.order.id]
    assert (again.document.kind, again.document.total) == ("replacement", eur("0.00"))


def test_the_money_for_one_is_credited(desk: Warranties, shop: Shop) -> None:
    claim = desk.decided("refund")

    claim.start_refund(by=desk.rosa)

    (note,) = shop.company.find(Crediting)
    assert note.document.net == eur("100.00")
    keep_the_laws(shop.company)


def test_the_company_of_the_claim_is_whole(desk: Warranties, shop: Shop) -> None:
    company: Company = shop.company
    desk.replaced("L-3").close(by=desk.rosa)

    assert keep_the_laws(company).company is company


# --- laws -----------------------------------------------------------------------------------------


@given(
    on=days(earliest=date(2026, 1, 1), latest=date(2030, 1, 1)),
    left=st.integers(-400, 800),
    statutory=st.none() | st.integers(0, 400),
)
def test_a_replacement_never_has_more_than_remains_or_the_law_says(
    on: date, left: int, statutory: int | None
) -> None:
    """WA-1: the remaining days run on, at least the statutory ones."""
    ends = on + timedelta(days=left)
    least = None if statutory is None else calendar_days(statutory)
    claim = WarrantyClaim(
        customer="ada", order="o", line=1, serial="L-1", end="replacement", ends_on=ends
    )

    until = ends_after(claim, on, WarrantyPolicy(statutory=least), NINE_TO_FIVE)

    assert until == max(ends, ends if statutory is None else on + timedelta(days=statutory))


@given(on=days(earliest=date(2026, 1, 1), latest=date(2030, 1, 1)), left=st.integers(-400, 800))
def test_a_repair_is_never_good_for_less_than_ninety_days(on: date, left: int) -> None:
    """WA-4, and what is left of the warranty is not cut short by it."""
    ends = on + timedelta(days=left)
    claim = WarrantyClaim(
        customer="ada", order="o", line=1, serial="L-1", end="repair", ends_on=ends
    )

    until = ends_after(claim, on, WarrantyPolicy(), NINE_TO_FIVE)

    assert until == max(ends, on + timedelta(days=90))
