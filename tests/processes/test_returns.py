"""Goods come back in parts, not all of them good, too late or not at all; and a plan may fail."""

from datetime import timedelta
from decimal import Decimal

import pytest

from fbo import OrderToCash, Policies, ReturnToSettlement, StepRefused, eur
from fbo.back.finance import FinancePolicy
from fbo.back.warehouse import GoodsOutcome
from fbo.front.aftersales import (
    Authorisation,
    DecidedLine,
    Disposition,
    Failure,
    Refusal,
    Return,
    ReturnLine,
)
from fbo.kernel.people import Actor
from fbo.kernel.quantity import pieces
from fbo.processes.crediting import Crediting
from fbo.processes.return_to_restock import ReturnToRestock
from fbo.testing.after_sales import AfterSales
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop


@pytest.fixture
def desk(shop: Shop) -> AfterSales:
    return AfterSales(shop)


@pytest.fixture
def order(shop: Shop, desk: AfterSales) -> OrderToCash:
    """Five lamps were delivered."""
    shop.receive(5)
    return desk.delivered(shop.placed(5, "20.00"))


def decided(lamps: int, stock: str, customer: str) -> DecidedLine:
    return DecidedLine.model_validate(
        {"line": 1, "quantity": pieces(lamps), "stock": stock, "customer": customer}
    )


