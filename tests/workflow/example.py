"""A small company for the tests of the language: it sells lamps, and its people go on holiday.

Anna sells, Carla decides on credit, Ben keeps the warehouse, Dora looks after people; Ada buys.
"""

from fbo.kernel.calendar import business_days, business_hours
from fbo.kernel.document import Document, Form, Id
from fbo.kernel.errors import Reason
from fbo.kernel.money import Money, eur
from fbo.kernel.people import BACK, CUSTOMER, FRONT, SYSTEM, Actor, Department, Desk, Role
from fbo.kernel.quantity import Commodity
from fbo.workflow.books import Book
from fbo.workflow.entries import Chart, Entry, Position, transfer
from fbo.workflow.guard import guard, rule
from fbo.workflow.notice import to_customer, to_desk, to_owner
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process
from fbo.workflow.state import State, before, one_of, open_states, same

# --- who works where ---------------------------------------------------------------------------

SHOP = Department("sales", FRONT)
FINANCE = Department("finance", BACK)
STORES = Department("warehouse", BACK)
STAFF = Department("people", BACK)
SALES = Desk("SALES", SHOP)
CREDIT_CONTROL = Desk("CREDIT_CONTROL", FINANCE)
WAREHOUSE = Desk("WAREHOUSE", STORES)
PEOPLE = Desk("PEOPLE", STAFF)
SALES_REP = Role("SALES_REP", "a sales representative", (SALES,))
CREDIT_CLERK = Role("CREDIT_CLERK", "a credit clerk", (CREDIT_CONTROL,))
STOREKEEPER = Role("STOREKEEPER", "a storekeeper", (WAREHOUSE,))
HR_OFFICER = Role("HR_OFFICER", "an HR officer", (PEOPLE,))
LINE_MANAGER = Role("LINE_MANAGER", "a line manager", (SALES, WAREHOUSE))
EMPLOYEE = Role("EMPLOYEE", "an employee", (SALES, WAREHOUSE))

anna = Actor.employee("anna", SALES_REP, EMPLOYEE)
ben = Actor.employee("ben", STOREKEEPER, EMPLOYEE)
carla = Actor.employee("carla", CREDIT_CLERK)
dora = Actor.employee("dora", HR_OFFICER)
emil = Actor.employee("emil", LINE_MANAGER, EMPLOYEE)
ada = Actor.customer("ada")
eve = Actor.customer("eve")

# --- documents and forms -----------------------------------------------------------------------


class Customer(Document):
    """Who buys."""

    name: str
    blocked: bool = False


class Order(Document):
    """Lamps that a customer wants."""

    customer: Id
    lamps: int = 0
    address: str = ""
    because: str = ""
    parcels: int = 0
    reserved: bool = False

    @property
    def total(self) -> Money:
        """What it costs: 10 euros a lamp."""
        return eur("10.00") * self.lamps


class Cancellation(Form):
    """Why an order is cancelled."""

    reason: str


class Amendment(Form):
    """How many lamps it shall be."""

    lamps: int


class Holiday(Document):
    """Days off that somebody wants."""

    employee: Id
    days: int
    stands_in: str = ""
    answer: str = ""


class Answer(Form):
    """What is said about it."""

    words: str = ""


# --- lamps -------------------------------------------------------------------------------------

EUR = Commodity.currency("EUR")
CREDIT = Chart("credit", {"granted": None, "line": 0, "used": None})


def credit_line(customer: str) -> Position:
    """Where a customer's credit is counted."""
    return Position(CREDIT, f"line/{customer}", EUR)


def credit_of(customer: str, euros: int) -> Book:
    """A book in which the customer has so much credit."""
    book = Book(CREDIT)
    book.post(Entry("credit", transfer("granted", f"line/{customer}", EUR, EUR.units(euros))))
    return book


@guard("the order has no lamps", way_out="add a lamp")
def has_lamps(order: Order) -> bool:
    return order.lamps > 0


@guard("nobody knows where to send it", code="no_address")
def has_address(order: Order) -> bool:
    return bool(order.address)


