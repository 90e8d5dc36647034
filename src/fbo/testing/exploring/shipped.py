"""The settings of the shipped processes, by family.

A process that replaces a shipped one is explored in its setting.  Orders begin as they come: with
goods and without, over the customer's limit, let pass for some days, wanted otherwise, paid first,
billed by hand.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final

from fbo.back.finance import (
    CONTROLLER,
    Credit,
    CreditWanted,
    CustomerReceipt,
    FinancePolicy,
    PaymentReport,
    Refund,
    TakenBack,
)
from fbo.back.records import Task
from fbo.back.warehouse import Picking
from fbo.company.policies import Policies
from fbo.company.receiving import InboundMessage
from fbo.front.aftersales import Failure
from fbo.front.crm import ColleagueQuestion, Into, Promise
from fbo.front.sales import (
    AmendedLine,
    Amendment,
    BilledLine,
    Billing,
    Cancellation,
    InvoiceCorrection,
    Override,
)
from fbo.kernel.document import Address
from fbo.kernel.money import eur
from fbo.kernel.people import Actor
from fbo.kernel.quantity import pieces
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.messaging import Messaging
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.processes.receipting import Receipting
from fbo.processes.refunding import Refunding
from fbo.processes.shipping import Shipping
from fbo.processes.tasks import Tasking
from fbo.testing.after_sales import AfterSales
from fbo.testing.exploring.after_sale import GOODS_BACK, RETURNS, SURVEYS, WARRANTIES
from fbo.testing.exploring.service import CAUSES, COMPLAINTS, REMEDIES, TICKETS
from fbo.testing.exploring.settings import Case, FormsOf, Happen, Setting, unless
from fbo.testing.shop import Shop

__all__ = ["SETTINGS"]

WATCHED: Final = Policies(finance=FinancePolicy(approve_above=eur("50.00"), auto_issue=False))
"""Whatever comes to something waits for the controller."""


# Orders.


def _order(shop: Shop, **fields: Any) -> OrderToCash:
    """Anna has written down an order for two lamps; there are none."""
    return shop.drafted(2, **fields)


def _big_order(shop: Shop) -> OrderToCash:
    """It comes to more than Ada may owe, and the goods are there."""
    shop.receive(2)
    return shop.drafted(2, price="600.00")


def _picked_order(shop: Shop) -> OrderToCash:
    """Its goods lie picked, and may be called off only if the warehouse says so."""
    shop.receive(2)
    order = shop.placed(2)
    shop.started(order).pick(Picking(), by=shop.sam)
    return order


def _let_pass(shop: Shop) -> OrderToCash:
    """It was over Ada's limit, and is let pass up to Wednesday."""
    shop.receive(2)
    order = shop.placed(2, price="600.00")
    until = shop.clock.now().date() + timedelta(days=2)
    authority = {"credit": eur("500.00")}
    controller = Actor("conrad", "employee", frozenset((CONTROLLER,)), authority=authority)
    order.override_credit(Override(reason="an old customer", until=until), by=controller)
    return order


def _wanted_more(shop: Shop) -> OrderToCash:
    """One of its lamps was held when she wanted another one; its shelf is empty."""
    shop.receive(1)
    order = shop.placed(1)
    more = AmendedLine(line=1, quantity=pieces(2))
    order.amend(Amendment(reason="one more", lines=(more,)), by=shop.anna)
    return order


def _paid_too_much(shop: Shop) -> OrderToCash:
    """It was paid first, by more than it came to, and its goods have left: it is complete."""
    shop.receive(2)
    order = shop.placed(2, prepayment=Decimal(1))
    shop.company.receive_payment(
        PaymentReport(
            external_ref="TRANSFER-0",
            amount=order.document.total + eur("10.00"),
            customer=order.document.customer,
            references=(order.id,),
        )
    )
    shop.shipped(order)
    now: OrderToCash = shop.now(order)
    return now


