"""What we keep of the price of goods that come back without our fault: agreed, capped, told."""

from decimal import Decimal

import pytest

from fbo import AfterSalesPolicy, OrderToCash, Policies, eur
from fbo.back.finance import accounts
from fbo.company.reporting.reports import trial_balance
from fbo.front.aftersales import Authorisation
from fbo.front.aftersales.goods_back import ReturnReason
from fbo.kernel.money import Money
from fbo.processes.crediting import Crediting
from fbo.processes.refunding import Refunding
from fbo.testing.after_sales import AfterSales
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop


def delivered(fee: Money | Decimal) -> tuple[Shop, AfterSales, OrderToCash]:
    """Five lamps at 20.00 each were delivered by a shop with such a fee."""
    shop = Shop(policies=Policies(aftersales=AfterSalesPolicy(return_fee=fee)))
    desk = AfterSales(shop)
    shop.receive(5)
    return shop, desk, desk.delivered(shop.placed(5, "20.00"))


@pytest.mark.parametrize(
    ("fee", "credited"), [(eur("5.00"), "35.00"), (Decimal("0.1"), "36.00"), (eur("99.00"), "0.00")]
)
def test_the_fee_is_taken_off_the_credit_which_it_never_exceeds(
    fee: Money | Decimal, credited: str
) -> None:
    shop, desk, order = delivered(fee)

    desk.decided(desk.back(order, 2), 2, "credit")

    (note,) = shop.company.find(Crediting)
    assert (str(note.document.net.amount), str(note.document.gross.amount)) == ("40.00", credited)
    keep_the_laws(shop.company)


def test_what_was_paid_comes_back_less_the_fee() -> None:
    shop, desk, order = delivered(eur("5.00"))
    shop.settled(order)

    desk.decided(desk.back(order, 2), 2, "credit")

    (refund,) = shop.company.find(Refunding)
    assert refund.document.amount == eur("35.00")
    keep_the_laws(shop.company)


def test_the_fee_is_kept_in_an_account_of_its_own() -> None:
    shop, desk, order = delivered(eur("5.00"))

    desk.decided(desk.back(order, 2), 2, "credit")

    rows = {row["account"]: row for row in trial_balance(shop.company, "EUR")["accounts"]}
    assert rows[accounts.FEES]["credit"] == "5.00"


@pytest.mark.parametrize("reason", ["defect", "damaged", "wrong_item"])
def test_what_is_our_fault_costs_nothing(reason: ReturnReason) -> None:
    shop, desk, order = delivered(eur("5.00"))
    goods = desk.authorised(order, 2, reason=reason)
    desk.received(goods, 2)
    desk.inspected(goods, 2)

    desk.decided(shop.now(goods), 2, "credit")

    (note,) = shop.company.find(Crediting)
    assert note.document.gross == eur("40.00")


def test_the_fee_may_be_waived() -> None:
    _, desk, order = delivered(eur("5.00"))
    goods = desk.requested(order, 2)

    goods.authorise(Authorisation(fee="waived"), by=desk.rosa)

    assert goods.document.fee is None


def test_the_customer_hears_of_the_fee_before_he_sends_anything() -> None:
    shop, desk, order = delivered(Decimal("0.1"))

    desk.authorised(order, 2)
    shop.company.run_due()

    said = [message.text for message in shop.mail.sent if message.subject == "Your return 1"]
    assert any("we keep 10 % of what they cost" in text for text in said)


def test_an_amount_is_kept_once_however_many_invoices_there_are() -> None:
    shop = Shop(policies=Policies(aftersales=AfterSalesPolicy(return_fee=eur("30.00"))))
    desk = AfterSales(shop)
    shop.receive(1)
    order = shop.placed(2, "20.00")
    desk.delivered(order)
    shop.receive(1)
    shop.now(order).allocate(by=shop.sam) if shop.now(order).document.line(1).has(
        "backordered"
    ) else None
    desk.delivered(order)

    desk.decided(desk.back(shop.now(order), 2), 2, "credit")

    fees = [note.document.fee for note in shop.company.find(Crediting)]
    assert sum((fee for fee in fees if fee is not None), eur(0)) == eur("30.00")
    keep_the_laws(shop.company)
