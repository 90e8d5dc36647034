"""Duties, tried with whatever people may think of: accounts, delegates, steps that set off steps.

The test keeps its own book of who did what, by persons, and looks into it at every entry of the
journal: no pair of duties may have met in one person, unless a waiver for just that was on file.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from buying import (
    CLERK,
    PROCESSES,
    Bill,
    Charging,
    Fetching,
    Giving,
    Glancing,
    Payment,
    Wish,
    Wishing,
)
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fbo import Actor, Company, DutyWaiver, SettableClock, verify
from fbo.kernel.errors import StepRefused
from fbo.testing.shop import MONDAY
from fbo.workflow.duties import waiver_id

PERSONS = ("anna", "ben", "carla")
ACCOUNTS = {f"{person}{n}": person for person in PERSONS for n in ("", "-2")}
DUTIES = {
    "Wishing.approve": ("Wishing.open", "Wishing.revise"),
    "Wishing.close": ("Fetching.receive",),
    "Fetching.receive": ("Wishing.approve",),
    "Glancing.inspect": ("Wishing.approve",),
    "Charging.approve": ("Charging.open", "Wishing.approve"),
    "Giving.approve": ("Giving.open", "Charging.approve"),
}
PAIRS = [(other, step) for step, others in DUTIES.items() for other in others]


@dataclass
class Truth:
    """Who did what, which case came from which, and what was waived: by the test's own word."""

    company: Company
    took: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    came_from: dict[str, set[str]] = field(default_factory=dict)
    waivers: dict[tuple[str, str], tuple[tuple[str, str], frozenset[str]]] = field(
        default_factory=dict
    )
    seen: int = 0

    def read_on(self, persons: set[str]) -> None:
        """All that was journaled since then was set off by these persons."""
        for entry in self.company.journal(self.seen, 1000):
            self.seen = entry.seq
            if "to" in entry.data:
                self._step(entry.type, entry.data, persons)

    def _step(self, step: str, data: Any, persons: set[str]) -> None:
        case = data["case"]
        if "parent" in data:
            self.came_from.setdefault(case, set()).add(data["parent"][1])
        near = self._near(case, step)
        named: list[str] = []
        for other in DUTIES.get(step, ()):
            did = {who for one in near for who in self.took.get((one, other), set())}
            if did & persons:
                assert self._waived((other, step), did & persons), (other, step)
                named.append(waiver_id(other, step))
        assert list(data.get("waivers", ())) == named
        self.took.setdefault((case, step), set()).update(persons)

    def _near(self, case: str, step: str) -> set[str]:
        """The case, those it came from, and for the one that looks at its children, these."""
        near, new = {case}, {case}
        while new:
            new = {source for one in new for source in self.came_from.get(one, set())} - near
            near |= new
        if step == "Wishing.close":
            near |= {one for one, sources in self.came_from.items() if case in sources}
        return near

    def _waived(self, pair: tuple[str, str], persons: set[str]) -> bool:
        of, whom = self.waivers.get(pair, (("", ""), frozenset()))
        return of == pair and (not whom or whom >= persons)


