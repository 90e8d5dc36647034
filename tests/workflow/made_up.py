"""Processes made up by hypothesis: states on any desks in any order, and steps between any of them.

Each is a class that passed the checks of every class; what a customer does and hears, and what was
measured, is laid over its facts.
"""

from dataclasses import replace
from datetime import timedelta
from types import new_class
from typing import Any

from hypothesis import strategies as st
from notes import Note, has_words

from fbo.kernel.calendar import business_days, business_hours
from fbo.kernel.people import BACK, FRONT, Department, Desk, Role
from fbo.workflow.blueprint import Facts, Measured, facts_of
from fbo.workflow.clocks import clock
from fbo.workflow.handoff import Agreed
from fbo.workflow.process import Process
from fbo.workflow.state import State, before, one_of, same

OFFICES = {
    FRONT: ("SALES", "CUSTOMER_SERVICE"),
    BACK: ("CREDIT_CONTROL", "WAREHOUSE", "RECEIVABLES", "IT"),
}
DESKS = tuple(
    Desk(name, Department(name.lower(), office))
    for office, names in OFFICES.items()
    for name in names
)
CLERK = Role("CLERK", "a clerk", DESKS)
WORDS = ("sent", "awaiting_the_customers_answer", "in_work", "checked", "ordered_from_the_supplier")
WORDS_OF_IT = ("words",)
HOURS = timedelta(hours=7.8)
LONG = "unpronounceableandwithoutanyplacetobreakit"
LABELS = st.sampled_from(
    [(), ("On its way",), ("We have it and look into it, delivery by [when]", "On hold")]
)


@st.composite
def processes(draw: st.DrawFn, count: int) -> type[Process[Any]]:
    """A process of so many states: a way through all of them, and steps between any others."""
    names = draw(st.permutations([f"{draw(st.sampled_from(WORDS))}_{nth}" for nth in range(count)]))
    if draw(st.booleans()):
        names[0] = LONG
    ends = draw(st.integers(1, 3))
    body: dict[str, Any] = {"__module__": __name__, "__doc__": "Something made up."}
    open_, ended = names[:-ends], names[-ends:]
    for name in draw(st.permutations(names)):
        body[name] = draw(_ends()) if name in ended else draw(_opens(initial=name == open_[0]))
    for nth, name in enumerate(open_):
        body[f"go_on_{nth}"] = body[name].to(
            body[[*open_, open_[0]][nth + 1]], by=CLERK, checklist=WORDS_OF_IT
        )
    for nth, name in enumerate(ended):
        body[f"finish_{nth}"] = body[draw(st.sampled_from(open_))].to(
            body[name], by=CLERK, checklist=WORDS_OF_IT
        )
    for nth in range(draw(st.integers(0, count))):
        body[f"step_number_{nth}"] = draw(_steps(body, open_, names))
    for nth in range(draw(st.integers(0, 3))):
        asked = draw(st.sampled_from(DESKS))
        where = body[draw(st.sampled_from(open_))]
        body[f"ask_about_{nth}"] = where.to(same, by=CLERK, asks=asked)
        body[f"answer_about_{nth}"] = where.to(same, by=CLERK, answers=body[f"ask_about_{nth}"])
    body["solved"] = clock(within=business_hours(8), stops=body[ended[0]])
    body["begin_it"] = body[open_[0]].opens(by=CLERK)
    return new_class("MadeUp", (Process[Note],), exec_body=lambda names: names.update(body))


@st.composite
def facts(draw: st.DrawFn, count: int) -> Facts:
    """What a blueprint shows of such a process, with a customer who does and hears things."""
    found = facts_of(draw(processes(count)))
    told = st.sampled_from(
        [(), (), ("it_is_sent",), ("something_happened", "and_something_else_too")]
    )
    busy = draw(st.sets(st.sampled_from([way.step for way in found.ways]), max_size=8))
    ways = tuple(
        replace(way, customer=way.step in busy, told=draw(told) if not way.nth else ())
        for way in found.ways
    )
    pairs = draw(
        st.lists(st.tuples(st.sampled_from(DESKS), st.sampled_from(DESKS)), max_size=4, unique=True)
    )
    measured = tuple(
        Measured(a.name, b.name, 12, HOURS, 2 * HOURS, 30 * HOURS, 100 * HOURS, late=3)
        for a, b in pairs
    )
    states = tuple(replace(state, labels=draw(LABELS)) for state in found.states)
    return replace(found, states=states, ways=ways, measured=measured)


@st.composite
def _opens(draw: st.DrawFn, *, initial: bool) -> State:
    desks = draw(st.lists(st.sampled_from(DESKS), min_size=1, max_size=3, unique=True))
    wide = len(desks) > 1 and draw(st.booleans())
    desk = one_of(desks, by=lambda _: desks[0]) if wide else desks[0]
    holder = draw(st.sampled_from((None, None, "customer", "third party")))
    if not initial and draw(st.integers(0, 9)) == 0:
        return State(holder=holder, within=business_days(2))
    within = draw(st.sampled_from(((), business_hours(4), (business_hours(4), business_days(10)))))
    return State(desk, initial=initial, holder=holder, within=within)


@st.composite
def _ends(draw: st.DrawFn) -> State:
    final = draw(st.booleans())
    return State(final=final, at_rest=not final)


@st.composite
def _steps(draw: st.DrawFn, body: dict[str, Any], open_: list[str], names: list[str]) -> Any:
    chosen = draw(st.lists(st.sampled_from(open_), min_size=1, max_size=4, unique=True))
    sources = body[chosen[0]]
    for name in chosen[1:]:
        sources |= body[name]
    targets = st.sampled_from([*names, "same", "before"])

    def target() -> Any:
        name = draw(targets)
        return {"same": same, "before": before(body[chosen[0]])}.get(name) or body[name]

    agreed = draw(st.sampled_from((Agreed(), Agreed(business_hours(1), business_days(3)))))
    step = sources.to(target(), by=CLERK, when=has_words, agreed=agreed, checklist=WORDS_OF_IT)
    for _ in range(draw(st.integers(0, 2))):
        step = step.otherwise(target(), when=has_words)
    return step
