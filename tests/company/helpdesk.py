"""An example with clocks: a help desk, whose customers are asked things and come back.

`answered` is met by a step for good; `solved` pauses for the customer, stands still where the
matter is resolved, and goes on when it is taken up again; `final` is statutory.
"""

from datetime import time

from fbo import (
    BACK,
    SYSTEM,
    BusinessCalendar,
    Department,
    Desk,
    Document,
    Process,
    Role,
    State,
    business_hours,
    clock,
    days,
    same,
)
from fbo.kernel.times import Instant

MADRID = BusinessCalendar("Europe/Madrid", dict.fromkeys(range(5), ((time(9), time(17)),)))
"""Monday to Friday from nine to five."""

HELP = Department("help", BACK)
HELP_DESK = Desk("HELP_DESK", HELP)
HELPER = Role("HELPER", "a helper", desks=(HELP_DESK,))


class Matter(Document):
    """What somebody wants help with."""

    customer: str = "ada"
    what: str = "the lamp flickers"
    urgent: bool = False
    received: Instant | None = None
    count: int = 0


class Helping(Process[Matter]):
    """Somebody is helped."""

    reported = State(HELP_DESK, initial=True)
    assigned = State(HELP_DESK)
    pending = State(HELP_DESK, holder="customer")
    with_vendor = State(HELP_DESK, holder="third party")
    resolved = State(HELP_DESK)
    closed = State(at_rest=True)

    assign = reported.to(assigned, by=HELPER)
    ask = assigned.to(pending, by=HELPER)
    answer = pending.to(assigned, by=HELPER)
    order_part = assigned.to(with_vendor, by=HELPER)
    receive_part = with_vendor.to(assigned, by=HELPER)
    resolve = (reported | assigned | pending | with_vendor).to(resolved, by=HELPER)
    reopen = (resolved | closed).to(assigned, by=HELPER)
    close = resolved.to(closed, by=HELPER)
    chase = (reported | assigned | pending | with_vendor).to(same, by=SYSTEM)
    calm_down = (reported | assigned | pending).to(same, by=HELPER)

    answered = clock(within=business_hours(2), stops=assign)
    solved = clock(
        within=lambda case: business_hours(4 if case.document.urgent else 8),
        stops=resolved,
        on_breach=chase,
    )
    final = clock(
        within=days(56),
        since=lambda matter: matter.received,
        opening=True,
        stops=resolve,
        kind="statutory",
    )

    @calm_down.then
    def _take_more_time(self) -> Matter:
        return self.change(urgent=False)

    @chase.then
    def _count(self) -> Matter:
        return self.change(count=self.document.count + 1)


class Turning(Helping):
    """Somebody is helped in turns: each time it is our turn a clock of four hours starts anew.

    `first` is on the way to `solved`, and never takes longer.
    """

    turn = clock(
        within=business_hours(4),
        starts=Helping.definition.states["assigned"],
        stops=Helping.definition.states["pending"],
        for_good=True,
        again=True,
    )
    first = clock(within=business_hours(6), ahead_of=Helping.definition.clocks["solved"])
