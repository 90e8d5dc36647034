"""Buying: five small processes whose duties must not meet in one person.

Whoever orders does not approve; whoever approves does not receive, nor inspect; whoever received
does not close; bills and payments look at what they came from.  Everybody has every right, so that
nothing but duties stands between a person and a step.
"""

from fbo import (
    BACK,
    Department,
    Desk,
    Document,
    Id,
    Many,
    Money,
    Process,
    Role,
    State,
    business_days,
    eur,
    hours,
    on_file,
    same,
    to_owner,
    when,
)
from fbo.kernel.people import SYSTEM

BUYING = Department("buying", BACK)
COUNTER = Desk("COUNTER", BUYING)
CLERK = Role("CLERK", "a clerk", (COUNTER,))
BY = (SYSTEM, CLERK)


class Wish(Document):
    """What is wanted, and what it costs."""

    what: str = "chairs"
    price: Money = eur("100.00")


class Bill(Document):
    """What a supplier wants for an order."""

    order: Id


class Payment(Document):
    """The bills that are paid."""

    bills: Many[Id]


class Glancing(Process[Wish]):
    """A look at what was delivered."""

    waiting = State(COUNTER, initial=True)
    seen = State(final=True)

    inspect = waiting.to(seen, by=BY, duties=("Wishing.approve",))


class Fetching(Process[Wish]):
    """Goods come in; who approved the order does not receive them."""

    expected = State(COUNTER, initial=True)
    received = State(COUNTER, within=hours(4))
    done = State(final=True)

    receive = expected.to(received, by=BY, duties=("Wishing.approve",))
    ask_for_a_look = received.to(same, by=BY)
    store_away = received.to(done, by=BY)

    @ask_for_a_look.then
    def _open(self) -> None:
        self.open(Glancing, self.document)

    @when(Glancing.inspect, while_=received, apart=True)
    def _go_on(self, _: Wish) -> None:
        self.proceed(Fetching.store_away)


class Wishing(Process[Wish]):
    """A wish becomes an order."""

    received = on_file.children(Fetching)

    wanted = State(COUNTER, initial=True)
    approved = State(COUNTER, within=business_days(1))
    closed = State(final=True)

    revise = wanted.to(same, by=BY)
    approve = wanted.to(approved, by=BY, duties=("open", revise), tells=to_owner("wish_granted"))
    approve_all_at_once = wanted.to(same, by=BY)
    expect = approved.to(same, by=BY)
    close = approved.to(closed, by=BY, duties=(Fetching.receive,))

    @approve_all_at_once.then
    def _revise_and_approve(self) -> None:
        self.proceed(Wishing.revise)
        self.proceed(Wishing.approve)

    @expect.then
    def _open(self) -> None:
        self.open(Fetching, self.document)

    @when(Fetching.store_away)
    def _close(self, _: Wish) -> None:
        self.proceed(Wishing.close)


class Charging(Process[Bill]):
    """A bill is approved by somebody who neither entered it nor received the goods."""

    order = on_file.case(Wishing, lambda bill: bill.order)

    entered = State(COUNTER, initial=True)
    approved = State(final=True)

    approve = entered.to(approved, by=BY, duties=("open", Wishing.approve))


class Giving(Process[Payment]):
    """A payment is approved by somebody who neither made it nor approved a bill in it."""

    bills = on_file.every_case(Charging, lambda payment: payment.bills)

    made = State(COUNTER, initial=True)
    approved = State(final=True)

    approve = made.to(approved, by=BY, duties=("open", Charging.approve))


PROCESSES = (Wishing, Fetching, Glancing, Charging, Giving)
