"""Planted faults of clocks: pauses, stops, thresholds and breaches that are counted wrongly.

As in `fbo.testing.mutants.engine`.  Never for use.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from fbo.company.afterwards import ticking
from fbo.company.engine import clocking
from fbo.kernel.calendar import BusinessCalendar
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting
from fbo.workflow import decide, elapsing, timing
from fbo.workflow.elapsing import BREACH, Course, Elapsing, Gap, Terms
from fbo.workflow.timing import Running

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of clocks."""

_noticed_by = planting.listed(MUTANTS)


@_noticed_by("test_a_question_over_the_weekend_moves_a_clock_by_working_time")
def pause_in_seconds_on_the_wall() -> Planting:
    """A pause counts nights and weekends."""

    def instead(_: Elapsing, start: datetime, end: datetime) -> timedelta:
        return end - start

    return planting.instead(Elapsing, "_between", instead)


@_noticed_by("test_two_questions_count_both")
def only_the_last_pause() -> Planting:
    """Of several pauses the last one is remembered."""
    gaps: Any = vars(elapsing)["gaps"]

    def instead(terms: Terms, course: Course, calendar: BusinessCalendar) -> tuple[Gap, ...]:
        found: tuple[Gap, ...] = gaps(terms, course, calendar)
        return found[-1:]

    return planting.instead(elapsing, "gaps", instead)


@_noticed_by("test_a_statutory_clock_runs_while_the_customer_is_asked")
def statutory_clock_paused() -> Planting:
    """A statutory clock pauses like any other."""
    gaps: Any = vars(elapsing)["gaps"]

    def instead(terms: Terms, course: Course, calendar: BusinessCalendar) -> tuple[Gap, ...]:
        found: tuple[Gap, ...] = gaps(replace(terms, kind="service"), course, calendar)
        return found

    return planting.instead(elapsing, "gaps", instead)


@_noticed_by("test_waiting_for_a_vendor_pauses_nothing")
def vendor_pauses() -> Planting:
    """Waiting for a third party pauses a clock."""
    held: Any = vars(timing)["_held"]

    def instead(stretches: Sequence[tuple[str, str]]) -> Any:
        return held([(at, "customer" if who == "third party" else who) for at, who in stretches])

    return planting.instead(timing, "_held", instead)


@_noticed_by("test_when_the_budget_is_spent_the_clock_runs_and_the_owner_is_told")
def pauses_without_end() -> Planting:
    """Nobody counts how long a clock has paused."""
    gaps: Any = vars(elapsing)["gaps"]

    def instead(terms: Terms, course: Course, calendar: BusinessCalendar) -> tuple[Gap, ...]:
        found: tuple[Gap, ...] = gaps(replace(terms, budget=None), course, calendar)
        return found

    return planting.instead(elapsing, "gaps", instead)


@_noticed_by("test_a_breach_stays_when_there_is_more_time_afterwards")
def breach_forgotten() -> Planting:
    """A breach is not kept: who is given more time has not been late."""
    keep: Any = vars(ticking)["_keep"]

    def instead(work: Any, one: Any, entry: Any, changes: dict[str, Any]) -> None:
        keep(work, one, entry, {name: each for name, each in changes.items() if name != "breached"})

    return planting.instead(ticking, "_keep", instead)


@_noticed_by("test_what_is_done_late_was_late_though_no_worker_looked")
def late_only_if_noticed() -> Planting:
    """What is done late counts as in time, unless a worker has looked in between."""

    def instead(*_: Any) -> str:
        return ""

    return planting.instead(clocking, "_breached", instead)


@_noticed_by("test_a_reopened_case_goes_on_with_what_was_left")
def reopening_restarts() -> Planting:
    """A clock that goes on begins anew."""
    went_on: Any = vars(clocking)["_went_on"]

    def instead(clock: Any, kept: dict[str, Any], at: str, *more: Any) -> dict[str, Any]:
        found: dict[str, Any] = went_on(clock, kept, at, *more)
        before, after = (len(one.get("stops", ())) for one in (kept, found))
        return {"started": at} if after > before and not after % 2 else found

    return planting.instead(clocking, "_went_on", instead)


@_noticed_by("test_each_percent_is_journaled_when_it_is_reached")
def percent_reached_twice() -> Planting:
    """What was seen is seen again with the next percent."""

    def instead(one: Running, calendar: BusinessCalendar, now: datetime) -> Iterator[int]:
        due = Elapsing(one.terms, one.course, calendar)
        for percent in (*one.terms.warns, BREACH):
            at = due.reaches(percent)
            if not one.stands and at is not None and at <= now:
                yield percent

    return planting.instead(Running, "reached", instead)


@_noticed_by("test_an_answer_is_never_due_after_the_solution")
def answer_due_after_the_solution() -> Planting:
    """A clock takes its own time, whatever it is ahead of."""

    def instead(declared: Any, case: Any, _: str) -> Any:
        return declared.target(case)

    return planting.instead(timing, "_target", instead)


@_noticed_by("test_with_the_next_turn_it_starts_anew")
def met_once_and_for_all() -> Planting:
    """A clock that was met never starts again."""
    starts: Any = vars(clocking)["_starts"]

    def instead(clock: Any, kept: Any, *more: Any) -> Any:
        return kept is None and starts(clock, kept, *more)

    return planting.instead(clocking, "_starts", instead)


@_noticed_by("test_a_case_is_not_left_with_the_customer_without_a_question")
def pause_without_a_question() -> Planting:
    """A case is left with a customer whom nobody has asked anything."""
    return planting.instead(decide, "why_not_paused", planting.none)