def _paid_again(shop: Shop) -> OrderToCash:
    """It was complete when the money for it was charged back, and is paid again."""
    shop.receive(1)
    order = shop.placed(1)
    shop.shipped(order)
    shop.settled(order)
    _charged_back(shop, shop.now(order))
    shop.settled(order)
    now: OrderToCash = shop.now(order)
    return now


def _not_sent_again(shop: Shop) -> OrderToCash:
    """A lamp that came back was to be sent again; none are made any more, and it is credited."""
    shop.receive(1)
    after_sales = AfterSales(shop)
    order = after_sales.delivered(shop.placed(2))
    goods = after_sales.back(order, 1)
    after_sales.decided(goods, 1, "replace", stock="scrap")
    shop.now(goods).report_failure(Failure(reason="no more are made"), by=shop.sam)
    shop.now(order).cancel(Cancellation(reason="no more are made"), by=shop.anna)
    after_sales.decided(shop.now(goods), 1, "credit", stock="scrap")
    now: OrderToCash = shop.now(order)
    return now


def _goods_come(shop: Shop, _: Case) -> None:
    unless(shop.on_shelf()[1] > 0)
    shop.receive(2)


def _money_comes(shop: Shop, order: Case) -> None:
    """What is owed is paid; an order that waits for it is paid before it is billed."""
    open_ = [one.id for one in order.invoices if shop.open_amount(one.id)]  # type: ignore[attr-defined]
    unless(not open_)
    shop.settled(order)  # type: ignore[arg-type]


def _paid_first(shop: Shop, order: Case) -> None:
    unless(order.state.name != "awaiting_prepayment")
    report = PaymentReport(
        external_ref=f"TRANSFER-{order.version}",
        amount=order.document.total,
        customer=order.document.customer,
        references=(order.id,),
    )
    shop.company.receive_payment(report)


def _charged_back(shop: Shop, order: Case) -> None:
    found = shop.company.find(Receipting, customer=order.document.customer, state="registered")
    unless(not found)
    found[0].charge_back(TakenBack(reason="chargeback"), by=shop.rita)


def _corrected(order: OrderToCash) -> tuple[InvoiceCorrection, ...]:
    """The first invoice, to another address: corrected once, it is not corrected again."""
    first = order.child_ids(InvoiceToCash)[:1]
    return tuple(InvoiceCorrection(invoice=id_, bill_to=Address(city="Paris")) for id_ in first)


def _billed(order: OrderToCash) -> tuple[Billing, ...]:
    rows = [BilledLine(line=row.line, quantity=row.ordered) for row in order.document.lines]
    return (Billing(lines=rows),)


COMES: Final[Mapping[str, Happen]] = {"goods come": _goods_come, "money comes": _money_comes}
ORDERS: Final = (
    Setting(
        begins=(
            *(_order, _big_order, _let_pass, _wanted_more, _picked_order),
            partial(_order, invoicing="manual"),
        ),
        along=(Shipping, InvoiceToCash),
        happens=COMES,
        forms={"OrderToCash.bill": _billed, "OrderToCash.correct_invoice": _corrected},
    ),
    Setting(
        begins=(
            partial(_order, prepayment=Decimal(1)),
            partial(_order, deposit=Decimal("0.5")),
        ),
        along=(Shipping, InvoiceToCash, Refunding),
        happens={
            **COMES,
            "the order is paid": _paid_first,
            "money is taken back": _charged_back,
        },
    ),
    Setting(begins=(_not_sent_again, _paid_too_much, _paid_again)),
)


# What belongs to orders.


def _shipment(shop: Shop) -> Shipping:
    shop.receive(2)
    return shop.started(shop.placed(2))


def _billed_order(shop: Shop) -> InvoiceToCash:
    """The invoice of an order that was shipped."""
    shop.receive(2)
    order = shop.placed(2)
    shop.shipped(order)
    found: InvoiceToCash = shop.now(order).invoices[-1]
    return shop.company.case(InvoiceToCash, found.id)


