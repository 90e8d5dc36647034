"""Checks of clocks, when the class of a process is made.

A clock names states and steps of its own process, warns before it is late, and what it is ahead of
takes no less time.  Each function yields its faults as sentences.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from fbo.kernel.calendar import BusinessCalendar, Duration
from fbo.kernel.people import SYSTEM
from fbo.workflow.clocks import Clock
from fbo.workflow.definition import Definition
from fbo.workflow.elapsing import BREACH
from fbo.workflow.questions import asks_by_itself
from fbo.workflow.state import State

if TYPE_CHECKING:
    from fbo.workflow.process import Process

_A_MONDAY: Final = datetime(2026, 11, 23, tzinfo=UTC)
"""A week is as good as another: holidays make both longer."""


def clocks(definition: Definition, cls: "type[Process[Any]]") -> Iterator[str]:
    """What is wrong with the clocks of a process."""
    yield from _unasked(definition, cls)
    for name, one in definition.clocks.items():
        yield from _strangers(definition, name, one)
        yield from _percents(name, one)
        yield from _breach(definition, name, one)
        yield from _order(definition, name, one)


def is_timed(definition: Definition, state: State) -> bool:
    """Whether somebody looks at the time while a case lies in a state: its clock or a process's."""
    return (
        bool(state.clocks)
        or state.until is not None
        or any(
            all(not isinstance(end, State) or end.name != state.name for end in one.stops)
            for one in definition.clocks.values()
        )
    )


def _strangers(definition: Definition, name: str, one: Clock) -> Iterator[str]:
    steps = {**definition.steps, **{step.name: step for step in definition.openings}}
    for event in (*one.starts, *one.stops):
        known = definition.states if isinstance(event, State) else steps
        if event.name not in known:
            kind = "state" if isinstance(event, State) else "step"
            yield f"the clock {name} names the {kind} {event.name or '?'}, which it does not have"


def _percents(name: str, one: Clock) -> Iterator[str]:
    for percent in one.warns:
        if not 0 < percent < BREACH:
            yield f"the clock {name} warns at {percent} %, which is not between 1 and {BREACH - 1}"
    if one.escalates not in (0, *one.warns, BREACH):
        yield f"the clock {name} escalates at {one.escalates} %, at which it does not warn"


def _breach(definition: Definition, name: str, one: Clock) -> Iterator[str]:
    step = one.on_breach
    if step is None:
        return
    if step.name not in definition.steps:
        yield f"the clock {name} takes {step.name or '?'} when it is late, which is no step"
    elif SYSTEM not in step.by or step.takes is not None:
        yield f"the clock {name} takes {step.name} when it is late, which SYSTEM cannot take alone"


def _unasked(definition: Definition, cls: "type[Process[Any]]") -> Iterator[str]:
    """Clocks pause while the customer is waited for; so he is asked something, or told what for.

    A process that knows its open question by itself is asked for it when the step is taken.
    """
    if cls.speaker is None or asks_by_itself(cls):
        return
    for step in definition.steps.values():
        if any(notice.audience == "customer" for notice in step.tells):
            continue
        here = (definition.states[name] for name in definition.sources(step))
        comes = any(state.holder != "customer" for state in here)
        for target in (branch.target for branch in step.branches if comes):
            if isinstance(target, State) and target.holder == "customer":
                yield (
                    f"{step.name} leads to {target.name}, where the customer is waited for, "
                    "and asks him nothing"
                )


def _order(definition: Definition, name: str, one: Clock) -> Iterator[str]:
    """An answer is due no later than what it is an answer on the way to."""
    other = one.ahead_of
    if other is None:
        return
    if other.name not in definition.clocks or other is one:
        yield f"the clock {name} is ahead of {other.name or '?'}, which is no other clock"
        return
    mine, its = one.within, other.within
    if not isinstance(mine, Duration) or not isinstance(its, Duration) or mine.unit != its.unit:
        return
    if mine > its:
        yield _late(one, other)


def out_of_order(definition: Definition, calendar: BusinessCalendar) -> Iterator[str]:
    """Clocks that may be due after what they are ahead of, by the calendar of a company.

    What is counted alike is compared when the class is made; whether two business days are longer
    than ten business hours is for a calendar to say: in any week they begin in.
    """
    for one in definition.clocks.values():
        mine, its = one.within, None if one.ahead_of is None else one.ahead_of.within
        if not isinstance(mine, Duration) or not isinstance(its, Duration):
            continue
        starts = (calendar.next_open(_A_MONDAY + timedelta(hours=hours)) for hours in range(168))
        if any(calendar.add(start, mine) > calendar.add(start, its) for start in starts):
            yield _late(one, one.ahead_of)


def _late(one: Clock, other: Clock | None) -> str:
    name, its = ("", "") if other is None else (other.name, other.within)
    return f"the clock {one.name} takes {one.within}, and {name}, which comes after it, {its}"
