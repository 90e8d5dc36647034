"""Right use: everything the README shows, as mypy and pyright in their strict modes must accept it.

Read by the type checkers only, never run.
"""

from typing import Any, assert_type

from fbo import (
    BACK,
    CUSTOMER,
    FRONT,
    SALES,
    SALES_REP,
    WAREHOUSE,
    Actor,
    Address,
    Cancellation,
    Company,
    Customer,
    Department,
    Desk,
    Document,
    Filed,
    Form,
    Id,
    Many,
    Money,
    Order,
    OrderToCash,
    Outcome,
    Personal,
    Plan,
    Process,
    Reason,
    Role,
    Shipment,
    Shipping,
    State,
    before,
    business_days,
    business_hours,
    eur,
    guard,
    hours,
    on_file,
    one_of,
    open_states,
    order_line,
    pieces,
    price,
    rule,
    same,
    to_customer,
    to_desk,
    when,
)
from fbo.kernel.people import SYSTEM
from fbo.workflow.books import Book, Hold, Posted
from fbo.workflow.diagram import mermaid
from fbo.workflow.table import Row, markdown, table

# --- a process of one's own --------------------------------------------------------------------

REPAIRS = Department("repairs", BACK)
HELP = Department("help", FRONT)
BENCH = Desk("BENCH", REPAIRS)
COUNTER = Desk("COUNTER", HELP)
MECHANIC = Role("MECHANIC", "a mechanic", (BENCH,))


class Repair(Document):
    """A thing to be repaired."""

    indexed = ("customer",)

    customer: Id
    name: Personal[str] = ""
    faults: Many[str] = ()
    price: Money | None = None


class Estimate(Form):
    """What it will cost."""

    price: Money


@guard("nothing is broken", way_out="say what is broken")
def is_broken(repair: Repair) -> bool:
    """Whether anything is."""
    return bool(repair.faults)


class Repairing(Process[Repair]):
    """A broken thing comes back whole."""

    speaker = HELP

    customer = on_file(Customer, lambda repair: repair.customer)
    shipments = on_file.children(Shipping)

    @rule("that is too dear")
    def is_cheap(self, form: Estimate) -> bool | Reason:
        """Whether it may cost so much."""
        return form.price < eur("100.00") or Reason("too_dear", "nobody pays that")

    @rule("the customer is not to be disturbed")
    def may_be_told(self) -> bool:
        """Whether he is."""
        return not self.customer.do_not_contact

    handed_in = State(COUNTER, initial=True)
    on_the_bench = State(BENCH, within=(business_hours(4), business_days(2)), label="At work")
    waiting = State(one_of((BENCH, COUNTER), by=lambda _: BENCH), within=hours(4))
    whole = State(at_rest=True, label="Ready")
    given_up = State(final=True)

    take_in = handed_in.opens(by=(CUSTOMER, MECHANIC), needs=is_broken)
    examine = handed_in.to(on_the_bench, by=MECHANIC, needs=(is_broken, may_be_told))
    estimate = on_the_bench.to(same, by=MECHANIC, takes=Estimate, needs=is_cheap)
    mend = on_the_bench.to(
        whole, by=(SYSTEM, MECHANIC), when=is_broken, tells=to_customer("ready")
    ).otherwise(waiting)
    put_off = (handed_in | on_the_bench).to(waiting, by=MECHANIC, tells=to_desk(COUNTER, "later"))
    go_on = waiting.to(before(waiting), by=MECHANIC)
    give_up = open_states.to(given_up, by=MECHANIC, tells=to_customer("given_up"))
    mend_again = whole.to(on_the_bench, by=MECHANIC, duties=(mend,))

    @estimate.then
    def _note(self, form: Estimate) -> Repair:
        return self.change(price=form.price)

    @mend.then
    def _send(self) -> Repair | None:
        assert_type(self.customer, Customer)
        assert_type(self.shipments, tuple[Shipping, ...])
        if self.went == Repairing.waiting:
            return None
        self.later(Repairing.give_up, at=self.now)
        self.tell("ready", name=self.document.name)
        return self.change(faults=())

    @when(Shipping.dispatch, apart=True)
    def _dispatched(self, shipment: Shipment) -> None:
        self.take(Repairing.give_up, shipment.order)

    @when(OrderToCash.place, OrderToCash.cancel, of=lambda order: order.customer)
    def _ordered_something(self, order: Order) -> Repair:
        return self.change(name=order.customer)