def _note(shop: Shop) -> Crediting:
    """A credit note that waits for the controller, of an invoice that he has let pass."""
    shop.receive(2)
    order = shop.placed(2)
    shop.shipped(order)
    invoice = shop.now(order).invoices[-1]
    controller = Actor.employee("carl", CONTROLLER)
    invoice.approve(by=controller)
    invoice.issue(by=shop.rita)
    row = CreditWanted(line=1, quantity=pieces(2))
    invoice.credit(Credit(origin=order.id, reason="quality", lines=(row,)), by=shop.rita)
    return shop.company.find(Crediting)[0]


def _credit(invoice: InvoiceToCash) -> tuple[Credit, ...]:
    row = CreditWanted(line=1, quantity=invoice.document.lines[0].quantity)
    return (Credit(origin=invoice.id, reason="quality", lines=(row,)),)


CREDITS: Final[Mapping[str, FormsOf]] = {"InvoiceToCash.credit": _credit}


def _receipt(shop: Shop) -> Receipting:
    """Money that a provider has announced."""
    receipt = CustomerReceipt(
        customer=shop.ada.id,
        amount=eur("20.00"),
        currency="EUR",
        received_on=shop.clock.now().date(),
        provider="paypal",
        external_ref="CAP-1",
    )
    return shop.company.open(Receipting, receipt, by=shop.rita)


def _refund(shop: Shop) -> Refunding:
    """Money that Ada has paid too much, more than one may give back alone."""
    receipt = shop.paid(eur("150.00"))
    refund = Refund(
        customer=shop.ada.id,
        amount=eur("150.00"),
        currency="EUR",
        origin=receipt.id,
        reason="paid twice",
    )
    return shop.company.open(Refunding, refund, by=shop.rita)


# What stands by itself.


def _conversation(shop: Shop) -> Messaging:
    message = InboundMessage(
        channel="email", external_id="x1", sender="ada@example.com", text="Where is my lamp?"
    )
    return shop.company.case(Messaging, shop.company.receive(message).conversation)


WORDS: Final[Mapping[str, FormsOf]] = {
    "Messaging.merge": lambda _: (Into(into="another"),),
    "Messaging.pass_on": lambda _: (ColleagueQuestion(desk="SALES", text="Where is it?"),),
}


def _promise(shop: Shop) -> PromiseKeeping:
    due = shop.clock.now() + timedelta(days=2)
    promise = Promise(customer=shop.ada.id, made_by="sales", what="a call", due=due)
    return shop.company.open(PromiseKeeping, promise, by=shop.anna)


def _task(shop: Shop) -> Tasking:
    return shop.company.open(Tasking, Task(desk="SALES", what="call Ada"), by=shop.anna)


SETTINGS: Final[dict[str, tuple[Setting, ...]]] = {
    "OrderToCash": ORDERS,
    "Shipping": (Setting((_shipment,)),),
    "InvoiceToCash": (
        Setting((_billed_order,), forms=CREDITS),
        Setting((_billed_order,), forms=CREDITS, policies=WATCHED),
    ),
    "Crediting": (Setting((_note,), policies=WATCHED),),
    "Receipting": (Setting((_receipt,)),),
    "Refunding": (Setting((_refund,)),),
    "PromiseKeeping": (Setting((_promise,)),),
    "Messaging": (Setting((_conversation,), forms=WORDS),),
    "Tasking": (Setting((_task,)),),
    "ReturnToSettlement": RETURNS,
    "ReturnToRestock": GOODS_BACK,
    "WarrantyService": WARRANTIES,
    "Surveying": SURVEYS,
    "ComplaintToResolution": COMPLAINTS,
    "Remedying": REMEDIES,
    "Prevention": CAUSES,
    "Ticketing": TICKETS,
}
"""The settings of the shipped processes, by family."""