class OrderToCash(Process[Order]):
    """A customer's order becomes lamps at his door."""

    speaker = SHOP

    # On file.
    customer = on_file(Customer, lambda order: order.customer)
    credit = on_file.balance(credit_line, lambda order: order.customer)

    @rule("the customer is over the credit limit")
    def within_credit(self) -> bool:
        return self.credit.covers(self.document.total)

    @rule("the customer is blocked", code="customer_blocked")
    def good_customer(self) -> bool:
        return not self.customer.blocked

    @rule("nobody carries so many lamps")
    def can_be_carried(self, form: Amendment) -> bool | Reason:
        most = 100
        if form.lamps > most:
            return Reason("too_many", f"{form.lamps} lamps are more than {most}", {"most": most})
        return form.lamps >= 0

    # Where it is.
    drafted = State(SALES, initial=True)
    placed = State(CREDIT_CONTROL, within=business_hours(4), label="Order received")
    credit_hold = State(CREDIT_CONTROL, within=business_days(2), label="Being checked")
    confirmed = State(WAREHOUSE, within=business_days(2), label="Confirmed", was=("accepted",))
    paused = State(SALES, within=business_days(5), label="On hold")
    delivered = State(at_rest=True, label="Delivered")
    cancelled = State(final=True, label="Cancelled")

    # What moves it on.
    place = drafted.to(
        placed,
        by=(CUSTOMER, SALES_REP),
        needs=(has_lamps, has_address, good_customer),
        checklist=("customer",),
        tells=to_customer("order_received"),
    )
    decide = placed.to(
        confirmed,
        by=(SYSTEM, CREDIT_CLERK),
        when=within_credit,
        as_soon_as=True,
    ).otherwise(credit_hold)
    release = credit_hold.to(confirmed, by=(CREDIT_CLERK, SALES_REP), duties=(place,))
    amend = (drafted | placed | credit_hold).to(
        same, by=SALES_REP, takes=Amendment, needs=can_be_carried
    )
    pause = (placed | credit_hold | confirmed).to(paused, by=SALES_REP, checklist=("lamps",))
    resume = paused.to(before(paused), by=SALES_REP, checklist=("lamps",))
    dispatch = confirmed.to(
        delivered,
        by=STOREKEEPER,
        checklist=("parcels",),
        tells=(to_customer("order_dispatched"), to_owner("order_dispatched")),
    )
    pack = confirmed.to(same, by=STOREKEEPER)
    take_back = delivered.to(confirmed, by=STOREKEEPER, tells=to_desk(SALES, "came_back"))
    cancel = (drafted | placed | credit_hold).to(
        cancelled,
        by=(CUSTOMER, SALES_REP),
        takes=Cancellation,
        tells=to_customer("order_cancelled"),
    )

    # To what effect.
    @decide.then
    def _reserve(self) -> Order | None:
        return self.change(reserved=True) if self.went == OrderToCash.confirmed else None

    @amend.then
    def _count_again(self, form: Amendment) -> Order:
        return self.change(lamps=form.lamps)

    @pack.then
    def _count_parcels(self) -> Order:
        return self.change(parcels=self.document.parcels + 1)

    @cancel.then
    def _note_reason(self, form: Cancellation) -> Order:
        return self.change(because=form.reason)


def order(*, lamps: int = 3, credit: int = 100, blocked: bool = False) -> OrderToCash:
    """Ada's order, with so many lamps, by a customer with so many euros of credit."""
    return OrderToCash.case(
        Order(customer="ada", lamps=lamps, address="12 St James's Square"),
        customer=Customer(name="Ada Lovelace", blocked=blocked),
        credit=credit_of("ada", credit).at(credit_line("ada")),
    )


# --- holidays ----------------------------------------------------------------------------------


def desk_of(holiday: Holiday) -> Desk:
    """Long holidays are decided on by people, short ones by the line manager."""
    return PEOPLE if holiday.days > 10 else WAREHOUSE


class TimeOff(Process[Holiday]):
    """Somebody goes on holiday, or does not."""

    # Where it is.
    asked_for = State(one_of((PEOPLE, WAREHOUSE), by=desk_of), initial=True)
    approved = State(PEOPLE, within=business_days(3))
    taken = State(final=True)
    declined = State(final=True)
    withdrawn = State(final=True)

    # What moves it on.
    ask = asked_for.opens(by=EMPLOYEE, tells=to_desk(PEOPLE, "holiday_asked_for"))
    approve = asked_for.to(approved, by=(LINE_MANAGER, HR_OFFICER), takes=Answer)
    decline = asked_for.to(declined, by=(LINE_MANAGER, HR_OFFICER), takes=Answer)
    take_it = approved.to(taken, by=(SYSTEM, EMPLOYEE))
    withdraw = open_states.to(withdrawn, by=EMPLOYEE)

    # To what effect.
    @approve.then
    def _say_yes(self, form: Answer) -> Holiday:
        return self.change(answer=form.words or "yes")

    @decline.then
    def _say_no(self, form: Answer) -> Holiday:
        return self.change(answer=form.words or "no")
