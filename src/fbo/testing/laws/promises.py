"""Laws of promises: how they end, what the customer hears first, whom they belong to."""

from datetime import datetime

from fbo.company.reporting.projections import entries_of, project
from fbo.company.reporting.promises import ENDS, Promises
from fbo.kernel.times import from_iso
from fbo.processes.promise_keeping import PromiseKeeping
from fbo.testing.laws.sight import Sight, must, same


def promises_end_once(sight: Sight) -> None:
    """A promise comes to one of its ends at most, and nothing is done to it after that."""
    for case in sight.promises:
        ends = [line.now for line in case.history if line.now in ENDS]
        must(len(ends) == int(case.state.final), f"promise {case.id} has ended as {ends}")
        must(case.state.name == case.history[-1].now, f"promise {case.id} went on after its end")


def promises_end_on_their_side_of_the_due_instant(sight: Sight) -> None:
    """What was broken was due; what was kept, or talked about, was not yet over."""
    for case in sight.promises:
        if not case.state.final or case.history[-1].step == "fall_away":
            continue
        ended, due = from_iso(case.facts.entered), case.document.due
        broken = case.state.name == "broken"
        must(ended >= due if broken else ended <= due, f"promise {case.id} ended at {ended}")


def surprises_are_what_nobody_told(sight: Sight) -> None:
    """A surprise is a broken promise of which the customer had heard nothing before."""
    company = sight.company
    counted = project(entries_of(company.store, company.firm.space), Promises())
    surprises = 0
    for case in sight.promises:
        heard = any(line.step == "warn" for line in case.history)
        same(f"whether promise {case.id} was warned of", case.document.warned_at is not None, heard)
        surprises += case.state.name == "broken" and not heard
    same("the surprises", counted.surprises, surprises)


def promises_follow_their_orders(sight: Sight) -> None:
    """An order has one open promise at most, its own; none once it is off or has arrived."""
    open_ones: dict[str, list[str]] = {}
    for case in sight.promises:
        if not case.state.ended and case.document.about:
            open_ones.setdefault(case.document.about, []).append(case.id)
    for order in sight.orders:
        promised = open_ones.get(order.id, [])
        must(promised in ([], [order.document.promise]), f"order {order.id} promised {promised}")
        lines = order.document.stocked
        arrived = all(line.has("delivered") == line.wanted for line in lines) and bool(lines)
        if order.state.final or (arrived and not order.document.is_open):
            must(not promised, f"order {order.id} is {order.state.name} and promises {promised}")


def nothing_overdue_is_open(promises: list[PromiseKeeping], now: datetime) -> None:
    """Once all that is due is done, no open promise lies in the past."""
    for case in promises:
        late = not case.state.ended and case.document.due < now
        must(not late, f"promise {case.id} is over and {case.state.name}")
