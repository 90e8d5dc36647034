"""A state machine of the whole company: anybody does anything, in any order, and the laws hold.

`company_machine(MemoryStore)` gives a hypothesis machine over a fresh store a run.  It opens
orders, places, ships, bills and is paid for them, by the right people and the wrong ones, through
handles that may be stale, under keys that may be pressed again; after every step it tries the laws
of `fbo.testing.laws`.  There is little in stock and little credit: else nothing would be short.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from fbo.adapters.ids import CountingIds
from fbo.adapters.memory import MemoryStore
from fbo.back.finance import CustomerReceipt, Invoice
from fbo.back.warehouse import Delivery, Picking, Reason, StockItem, stock
from fbo.company.serving import give_apart
from fbo.company.verify import verify
from fbo.front.crm import Customer, NewPromise, Promise, Withdrawal
from fbo.front.sales import Cancellation, Choice, Order, Shortage, Suspension, Turned
from fbo.kernel.errors import Conflict, PlanChanged, StepRefused
from fbo.kernel.money import Money, eur
from fbo.kernel.quantity import pieces
from fbo.ports.storage import StorePort
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.processes.shipping import Shipping
from fbo.testing.asking import Asking
from fbo.testing.documents import cancellations, new_promises, orders, promises
from fbo.testing.laws import keep_the_laws
from fbo.testing.laws.promises import nothing_overdue_is_open
from fbo.testing.laws.sight import must, same
from fbo.testing.money_rules import MOST, MoneyRules
from fbo.testing.shop import MONDAY, Shop
from fbo.workflow.outcome import Plan

__all__ = ["CompanyMachine", "company_machine"]

CUSTOMERS: Final = ("ada", "grace")
ITEMS: Final = ("lamp", "chair")
HANDS: Final = ("anna", "ben", "carla", "sam", "rita", "ada", "grace")

PROMISED: Final = (None, *(MONDAY.date() + timedelta(days=days) for days in (0, 1, 2, 3)))
"""What an order may be promised for: time passes by a day at most."""

NEXT: Final = {
    "drafted": ("place", "anna"),
    "credit_hold": ("reconsider", "carla"),
    "on_hold": ("resume", "anna"),
    "waiting": ("assign", "sam"),
    "assigned": ("pick", "sam"),
    "picked": ("pack", "sam"),
    "packed": ("dispatch", "sam"),
}
"""The usual next step out of a state of an order or a shipment, and who takes it."""

TROUBLES: Final = ("fail_delivery", "reship", "call_back", "receive_back", "report_lost")
"""What a shipment may meet with once it has left."""

_which = st.integers(0, 9)
_steps = st.sampled_from(("right", "right", "right", "wrong"))
_keys = st.none() | st.sampled_from(("k1", "k2", "k3"))
_few = st.integers(0, 4)


class CompanyMachine(MoneyRules):
    """A shop with two customers, one of them limited, and two items of which there are few."""

    def __init__(self) -> None:
        super().__init__()
        self.shop = Shop(self.new_store(), ids=CountingIds())
        self.company = self.shop.company
        self.orders: list[str] = []
        self.stale: dict[str, OrderToCash] = {}
        self.issued: dict[str, Invoice] = {}
        self.plans: list[Plan] = []
        self.asking = Asking(self.shop, CUSTOMERS)
        self.act, self.people = self.asking.act, self.asking.people
        for name, limit in (("ada", eur("60.00")), ("grace", None)):
            self.company.file(Customer(name=name.title(), credit_limit=limit), id=name)
        for name in ITEMS:
            self.company.file(StockItem(sku=name.upper() + "-1", name=name.title()), id=name)

    def new_store(self) -> StorePort:
        """A fresh, empty store for one run."""
        return MemoryStore()

    @initialize(lamps=st.integers(0, 8), chairs=_few)
    def begin(self, lamps: int, chairs: int) -> None:
        """Something may be on the shelf."""
        self._put_on_shelf("lamp", lamps)
        self._put_on_shelf("chair", chairs)

    # --- orders ---------------------------------------------------------------------------------

    @rule(order=orders(customers=CUSTOMERS, items=ITEMS, promised=PROMISED), placed=st.booleans())
    @precondition(lambda self: len(self.orders) < MOST)
    def open_an_order(self, order: Order, *, placed: bool) -> None:
        """Anna writes an order down, and may place it at once."""
        case = self.company.open(OrderToCash, order, by=self.people["anna"])
        self.orders.append(case.id)
        self.stale[case.id] = case
        if placed:
            self.act(case, "place", None, "anna")

    @rule(which=_which, hand=st.sampled_from(HANDS), key=_keys)
    @precondition(lambda self: self.orders)
    def place(self, which: int, hand: str, key: str | None) -> None:
        """Somebody places an order, or tries to."""
        self.act(self._order(which), "place", None, hand, key)

    @rule(
        which=_which,
        step=st.sampled_from(("suspend", "resume", "reconsider", "reject")),
        hand=st.sampled_from(("anna", "carla", "sam", "ben")),
    )
    @precondition(lambda self: self.orders)
    def hold(self, which: int, step: str, hand: str) -> None:
        """An order is held up, or goes on, or credit control looks again, or turns it down."""
        forms = {"suspend": Suspension(reason="a moment"), "reject": Turned(reason="too risky")}
        self.act(self._order(which), step, forms.get(step), hand)

    @rule(which=_which, hand=st.sampled_from(HANDS), key=_keys, form=cancellations())
    @precondition(lambda self: self.orders)
    def cancel(self, which: int, hand: str, key: str | None, form: Cancellation) -> None:
        """Somebody cancels an order or a part of it, or tries to."""
        self.act(self._order(which), "cancel", form, hand, key)

    @rule(which=_which)
    def press_again(self, which: int) -> None:
        """O2C-I9: a key that was used is pressed once more."""
        self.asking.press_again(which)

    @rule(which=_which)
    @precondition(lambda self: self.orders)
    def plan_to_cancel(self, which: int) -> None:
        """O2C-I14: a plan changes nothing."""
        case, before = self._order(which), self.asking.end()
        form = Cancellation(reason="as planned")
        with suppress(StepRefused):
            self.plans.append(case.cancel.plan(form, by=self.people["anna"]))
        same("the journal after a plan", self.asking.end(), before)

    @rule()
    @precondition(lambda self: self.plans)
    def apply_a_plan(self) -> None:
        """O2C-I14: what was planned is done, exactly, or nothing at all."""
        plan, before = self.plans.pop(), self.asking.end()
        planned = [effect["step"] for effect in plan.effects]
        try:
            self.company.apply(plan, by=self.people["anna"])
        except PlanChanged:
            planned = []
        done = [entry.type for entry in self.company.journal(before)]
        same("what was done", done, planned)

    @rule(which=_which)
    @precondition(lambda self: self.orders)
    def place_as_seen(self, which: int) -> None:
        """O2C-I9: who says what he has seen acts on that, or not at all."""
        stale = self.stale[self.orders[which % len(self.orders)]]
        now, before = self.company.case(OrderToCash, stale.id), self.asking.end()
        try:
            stale.place(by=self.people["anna"], seen=stale.version)
        except Conflict:
            must(stale.version != now.version, "what was seen is what there is, and a conflict")
            same("the journal after a conflict", self.asking.end(), before)
        except StepRefused:
            same("the version that was seen", stale.version, now.version)

    @rule(which=_which)
    @precondition(lambda self: self.orders)
    def finish(self, which: int) -> None:
        """An order goes all the way, unless something is in its way."""
        self.go_on(which, 12, short=False)

    @rule(which=_which, steps=st.integers(1, 6), short=st.booleans())
    @precondition(lambda self: self.orders)
    def go_on(self, which: int, steps: int, *, short: bool) -> None:
        """An order goes on as orders do, a few steps in a row."""
        for _ in range(steps):
            self._next_step(self.company.case(OrderToCash, self._order(which).id), short=short)

    def _next_step(self, order: OrderToCash, *, short: bool) -> None:
        """What usually comes next, taken by those whose work it is."""
        under_way = [each for each in self.shop.shipments(order) if each.state.name in NEXT]
        match order.state.name:
            case "drafted" | "credit_hold" | "on_hold":
                step, hand = NEXT[order.state.name]
                self.act(order, step, None, hand)
            case "confirmed" | "in_fulfilment" if under_way:
                step, hand = NEXT[under_way[0].state.name]
                first = under_way[0].document.lines[0]
                found = {first.line: pieces(max(first.quantity.units - 1, 0))} if short else {}
                form = Picking(quantities=found) if step == "pick" else None
                self.act(under_way[0], step, form, hand)
            case "confirmed" | "in_fulfilment" if any(name != "credit" for name in order.holds):
                self.act(order, "start_fulfilment", None, "sam")
            case "confirmed" | "in_fulfilment":
                for line in order.document.stocked:
                    self._put_on_shelf(line.item or "", line.has("backordered").units)
                self.act(order, "allocate", None, "sam")
            case _:
                if order.state.name == "fulfilled":
                    self.shop.settled(order)

    # --- promises -------------------------------------------------------------------------------

    @rule(promise=promises(customers=CUSTOMERS, after=MONDAY))
    def promise(self, promise: Promise) -> None:
        """Somebody gives his word."""
        if promise.due > self.shop.clock.now():
            self.company.open(PromiseKeeping, promise, by=self.people["anna"])

    @rule(
        which=_which,
        form=st.none() | new_promises(after=MONDAY) | st.just(Withdrawal(reason="we cannot")),
        hand=st.sampled_from(("anna", "anna", "sam")),
    )
    def talk(self, which: int, form: NewPromise | Withdrawal | None, hand: str) -> None:
        """A promise is warned of, replaced by another, or taken back."""
        found = self.company.find(PromiseKeeping)
        if found:
            steps = {NewPromise: "renegotiate", Withdrawal: "withdraw"}
            step = "warn" if form is None else steps[type(form)]
            self.act(found[which % len(found)], step, form, hand)

    # --- goods ----------------------------------------------------------------------------------

    @rule(which=_which, hand=_steps)
    @precondition(lambda self: self.orders)
    def start(self, which: int, hand: str) -> None:
        """A pick list is made of what an order holds."""
        self.act(self._order(which), "start_fulfilment", None, _or_wrong(hand, "sam", "anna"))

    @rule(which=_which, goods=_few)
    @precondition(lambda self: self.orders)
    def receive_and_allocate(self, which: int, goods: int) -> None:
        """Goods have come, and an order that waits may have them, or each in its turn."""
        self._put_on_shelf(ITEMS[which % 2], goods)
        if which % 3:
            give_apart(self.company, ITEMS[which % 2], by=self.people["sam"])
        self.act(self._order(which), "allocate", None, "sam")

    @rule(item=st.sampled_from(ITEMS), count=st.integers(-3, 3))
    def count(self, item: str, count: int) -> None:
        """More or less is found than the book says; never less than is promised."""
        if not count:
            return
        _, free = self.shop.on_shelf(self.company.get(StockItem, item))
        try:
            stock.adjust(self.company, item, pieces(count), by=self.people["sam"])
        except StepRefused:
            must(count < 0 and free + count < 0, "goods that are free were refused")
        else:
            must(free + count >= 0, "goods that are promised were taken away")

    @rule(which=_which, short=_few, hand=_steps)
    @precondition(lambda self: self.orders)
    def pick(self, which: int, short: int, hand: str) -> None:
        """Somebody picks, and may not find all of it."""
        if (shipment := self._shipment(which)) is not None:
            lines = shipment.document.lines
            found = {
                line.line: pieces(max(line.quantity.units - short, 0))
                for line in lines[:1]
                if short
            }
            form = Picking(quantities=found)
            self.act(shipment, "pick", form, _or_wrong(hand, "sam", "rita"))

    @rule(
        which=_which,
        step=st.sampled_from(("pack", "unpack", "unassign", "assign", "dispatch", "dispatch")),
        hand=_steps,
        key=_keys,
    )
    @precondition(lambda self: self.orders)
    def move_a_shipment(self, which: int, step: str, hand: str, key: str | None) -> None:
        """A shipment goes on, or back."""
        if (shipment := self._shipment(which)) is not None:
            self.act(shipment, step, None, _or_wrong(hand, "sam", "anna"), key)

    @rule(which=_which, how=st.sampled_from(("confirm_delivery", "cancel", *TROUBLES)))
    @precondition(lambda self: self.orders)
    def end_a_shipment(self, which: int, how: str) -> None:
        """It has arrived, is called off, or meets with trouble on its way."""
        if shipment := self._shipment(which):
            why = None if how in TROUBLES[1:4] else Reason(reason="a broken box")
            form = Delivery(proof="signed") if how == "confirm_delivery" else why
            self.act(shipment, how, form, "sam")

    @rule(which=_which, choice=st.sampled_from(("wait", "split", "cancel", None)), hand=_steps)
    @precondition(lambda self: self.orders)
    def talk_of_a_shortage(self, which: int, choice: Any, hand: str) -> None:
        """Sam says that something is missing; Anna, what the customer wants done about it."""
        order = self._order(which)
        if choice is None:
            self.act(order, "report_shortage", Shortage(), _or_wrong(hand, "sam", "anna"))
        else:
            self.act(order, "record_choice", Choice(choice=choice), _or_wrong(hand, "anna", "sam"))

    # --- money ----------------------------------------------------------------------------------

    @rule(
        which=_which,
        how=st.sampled_from(("exactly", "exactly", "in part", "too much", "by somebody else")),
        key=_keys,
    )
    @precondition(lambda self: self.orders)
    def pay(self, which: int, how: str, key: str | None) -> None:
        """Money comes for an invoice."""
        invoices = self.company.find(InvoiceToCash)
        if not invoices:
            return
        invoice = invoices[which % len(invoices)]
        due = self.shop.open_amount(invoice.id).minor
        amount = {"in part": due // 2, "too much": due + 1}.get(how, due)
        payer = invoice.document.customer
        if how == "by somebody else":
            payer = "grace" if payer == "ada" else "ada"
        receipt = CustomerReceipt(
            customer=payer,
            amount=Money.from_minor(max(amount, 1), "EUR"),
            currency="EUR",
            received_on=self.shop.clock.now().date(),
            invoices=(invoice.id,),
        )
        self.asking.register(receipt, key)

    # --- time -----------------------------------------------------------------------------------

    @rule(minutes=st.sampled_from((1, 60, 24 * 60)))
    def let_time_pass(self, minutes: int) -> None:
        """Time passes, and what is due is done."""
        self.shop.clock.advance(timedelta(minutes=minutes))
        self.company.run_due()
        same("what is left that is due", self.company.run_due(), 0)
        nothing_overdue_is_open(self.company.find(PromiseKeeping), self.shop.clock.now())

    def teardown(self) -> None:
        """In the end everything drains, and every record is what the journal says."""
        self.shop.clock.advance(timedelta(days=3))
        self.company.run_due()
        keep_the_laws(self.company)
        verified = verify(self.company)
        must(verified.ok, f"not verified: {verified.first_fault}")
        self.company.close()

    # --- the laws -------------------------------------------------------------------------------

    @invariant()
    def the_laws_hold(self) -> None:
        """Every law of a company, and that what was issued stays as it was."""
        sight = keep_the_laws(self.company)
        for case in sight.invoices:
            if case.state.name == "posted":
                first = self.issued.setdefault(case.id, case.document)
                same(f"the invoice {case.id}", case.document, first)

    def _order(self, which: int) -> OrderToCash:
        """An order, through a handle that may be old."""
        id_ = self.orders[which % len(self.orders)]
        return self.stale[id_] if which % 3 == 0 else self.company.case(OrderToCash, id_)

    def _shipment(self, which: int) -> Shipping | None:
        shipments = self.company.find(Shipping)
        shipments.sort(key=lambda case: case.id)
        return shipments[which % len(shipments)] if shipments else None

    def _put_on_shelf(self, item: str, count: int) -> None:
        if count:
            stock.receive(self.company, item, pieces(count), by=self.people["sam"])


def company_machine(store_factory: Callable[[], StorePort]) -> type[CompanyMachine]:
    """A machine over stores of this kind; `store_factory` opens a fresh, empty one.

    Use it as `TestCompany = company_machine(MemoryStore).TestCase`.
    """

    class AnyCompanyMachine(CompanyMachine):
        """The machine over stores of one kind."""

        def new_store(self) -> StorePort:
            """A fresh, empty one."""
            return store_factory()

    return AnyCompanyMachine


def _or_wrong(hand: str, right: str, wrong: str) -> str:
    return right if hand == "right" else wrong
