"""Orders that are paid first, billed at once, by hand, with a deposit, or in instalments."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fbo import CustomerReceipt, Invoice, Money, OrderToCash, StepRefused, eur
from fbo.back.finance import CONTROLLER, TakenBack, credit, unapplied
from fbo.company.verifying.verify import verify
from fbo.front.sales import BilledLine, Billing, Override, Suspension
from fbo.front.sales.order import Instalment
from fbo.kernel.people import Actor
from fbo.kernel.quantity import pieces
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.receipting import Receipting
from fbo.testing.laws import keep_the_laws
from fbo.testing.shop import Shop
from fbo.workflow.process import Process

ALL = Decimal(1)


@pytest.fixture
def shop() -> Shop:
    shop = Shop()
    shop.receive(20)
    return shop


def placed(shop: Shop, lamps: int = 1, price: str = "100.00", **fields: Any) -> OrderToCash:
    order = shop.drafted(lamps, price, **fields)
    order.place(by=shop.anna)
    return now(shop, order)


def now(shop: Shop, case: Process[Any]) -> Any:
    return shop.now(case)


def pays(shop: Shop, order: OrderToCash, amount: str) -> Receipting:
    """Ada pays for the order, before there is an invoice."""
    receipt = CustomerReceipt(
        customer=order.document.customer,
        amount=eur(amount),
        currency="EUR",
        received_on=shop.clock.now().date(),
        orders=(order.id,),
    )
    return shop.company.open(Receipting, receipt, by=shop.rita, then=Receipting.register)


def invoices(shop: Shop, order: OrderToCash) -> list[Invoice]:
    return [case.document for case in now(shop, order).invoices]


def nets(shop: Shop, order: OrderToCash) -> list[Money]:
    return [invoice.net for invoice in invoices(shop, order)]


# Prepayment.


def test_an_order_that_is_paid_first_waits_for_the_money(shop: Shop) -> None:
    order = placed(shop, prepayment=ALL)

    assert order.state == OrderToCash.awaiting_prepayment
    assert order.state.holder == "customer"
    assert shop.on_shelf() == (20, 20)


def test_when_the_money_comes_it_is_confirmed(shop: Shop) -> None:
    order = placed(shop, prepayment=ALL)

    pays(shop, order, "100.00")

    assert now(shop, order).state == OrderToCash.confirmed
    assert shop.company.balance(unapplied.of(order.id, "EUR")).available == 100_00


def test_a_part_of_it_is_not_enough(shop: Shop) -> None:
    order = placed(shop, prepayment=ALL)

    pays(shop, order, "60.00")
    assert now(shop, order).state == OrderToCash.awaiting_prepayment
    pays(shop, order, "40.00")

    assert now(shop, order).state == OrderToCash.confirmed


def test_what_was_paid_first_pays_the_invoice(shop: Shop) -> None:
    order = placed(shop, prepayment=ALL)
    pays(shop, order, "100.00")

    shop.shipped(now(shop, order))

    (invoice,) = now(shop, order).invoices
    assert shop.open_amount(invoice.id) == eur("0.00")
    assert now(shop, order).state == OrderToCash.completed


def test_half_of_it_pays_half_of_the_invoice(shop: Shop) -> None:
    order = placed(shop, 4, prepayment=Decimal("0.5"))
    pays(shop, order, "200.00")

    shop.shipped(now(shop, order))

    (invoice,) = now(shop, order).invoices
    assert shop.open_amount(invoice.id) == eur("200.00")


def test_nobody_pays_and_the_order_expires(shop: Shop) -> None:
    order = placed(shop, prepayment=ALL)
    paid = pays(shop, order, "60.00")

    shop.clock.advance(timedelta(days=7, minutes=1))
    shop.company.run_due()

    assert now(shop, order).state == OrderToCash.expired
    assert shop.company.balance(unapplied.of(paid.id, "EUR")).available == 60_00


def test_a_customer_without_credit_may_pay_first(shop: Shop) -> None:
    poor = shop.customer("Grace Hopper", limit=eur(0))
    order = placed(shop, customer=poor.id, prepayment=ALL)
    assert order.state == OrderToCash.awaiting_prepayment

    pays(shop, order, "100.00")
    shop.shipped(now(shop, order))

    assert now(shop, order).state == OrderToCash.completed


def test_a_prepayment_that_is_charged_back_is_gone(shop: Shop) -> None:
    order = placed(shop, prepayment=ALL)
    receipt = pays(shop, order, "100.00")
    receipt = now(shop, receipt)

    receipt.charge_back(TakenBack(reason="disputed"), by=shop.rita)

    assert shop.company.balance(unapplied.of(order.id, "EUR")).available == 0
    assert verify(shop.company).first_fault is None


def test_an_order_on_hold_does_not_expire_for_want_of_money(shop: Shop) -> None:
    order = placed(shop, prepayment=ALL)
    order.suspend(Suspension(reason="the price may be wrong"), by=shop.anna)
    shop.clock.advance(timedelta(days=9))
    shop.company.run_due()

    now(shop, order).resume(by=shop.anna)

    assert now(shop, order).state == OrderToCash.awaiting_prepayment
    shop.clock.advance(timedelta(days=8))
    shop.company.run_due()
    assert now(shop, order).state == OrderToCash.expired


def test_what_was_paid_meanwhile_counts_when_it_goes_on(shop: Shop) -> None:
    order = placed(shop, prepayment=ALL)
    order.suspend(Suspension(reason="the price may be wrong"), by=shop.anna)
    pays(shop, order, "100.00")

    now(shop, order).resume(by=shop.anna)

    assert now(shop, order).state == OrderToCash.confirmed
    keep_the_laws(shop.company)


# Invoicing methods.


def test_an_order_billed_at_once_is_billed_when_it_is_confirmed(shop: Shop) -> None:
    order = placed(shop, 3, invoicing="on_order")

    assert nets(shop, order) == [eur("300.00")]


def test_it_is_not_billed_again_when_it_leaves(shop: Shop) -> None:
    order = placed(shop, 3, invoicing="on_order")

    shop.shipped(order)

    assert nets(shop, order) == [eur("300.00")]
    assert now(shop, order).state == OrderToCash.fulfilled


def test_an_order_billed_by_hand_is_billed_as_the_clerk_says(shop: Shop) -> None:
    order = placed(shop, 3, invoicing="manual")

    order.bill(Billing(lines=(BilledLine(line=1, quantity=pieces(2)),)), by=shop.rita)

    assert nets(shop, order) == [eur("200.00")]


def test_no_more_is_billed_than_was_ordered(shop: Shop) -> None:
    order = placed(shop, 3, invoicing="manual")
    order.bill(Billing(lines=(BilledLine(line=1, quantity=pieces(2)),)), by=shop.rita)

    with pytest.raises(StepRefused) as refused:
        order.bill(Billing(lines=(BilledLine(line=1, quantity=pieces(2)),)), by=shop.rita)

    assert refused.value.reasons[0].facts == {"line": 1, "remaining": "1 piece"}


@pytest.mark.parametrize("parts", [(1, 1, 1), (2, 1), (3,)])
def test_in_whatever_parts_it_is_billed_it_comes_to_the_same(
    shop: Shop, parts: tuple[int, ...]
) -> None:
    order = placed(shop, 3, "3.335", invoicing="manual")

    for part in parts:
        order.bill(Billing(lines=(BilledLine(line=1, quantity=pieces(part)),)), by=shop.rita)

    assert sum(nets(shop, order), eur(0)) == eur("10.01")


# Deposits.


def test_a_deposit_is_billed_when_the_order_is_confirmed(shop: Shop) -> None:
    order = placed(shop, 4, deposit=Decimal("0.3"))

    (deposit,) = invoices(shop, order)
    assert (deposit.kind, deposit.net) == ("deposit", eur("120.00"))


def test_the_final_invoice_deducts_it(shop: Shop) -> None:
    order = placed(shop, 4, deposit=Decimal("0.3"))

    shop.shipped(order)

    assert nets(shop, order) == [eur("120.00"), eur("280.00")]
    last = invoices(shop, order)[-1]
    assert [row.kind for row in last.lines] == ["item", "deposit_deducted"]


def test_the_deposit_is_deducted_once_however_many_parts_leave(shop: Shop) -> None:
    order = placed(shop, 4, deposit=Decimal("0.3"))

    shop.shipped(order, line_1=1)
    shop.shipped(now(shop, order))

    assert sum(nets(shop, order), eur(0)) == eur("400.00")


def test_a_deposit_over_everything_leaves_a_final_invoice_over_nothing(shop: Shop) -> None:
    order = placed(shop, 4, deposit=ALL)

    shop.shipped(order)

    assert nets(shop, order) == [eur("400.00"), eur("0.00")]
    assert all(invoice.number for invoice in invoices(shop, order))


def test_an_order_with_a_deposit_takes_no_more_credit_than_it_is_worth(shop: Shop) -> None:
    order = placed(shop, 9, deposit=Decimal("0.3"))
    assert order.state == OrderToCash.confirmed

    another = placed(shop, 1)
    too_much = placed(shop, 1)

    assert another.state == OrderToCash.confirmed
    assert too_much.state == OrderToCash.credit_hold


def test_an_order_billed_at_once_but_for_its_deposit_is_billed_as_it_leaves(shop: Shop) -> None:
    order = placed(shop, 4, deposit=Decimal("0.3"), invoicing="on_order")

    shop.shipped(order, line_1=1)
    shop.shipped(now(shop, order))

    assert nets(shop, order) == [eur("120.00"), eur("280.00")]
    keep_the_laws(shop.company)


def test_a_deposit_of_an_order_at_prices_with_tax_is_its_part_of_these(shop: Shop) -> None:
    line = shop.line(2, "60.00").replacing(tax_code="S", tax_rate=Decimal("0.2"))
    order = placed(shop, lines=(line,), prices_include_tax=True, deposit=Decimal("0.5"))

    shop.shipped(order)

    assert [invoice.gross for invoice in invoices(shop, order)] == [eur("60.00")] * 2
    assert sum(nets(shop, order), eur(0)) == eur("100.00")


def test_such_an_order_holds_all_its_credit(shop: Shop) -> None:
    line = shop.line(9).replacing(tax_code="S", tax_rate=Decimal("0.2"))
    placed(shop, lines=(line,), prices_include_tax=True, deposit=Decimal("0.5"))

    assert shop.company.balance(credit.line(shop.ada.id, "EUR")).available == -900_00


# Instalments.


def test_instalments_are_due_one_after_the_other(shop: Shop) -> None:
    rows = (
        Instalment(due=date(2026, 12, 1), amount=eur("100.00")),
        Instalment(due=date(2027, 1, 1), amount=eur("200.00")),
    )
    order = placed(shop, 3, instalments=rows)

    shop.shipped(order)

    (invoice,) = invoices(shop, order)
    assert [(due.on, due.amount) for due in invoice.due] == [(r.due, r.amount) for r in rows]


def test_instalments_that_do_not_add_up_are_refused(shop: Shop) -> None:
    rows = (Instalment(due=date(2026, 12, 1), amount=eur("100.00")),)
    order = shop.drafted(3, instalments=rows)

    with pytest.raises(StepRefused) as refused:
        order.place(by=shop.anna)

    assert [reason.code for reason in refused.value.reasons] == ["instalments_add_up"]


# Credit.


def over_the_limit(shop: Shop) -> OrderToCash:
    order = placed(shop, 12)
    assert order.state == OrderToCash.credit_hold
    return order


def controller(shop: Shop, authority: str) -> Actor:
    cora = shop.company.hire("Cora", CONTROLLER)
    return Actor(cora.id, "employee", cora.roles, authority={"credit": eur(authority)})


def test_a_controller_confirms_what_is_over_the_limit(shop: Shop) -> None:
    order = over_the_limit(shop)

    order.override_credit(Override(reason="a good customer"), by=controller(shop, "200.00"))

    assert order.state == OrderToCash.confirmed
    decision = order.document.credit_decision
    assert decision is not None
    assert (decision.override, decision.need) == ("a good customer", eur("1200.00"))
    assert verify(shop.company).first_fault is None


def test_within_his_authority_only(shop: Shop) -> None:
    order = over_the_limit(shop)

    with pytest.raises(StepRefused) as refused:
        order.override_credit(Override(reason="please"), by=controller(shop, "199.99"))

    assert refused.value.reasons[0].code == "beyond_authority"


def test_nobody_overrides_his_own_order(shop: Shop) -> None:
    order = over_the_limit(shop)
    anna = Actor(
        shop.anna.id,
        "employee",
        shop.anna.roles | {CONTROLLER},
        authority={"credit": eur("1000.00")},
    )

    with pytest.raises(StepRefused) as refused:
        order.override_credit(Override(reason="mine"), by=anna)

    assert refused.value.reasons[0].code == "duty_conflict"


def test_a_decision_keeps_the_figures_it_was_made_on(shop: Shop) -> None:
    order = placed(shop, 4)

    decision = order.document.credit_decision

    assert decision is not None
    assert (decision.outcome, decision.need, decision.free) == (
        "confirmed",
        eur("400.00"),
        eur("1000.00"),
    )


# What comes after.


def test_a_chargeback_reopens_a_complete_order(shop: Shop) -> None:
    order = placed(shop, 4)
    shop.shipped(order)
    (invoice,) = now(shop, order).invoices
    receipt = shop.paid(eur("400.00"), invoice.id)
    assert now(shop, order).state == OrderToCash.completed

    receipt.charge_back(TakenBack(reason="disputed"), by=shop.rita)
    assert now(shop, order).state == OrderToCash.fulfilled
    shop.paid(eur("400.00"), invoice.id)

    assert now(shop, order).state == OrderToCash.completed


def test_who_pays_twice_keeps_the_money_and_sales_is_told(shop: Shop) -> None:
    from fbo.processes.tasks import Tasking

    order = placed(shop, 4)
    shop.shipped(order)
    (invoice,) = now(shop, order).invoices
    shop.paid(eur("400.00"), invoice.id)

    receipt = pays(shop, order, "400.00")

    assert now(shop, receipt).document.unused == eur("400.00")
    (task,) = shop.company.find(Tasking, about=order.id)
    assert (task.document.desk, task.document.what) == ("SALES", "the customer paid twice")


def test_the_invoice_of_an_order_is_that_of_no_other(shop: Shop) -> None:
    one, other = placed(shop, 1), placed(shop, 2)
    shop.shipped(one)

    assert shop.company.find(InvoiceToCash, customer=shop.ada.id) != []
    assert invoices(shop, other) == []