class Office:
    """A company in which anybody tries anything."""

    def __init__(self, data: st.DataObject) -> None:
        self.draw = data.draw
        self.company = Company(processes=PROCESSES, clock=SettableClock(MONDAY))
        self.truth = Truth(self.company)
        self.truth.read_on(set())
        self.cases: dict[str, type[Any]] = {}

    def somebody(self) -> tuple[Actor, set[str]]:
        """An account, perhaps acting for others; and whose hands these are."""
        names = self.draw(st.lists(st.sampled_from(sorted(ACCOUNTS)), min_size=1, max_size=3))
        first, *others = (Actor.employee(n, CLERK, person=ACCOUNTS[n]) for n in names)
        for other in others:
            first = first.acting_for(other)
        return first, {ACCOUNTS[name] for name in names}

    def act(self) -> None:
        """Something happens."""
        acts = [self.open, *[self.step] * 4, self.waive, self.deliver]
        self.draw(st.sampled_from(acts))()

    def deliver(self) -> None:
        """What was ordered comes in, and is looked at: a long way that chance seldom goes."""
        anna, ben = (Actor.employee(name, CLERK) for name in ("anna", "ben"))
        order = self.company.open(Wishing, Wish(), by=anna)
        self.cases[order.id] = Wishing
        self.truth.read_on({"anna"})
        order.approve(by=ben)
        self.truth.read_on({"ben"})
        order.expect(by=anna)
        self.truth.read_on({"anna"})
        (goods,) = order.child_ids(Fetching)
        self.cases[goods] = Fetching
        for step in ("receive", "ask_for_a_look"):
            self.take(goods, step)
        for look in self.company.case(Fetching, goods).child_ids(Glancing):
            self.take(look, "inspect")

    def open(self) -> None:
        """A wish, a bill for an order, a payment of bills."""
        actor, persons = self.somebody()
        orders = [id_ for id_, kind in self.cases.items() if kind is Wishing]
        bills = [id_ for id_, kind in self.cases.items() if kind is Charging]
        kinds = [
            Wishing,
            *([Charging] if orders else []),
            *([Giving] if bills else []),
        ]
        kind, sources = self.draw(st.sampled_from(kinds)), list[str]()
        document: Any = Wish()
        if kind is Charging:
            sources = [self.draw(st.sampled_from(orders))]
            document = Bill(order=sources[0])
        elif kind is Giving:
            sources = self.draw(st.lists(st.sampled_from(bills), min_size=1, max_size=3))
            document = Payment(bills=sources)
        case = self.company.open(kind, document, by=actor)
        self.truth.came_from[case.id] = set(sources)
        self.cases[case.id] = kind
        self.truth.read_on(persons)

    def step(self) -> None:
        """A step that leads from where a case is, by whomever."""
        if self.cases:
            id_ = self.draw(st.sampled_from(list(self.cases)))
            case = self.company.case(self.cases[id_], id_)
            names = case.definition.steps_for(case.state.name, frozenset({CLERK}))
            if names:
                self.take(id_, self.draw(st.sampled_from(names)))

    def take(self, id_: str, step: str) -> None:
        """Somebody tries a step of a case."""
        actor, persons = self.somebody()
        case = self.company.case(self.cases[id_], id_)
        try:
            getattr(case, step)(by=actor)
        except StepRefused:
            persons = set()
        for process in PROCESSES:
            for child in case.child_ids(process):
                self.cases.setdefault(child, process)
        self.truth.read_on(persons)

    def waive(self) -> None:
        """A waiver for a pair, for somebody or all; or one that lies where another should."""
        pair = self.draw(st.sampled_from(PAIRS))
        names = self.draw(st.sampled_from([pair, self.draw(st.sampled_from(PAIRS))]))
        whom = self.draw(st.sets(st.sampled_from(PERSONS), max_size=2))
        fields: dict[str, Any] = {"one": names[0], "other": names[1], "persons": sorted(whom)}
        company, id_ = self.company, waiver_id(*pair)
        if pair in self.truth.waivers:
            company.change(company.get(DutyWaiver, id_), **fields)
        else:
            on: dict[str, date] = {"start": MONDAY.date(), "end": MONDAY.date()}
            company.file(DutyWaiver(**fields, **on, reason="few of us"), id=id_)
        self.truth.waivers[pair] = (names, frozenset(whom))
        self.truth.read_on(set())


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    # Unshrunk: the fault is in the duties, not in what was tried, and shrinking takes minutes.
    phases=(Phase.generate,),
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_no_two_duties_ever_meet_in_one_person(data: st.DataObject) -> None:
    office = Office(data)

    for _ in range(data.draw(st.integers(1, 30))):
        office.act()

    assert verify(office.company.store).ok