def codes(refused: pytest.ExceptionInfo[StepRefused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_the_customer_sees_how_far_his_return_is(
    shop: Shop, desk: AfterSales, order: OrderToCash
) -> None:
    goods = desk.requested(order, 2)
    seen = [goods.label]

    goods.authorise(Authorisation(), by=desk.rosa)
    seen.append(goods.label)
    goods.send_back(by=Actor.customer(shop.ada.id))
    seen.append(goods.label)
    desk.received(goods, 2)
    seen.append(shop.now(goods).label)

    assert seen == [
        "Requested",
        "Send it back by 2026-12-23",
        "On its way back",
        "Being checked",
    ]


def test_what_comes_in_parts_is_counted_once(
    shop: Shop, desk: AfterSales, order: OrderToCash
) -> None:
    goods = desk.authorised(order, 3)

    desk.received(goods, 1)
    desk.received(goods, 1)

    line = shop.now(order).document.line(1)
    assert shop.now(goods).document.line(1).received == pieces(2)
    assert (line.has("returned"), line.return_open) == (pieces(2), pieces(1))


def test_what_is_missing_when_it_is_inspected_is_awaited_no_more(
    shop: Shop, desk: AfterSales, order: OrderToCash
) -> None:
    goods = desk.authorised(order, 3)
    desk.received(goods, 2)

    desk.inspected(goods, 2)

    line = shop.now(order).document.line(1)
    assert (line.has("return_cancelled"), line.returnable) == (pieces(1), pieces(3))


def test_more_than_was_authorised_is_not_received(desk: AfterSales, order: OrderToCash) -> None:
    goods = desk.authorised(order, 2)

    with pytest.raises(StepRefused) as refused:
        desk.received(goods, 3)

    assert codes(refused) == ["over_receipt"]


def test_scrapped_goods_are_on_no_shelf(shop: Shop, desk: AfterSales, order: OrderToCash) -> None:
    goods = desk.back(order, 2)

    desk.decided(goods, 2, "credit", stock="scrap")

    assert shop.on_shelf() == (0, 0)
    keep_the_laws(shop.company)


def test_goods_of_a_return_may_have_several_ends(
    shop: Shop, desk: AfterSales, order: OrderToCash
) -> None:
    goods = desk.authorised(order, 4)
    desk.received(goods, 4)
    desk.inspected(goods, 3, condition="one is scratched")
    form = Disposition(
        lines=(
            decided(1, "restock", "credit"),
            decided(1, "refurbish", "credit"),
            decided(1, "scrap", "credit"),
            decided(1, "back_to_customer", "none"),
        )
    )

    shop.now(goods).decide(form, by=desk.ina)
    shop.now(goods).start_settlement(by=desk.rosa)

    children = shop.now(goods).child_ids(ReturnToRestock)
    cases = [shop.company.case(ReturnToRestock, id_) for id_ in children]
    (note,) = shop.company.find(Crediting)
    assert {case.state.name for case in cases} == {
        "restocked",
        "refurbishing",
        "scrapped",
        "rejected",
    }
    assert shop.on_shelf() == (1, 1)
    assert shop.now(order).document.line(1).has("returned") == pieces(3)
    assert note.document.net == eur("60.00")
    keep_the_laws(shop.company)


def test_what_was_mended_lies_on_the_shelf(
    shop: Shop, desk: AfterSales, order: OrderToCash
) -> None:
    goods = desk.back(order, 1)
    desk.decided(goods, 1, "credit", stock="refurbish")
    assert shop.on_shelf() == (0, 0)

    desk.goods_of(goods).finish_mending(GoodsOutcome(outcome="restock"), by=desk.ina)

    assert shop.on_shelf() == (1, 1)


def test_what_was_not_accepted_is_neither_sold_again_nor_paid_for(
    desk: AfterSales, order: OrderToCash
) -> None:
    goods = desk.authorised(order, 2)
    desk.received(goods, 2)
    desk.inspected(goods, 1, condition="one was used")

    for row in (decided(2, "restock", "none"), decided(2, "scrap", "credit")):
        with pytest.raises(StepRefused) as refused:
            goods.decide(Disposition(lines=(row,)), by=desk.rosa)
        assert codes(refused) == ["over_accepted"]


def test_nobody_has_the_goods_and_the_money(desk: AfterSales, order: OrderToCash) -> None:
    goods = desk.back(order, 1)

    with pytest.raises(StepRefused) as refused:
        goods.decide(Disposition(lines=(decided(1, "back_to_customer", "credit"),)), by=desk.rosa)

    assert codes(refused) == ["given_twice"]


def test_what_failed_is_decided_again_and_nothing_else(
    shop: Shop, desk: AfterSales, order: OrderToCash
) -> None:
    goods = desk.back(order, 3)
    both = Disposition(lines=(decided(1, "scrap", "credit"), decided(2, "scrap", "replace")))
    goods.decide(both, by=desk.rosa)
    goods.start_settlement(by=desk.rosa)

    shop.now(goods).report_failure(Failure(reason="none left"), by=shop.sam)
    again = Disposition(lines=(decided(2, "scrap", "credit"),))
    shop.now(goods).decide(again, by=desk.rosa)
    shop.now(goods).start_settlement(by=desk.rosa)

    worth = sum(note.document.net.minor for note in shop.company.find(Crediting))
    assert worth == 60_00
    assert shop.now(goods).state is ReturnToSettlement.closed
    assert {one.state.name for one in shop.company.find(OrderToCash)} == {"cancelled", "fulfilled"}
    keep_the_laws(shop.company)


def test_what_comes_back_is_worth_what_was_paid_for_it(shop: Shop, desk: AfterSales) -> None:
    shop.receive(3)
    line = shop.line(3, "9.99").replacing(discount=Decimal("0.1"))
    order = desk.delivered(shop.placed(lines=(line,)))

    for _ in range(3):
        desk.decided(desk.back(order, 1), 1, "credit")

    notes = [note.document.net for note in shop.company.find(Crediting)]
    assert sum(note.amount for note in notes) == Decimal("26.97")
    keep_the_laws(shop.company)


def test_a_credit_note_that_waits_is_not_asked_for_once_more() -> None:
    finance = FinancePolicy(auto_issue=False)
    shop = Shop(policies=Policies(finance=finance))
    desk = AfterSales(shop)
    shop.receive(2)
    order = desk.delivered(shop.placed(2, "20.00"))
    (bill,) = shop.now(order).invoices
    bill.issue(by=shop.rita)
    goods = desk.back(order, 2)
    row = {"line": 1, "quantity": pieces(1), "stock": "restock"}
    rows = [DecidedLine.model_validate({**row, "customer": end}) for end in ("credit", "replace")]
    goods.decide(Disposition(lines=rows), by=desk.rosa)
    goods.start_settlement(by=desk.rosa)

    shop.now(goods).report_failure(Failure(reason="none left"), by=shop.sam)

    found = shop.now(goods).document.decided
    assert [row.customer for row in found if row.progress == "failed"] == ["replace"]
    desk.decided(shop.now(goods), 1, "credit")
    (first, second) = shop.company.find(Crediting)
    first.issue(by=shop.rita)
    second.issue(by=shop.rita)
    assert shop.now(goods).state is ReturnToSettlement.closed
    keep_the_laws(shop.company)


def test_what_is_not_begun_may_be_decided_otherwise(
    shop: Shop, desk: AfterSales, order: OrderToCash
) -> None:
    goods = desk.back(order, 2)
    goods.decide(Disposition(lines=(decided(2, "restock", "replace"),)), by=desk.rosa)

    goods.decide(Disposition(lines=(decided(2, "restock", "none"),)), by=desk.rosa)

    assert [row.customer for row in goods.document.decided] == ["none"]
    keep_the_laws(shop.company)


def test_a_replacement_that_sales_cancels_is_decided_otherwise(
    shop: Shop, desk: AfterSales, order: OrderToCash
) -> None:
    from fbo.front.sales import Cancellation

    goods = desk.back(order, 1)
    desk.decided(goods, 1, "replace", stock="scrap")
    (again,) = shop.now(goods).document.replacements

    shop.company.case(OrderToCash, again).cancel(Cancellation(reason="sold out"), by=shop.anna)

    assert shop.now(goods).state is ReturnToSettlement.decided
    assert [row.progress for row in shop.now(goods).document.decided] == ["failed"]


def test_what_is_not_sent_in_time_is_expected_no_more(
    shop: Shop, desk: AfterSales, order: OrderToCash
) -> None:
    goods = desk.authorised(order, 2)

    shop.clock.advance(timedelta(days=31))
    shop.company.run_due()

    assert shop.now(goods).state is ReturnToSettlement.expired
    assert desk.goods_of(goods).state is ReturnToRestock.cancelled
    assert shop.now(order).document.line(1).returnable == pieces(5)


def test_what_is_called_off_is_expected_no_more(
    shop: Shop, desk: AfterSales, order: OrderToCash
) -> None:
    goods = desk.authorised(order, 2)

    goods.cancel(Refusal(reason="kept after all"), by=Actor.customer(shop.ada.id))

    assert desk.goods_of(goods).state is ReturnToRestock.cancelled
    assert shop.now(order).document.line(1).returnable == pieces(5)


@pytest.mark.parametrize(("reason", "taken"), [("not_wanted", False), ("defect", True)])
def test_after_the_window_only_what_is_our_fault_comes_back(
    shop: Shop, desk: AfterSales, order: OrderToCash, reason: str, *, taken: bool
) -> None:
    shop.clock.advance(timedelta(days=31))

    goods = desk.requested(order, 1, reason=reason)  # type: ignore[arg-type]

    reasons = [why.code for why in goods.authorise.refusals(Authorisation(), by=desk.rosa)]
    assert reasons == ([] if taken else ["window_closed"])


def test_a_customer_sends_back_goods_of_his_own_orders_only(shop: Shop, order: OrderToCash) -> None:
    grace = shop.customer("Grace Hopper")
    row = ReturnLine(line=1, wanted=pieces(1), reason="not_wanted")
    goods = Return(customer=grace.id, order=order.id, lines=(row,))

    with pytest.raises(StepRefused) as refused:
        shop.company.open(ReturnToSettlement, goods, by=Actor.customer(grace.id))

    assert codes(refused) == ["is_of_his_order"]


def test_goods_that_are_credited_and_ordered_anew_are_a_draft_for_sales(
    shop: Shop, desk: AfterSales, order: OrderToCash
) -> None:
    goods = desk.back(order, 1)

    desk.decided(goods, 1, "credit_and_reorder")

    (draft,) = [one for one in shop.company.find(OrderToCash) if one.id != order.id]
    assert (draft.state.name, draft.document.kind, draft.document.origin) == (
        "drafted",
        "sale",
        goods.id,
    )
    assert draft.document.net == eur("20.00")