class PoliteRepairing(Repairing, replaces=Repairing):
    """The same, with kinder words."""

    put_off = Repairing.put_off.also(Repairing.waiting)

    def _note(self, form: Estimate) -> Repair:
        return super()._note(form)


# --- a case in hand ----------------------------------------------------------------------------


def a_step_is_taken(order: OrderToCash, anna: Actor) -> None:
    """Each step with its form, if it takes one, and whoever takes it."""
    assert_type(order.place(by=anna), Outcome)
    assert_type(order.cancel(Cancellation(reason="late"), by=anna, key="a", seen=3), Outcome)
    assert_type(order.cancel.refusals(Cancellation(reason="late"), by=anna), tuple[Reason, ...])
    assert_type(order.place.refusals(by=anna), tuple[Reason, ...])
    assert_type(order.cancel.plan(Cancellation(reason="late"), by=anna), Plan)
    assert_type(order.next_steps(by=anna), tuple[str, ...])
    assert_type(order.document, Order)
    assert_type(order.state is OrderToCash.placed, bool)


def a_case_needs_no_company(repair: Repair, ada: Customer, ben: Actor) -> None:
    """Decided in memory, with what is on file given by name."""
    case = Repairing.case(repair, customer=ada)
    assert_type(case, Repairing)
    case.estimate(Estimate(price=eur("9.99")), by=ben)
    PoliteRepairing.case(repair).put_off(by=ben)


# --- a company ---------------------------------------------------------------------------------


def a_company_keeps_cases() -> None:
    """Everything between opening a company and closing it."""
    with Company(processes=(Repairing,)) as company:
        anna = company.hire("Anna", SALES_REP)
        ada = company.file(Customer(name="Ada Lovelace", email="ada@example.com"))
        assert_type(ada, Filed[Customer])
        order = company.open(
            OrderToCash,
            Order(customer=ada.id, lines=[order_line(1, "LAMP", pieces(3), price("10.00", "EUR"))]),
            by=anna,
        )
        assert_type(order.place(by=anna), Outcome)
        repair = company.open(Repairing, Repair(customer=ada.id), by=anna)
        assert_type(repair.examine(by=anna), Outcome)
        assert_type(company.case(Repairing, "repair-1"), Repairing)
        assert_type(company.find(Repairing, customer=ada.id), list[Repairing])
        assert_type(company.get(Customer, ada.id).document, Customer)


def the_one_call_under_all_sugar(company: Company, order: OrderToCash, anna: Actor) -> None:
    """A step is named on its process and goes with cases of that process, or their ids."""
    company.take(OrderToCash.place, order, by=anna)
    company.take(OrderToCash.cancel, order, Cancellation(reason="late"), by=anna)
    company.take(OrderToCash.place, "order-1", by=anna, key="a")
    company.take(OrderToCash.cancel, "order-1", Cancellation(reason="late"), by=anna)


def a_step_of_a_base_goes_with_cases_of_its_family(
    company: Company, polite: PoliteRepairing, ben: Actor
) -> None:
    """Named on either class."""
    company.take(Repairing.examine, polite, by=ben)
    company.take(PoliteRepairing.examine, polite, by=ben)
    company.on(Repairing.examine, print)


# --- values ------------------------------------------------------------------------------------


def money_and_goods_are_exact() -> None:
    """From text and whole numbers, never from a float."""
    assert_type(eur("9.99") + eur("0.01"), Money)
    assert_type(eur("9.99") * 3, Money)
    Address(street="12 St James's Square", city="London", country="GB")


def books_count(book: Book, hold: Hold) -> None:
    """Posts, holds and what becomes of them."""
    assert_type(book.reverse("entry-1", on=DAY), Posted)
    assert_type(book.settle(hold, on=DAY, quantity=3), Posted)
    assert_type(book.available("shelf", "LAMP"), int)


def a_process_prints_itself() -> None:
    """As a diagram and as tables."""
    assert_type(mermaid(OrderToCash), str)
    assert_type(markdown(Repairing), str)
    assert_type(table(Repairing), tuple[Row, ...])


def work_is_found_on_desks(company: Company) -> None:
    """By desk or by department."""
    company.worklist(SALES)
    company.worklist(WAREHOUSE.department)


DAY: Any = None
