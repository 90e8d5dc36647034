"""Moves: what anybody may do in a world, and what may happen in it.

One person of each role acts; of a step that several roles may take, the first that is let.  Time
passes from one instant at which something is due to the next.  SYSTEM acts by itself only: when it
can, and when it is time.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, TypeAlias

from fbo.adapters.ids import CountingIds
from fbo.kernel.document import Form
from fbo.kernel.errors import StepRefused
from fbo.kernel.money import Money, eur
from fbo.kernel.people import CUSTOMER, SYSTEM, Actor, Role
from fbo.kernel.times import from_iso
from fbo.testing.exploring.least_forms import least_forms
from fbo.testing.exploring.settings import NOTHING, Begin, Happen, Setting
from fbo.testing.exploring.worlds import (
    PASSING,
    Branching,
    Outline,
    World,
    outline_of,
    shape_of_world,
)
from fbo.testing.shop import Shop
from fbo.workflow.process import Process
from fbo.workflow.step import Step

__all__ = ["Mover"]

AT_MOST: Final = 10
"""So many timers are waited for in a row, if nothing comes of them."""

LONG: Final = timedelta(days=60)
"""So long is waited where nothing is to be done at a certain time."""

ANY: Final = eur("1000000.00")

Moved: TypeAlias = tuple[str, bytes, World]
"""What was done or happened, the shape of the world it led to, and that world."""


class _Authority(dict[str, Money]):
    """May decide up to the limits of a setting, and up to a million about all else."""

    def get(self, key: str, default: Any = None) -> Any:
        """As much as of anything, unless there is a limit."""
        del default
        return super().get(key, ANY)


class Mover:
    """Takes the moves of one exploration, each from the world that is asked about."""

    def __init__(self, process: type[Process[Any]], setting: Setting, begin: Begin) -> None:
        self.setting, self.begin_with = setting, begin
        self.store = Branching()
        extra = tuple(dict.fromkeys((process, *setting.along)))
        ids, policies = CountingIds(), setting.policies
        self.shop = Shop(self.store, ids=ids, processes=extra, policies=policies)
        self.company = self.shop.company
        self.kinds = {kind.family: kind for kind in extra}
        self.families = frozenset(self.kinds)
        self.subject, self.family = "", process.family
        self._told = 0
        self._people: dict[Role, Actor] = {}

    def begin(self) -> tuple[bytes, World]:
        """The world in which the case is opened."""
        self.subject = self.begin_with(self.shop).id
        return self._now()

    def told(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The entries of the journal since the world that was gone on from."""
        while page := self.company.journal(self._told):
            self._told = page[-1].seq
            yield from ((entry.type, entry.data) for entry in page)

    def moves(self, world: World, liked: Mapping[str, int] = NOTHING) -> Iterator[Moved]:
        """What can be done or happen in a world, and the world it leads to: what is liked first."""
        self._go_to(world)
        tries = [("time passes", self._wait), *self._events(), *self._steps(world)]
        tries.sort(key=lambda one: liked.get(one[0], 0), reverse=True)
        for name, attempt in tries:
            came_of_it = attempt()
            if came_of_it:
                yield (name, *self._now())
            # Time has passed, though nothing came of it.
            if came_of_it or self.shop.clock.now() != world.at:
                self._go_to(world)

    def has_ended(self, world: World) -> bool:
        """Whether the case is final or at rest."""
        state = self.state_in(world)
        kind = self.kinds[self.family]
        return kind.definition.state(state).ended

    def outline(self, world: World) -> Outline:
        """Where the case is, and in which states there are cases beside it."""
        return outline_of(world.known, self.subject, self.families)

    def state_in(self, world: World) -> str:
        """Where the case is in a world."""
        state: str = world.known["case", self.subject].record.body["state"]
        return state

    def _events(self) -> Iterator[tuple[str, Callable[[], bool]]]:
        for name, happens in self.setting.happens.items():
            yield name, partial(self._happens, happens)

    def _steps(self, world: World) -> Iterator[tuple[str, Callable[[], bool]]]:
        for case in self._unlike(world):
            for name, step in case.definition.steps.items():
                if case.definition.leads_from(name, case.state.name):
                    for form in self._forms(case, step):
                        yield _said(case, step, form), partial(self._take, case.id, step, form)

    def _happens(self, happens: Happen) -> bool:
        with suppress(StepRefused):
            happens(self.shop, self._case(self.subject))
            return True
        return False

    def _take(self, id_: str, step: Step[Any], form: Form | None) -> bool:
        """Take a step, as the first that may."""
        for role in step.by:
            if role != SYSTEM:
                case = self._case(id_)
                arguments = () if form is None else (form,)
                with suppress(StepRefused):
                    getattr(case, step.name)(*arguments, by=self._person(role, case))
                    return True
        return False

    def _forms(self, case: Process[Any], step: Step[Any]) -> tuple[Form | None, ...]:
        given = self.setting.forms.get(f"{case.family}.{step.name}")
        if given is not None:
            return tuple(given(case))
        if step.takes is None:
            return (None,)
        return least_forms(step.takes, case.document, self.shop.clock.now())

    def _unlike(self, world: World) -> list[Process[Any]]:
        """The cases that may go on, of those that are alike in what matters the first."""
        alike: dict[bytes, str] = {}
        for (kind, id_), known in sorted(world.known.items(), key=lambda item: item[0]):
            if kind == "case" and known.process in self.families:
                alike.setdefault(known.shape, id_)
        alike[b""] = self.subject
        cases = [self._case(id_) for id_ in dict.fromkeys(alike.values())]
        return [case for case in cases if not case.state.final]

    def _wait(self) -> bool:
        """Let time pass from timer to timer, at last for long: whether something came of it."""
        before = self._shape()
        for _ in range(AT_MOST):
            now = self.shop.clock.now()
            later = [at for at in self._timers() if at > now]
            self.shop.clock.set(min(later) if later else now + LONG)
            self.company.run_due()
            if self._shape() != before:
                return True
            if not later:
                break
        return False

    def _timers(self) -> Iterator[datetime]:
        for known in self.store.known.values():
            for at in known.record.body.get("timers", {}).values():
                yield from_iso(at)

    def _now(self) -> tuple[bytes, World]:
        return self._shape(), self.store.keep(self.shop.clock.now())

    def _shape(self) -> bytes:
        return shape_of_world(self.store.known, self.subject, self.families)

    def _go_to(self, world: World) -> None:
        self.store.go_to(world)
        self.shop.clock.set(world.at)
        self.company.firm.memory.forget()
        self._told = world.end

    def _case(self, id_: str) -> Process[Any]:
        return self.company.read_case(id_)

    def _person(self, role: Role, case: Process[Any]) -> Actor:
        if role == CUSTOMER:
            return Actor.customer(getattr(case.document, "customer", ""))
        if role not in self._people:
            person = role.name.lower()
            authority = _Authority(self.setting.limits)
            self._people[role] = Actor(person, "employee", frozenset((role,)), authority=authority)
        return self._people[role]


def _said(case: Process[Any], step: Step[Any], form: Form | None) -> str:
    """The step in a few words: `OrderToCash.cancel {"scope":"lines"}`."""
    filled = "" if form is None else form.model_dump_json(exclude_defaults=True)
    return PASSING.sub("", f"{case.family}.{step.name} {filled}".strip())
