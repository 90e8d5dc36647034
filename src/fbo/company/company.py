"""The company: what an application imports.

It opens a store, runs processes over it and answers questions about them.  Everything that decides
is below; this class only names what can be wanted, and is safe for threads.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Self, TypeVar, overload

from fbo.adapters.clocks import SystemClock
from fbo.adapters.ids import RandomIds
from fbo.adapters.notifiers import MemoryNotifier
from fbo.adapters.stores import open_store
from fbo.back.people import Employee
from fbo.company import filing, house_rules, looking, receiving
from fbo.company.afterwards import following
from fbo.company.afterwards.sweeping import sweep
from fbo.company.engine.answers import content
from fbo.company.engine.driver import Driver
from fbo.company.engine.engine import Call, Done, Engine
from fbo.company.engine.firm import Firm
from fbo.company.engine.registry import AnyProcess, Registry
from fbo.company.escalating import Escalations
from fbo.company.filing import Filed
from fbo.company.handles import HandleFile, Handles
from fbo.company.handoffs import Handoffs
from fbo.company.hooks import Hook, Hooks
from fbo.company.house_rules import HouseRules
from fbo.company.looking import OnDesk
from fbo.company.messages.outbox import Outbox
from fbo.company.messages.relay import Relay
from fbo.company.messages.texts import texts_in
from fbo.company.payments import Payments
from fbo.company.people import People
from fbo.company.policies import Policies
from fbo.company.receiving import InboundMessage, Received
from fbo.company.shipped import CHARTS, SHIPPED
from fbo.company.views.overview import Overviews
from fbo.company.views.seen import seen_by_customer
from fbo.kernel.calendar import BusinessCalendar
from fbo.kernel.document import Document, Form
from fbo.kernel.errors import InputError
from fbo.kernel.people import THE_SYSTEM, Actor, Department, Desk, Role
from fbo.kernel.text import identifier
from fbo.ports.clock import Clock
from fbo.ports.ids import Ids
from fbo.ports.notification import NotifierPort
from fbo.ports.storage import Entry as JournalEntry
from fbo.ports.storage import StorePort
from fbo.workflow import asks
from fbo.workflow.customer_view import CustomerView
from fbo.workflow.entries import Chart, Entry, Position
from fbo.workflow.outcome import Line, Outcome, Plan
from fbo.workflow.process import Process
from fbo.workflow.step import StepOf

D = TypeVar("D", bound=Document)
P = TypeVar("P", bound=Process[Any])
PD = TypeVar("PD", bound=Process[Any])
M = TypeVar("M", bound=Form)


class Company:
    """A company over a store.

    `store`: a URL (`memory://`, `sqlite:///acme.db`) or a store of one's own; without one
    everything is in memory.  `processes` adds to the shipped ones, or replaces them by family.
    `policies` holds every number the departments call a default, `calendar` when the company works;
    left out, the company goes on under those it has.  `texts` is a folder of languages of its own.
    `space` is its name in the store.

    Raises `DefinitionError` where processes do not fit together, `SchemaMismatch` where the store
    has cases the processes do not know, `Unavailable` where the store cannot be reached.
    """

    def __init__(  # noqa: PLR0913 - all that a company is made of
        self,
        store: str | StorePort = "memory://",
        *,
        processes: Iterable[AnyProcess] = (),
        policies: Policies | None = None,
        calendar: BusinessCalendar | None = None,
        clock: Clock | None = None,
        ids: Ids | None = None,
        notifiers: Iterable[NotifierPort] = (),
        texts: str | Path | None = None,
        space: str = "main",
    ) -> None:
        self.store = open_store(store) if isinstance(store, str) else store
        kept = house_rules.kept(self.store, space)
        rules = HouseRules(policies or kept.policies, calendar or kept.calendar)
        self.policies = rules.policies
        self.handles = Handles(self)
        self.people = People(self)
        registry = Registry((*SHIPPED, *processes), CHARTS)
        registry.keep_to(rules.calendar)
        notes = tuple(notifiers) or (MemoryNotifier(),)
        self.driver = Driver(space, self.store, clock or SystemClock(), ids or RandomIds(), notes)
        held = self.policies.by_type()
        self.texts = texts_in(texts)
        self.firm = Firm(space, registry, rules.calendar, held, names=self.texts.names)
        self.engine = Engine(self.firm, self.handles)
        number = self.driver.run(house_rules.keep(self.engine, _by(THE_SYSTEM, "policies"), rules))
        self.firm = replace(self.firm, policies_version=number)
        self.engine = Engine(self.firm, self.handles)
        channels = frozenset(channel for each in notes for channel in each.channels)
        self.relay = Relay(self.engine, self.texts, channels)
        self.outbox = Outbox(self)
        self.handoffs = Handoffs(self)
        flags = Escalations(self)
        self.escalate, self.deescalate = flags.escalate, flags.deescalate
        self.receive_payment = Payments(self).receive
        self.customer_360 = Overviews(self).of
        self._hooks = Hooks()
        self.driver.run(looking.refuse_unknown_states(self.firm))

    # --- people and documents -------------------------------------------------------------------

    def hire(
        self,
        name: str,
        *roles: Role,
        id: str = "",  # noqa: A002
        email: str = "",
        by: Actor = THE_SYSTEM,
    ) -> Actor:
        """Hire somebody; he can act at once, in these roles.  Raises as `file` does."""
        employee = Employee(name=name, roles=tuple(role.name for role in roles), email=email)
        return Actor.employee(self.file(employee, id=id, by=by).id, *roles)

    def employee(self, id: str) -> Actor:  # noqa: A002
        """Somebody who was hired, in the roles he has today: `people.employee`."""
        return self.people.employee(id)

    def file(
        self,
        document: D,
        *,
        by: Actor = THE_SYSTEM,
        key: str | None = None,
        id: str = "",  # noqa: A002
    ) -> Filed[D]:
        """Put a document on file that has no process of its own.

        Raises `NotAllowed` where `by` is none of its keepers, `StepRefused` (`already_on_file`)
        where another has its unique value.
        """
        return filing.put_on_file(self, document, by, key, id)

    def change(
        self,
        filed: Filed[D],
        *,
        by: Actor = THE_SYSTEM,
        key: str | None = None,
        seen: int | None = None,
        **changes: object,
    ) -> Filed[D]:
        """Change fields of a document on file; others keep what they have now.

        Raises `NotAllowed` where `by` does not keep them, `InputError` where a value does not fit.
        """
        return filing.change_on_file(self, filed, changes, by, key, seen)

    def get(self, kind: type[D], id: str) -> Filed[D]:  # noqa: A002
        """A document by its id.  Raises `LookupError` where there is none."""
        found = self.driver.run(filing.read(kind, id, self.engine))
        if found is None:
            raise LookupError(f"no {kind.__name__} is on file under {id}")
        return found

    # --- cases ----------------------------------------------------------------------------------

    def open(
        self,
        process: Callable[[D], PD],
        document: D,
        *,
        by: Actor,
        then: StepOf[Any, Any] | None = None,
        form: Form | None = None,
        key: str | None = None,
        id: str = "",  # noqa: A002
    ) -> PD:
        """Open a case, and perhaps take its first step in the same commit: its handle.

        Raises `StepRefused`, `NotAllowed` as a step does.
        """
        family = _family(process)
        kind = self.firm.registry.process(family)
        first = kind.definition.steps.get(then.name) if then is not None else None
        if then is not None and (first is None or then.process.family != family):
            raise InputError(f"{family} has no step {then}")
        id = id and identifier(id)  # noqa: A001
        digest = content(document.dump(), first and first.name) if key is not None else ""
        call = Call(family, "open", id, form, by, key, digest=digest)
        done = self.carry_out(self.engine.open(call, kind, document, first))
        case: Any = done.cases.get(done.outcome.case) or self.read_case(done.outcome.case)
        opened: PD = self.hand_out(case)
        return opened

    def case(self, process: type[P], id: str) -> P:  # noqa: A002
        """A case by its id, as it is now.  Raises `LookupError` where there is none."""
        case = self.read_case(id)
        if case.family != process.family:
            raise LookupError(f"{id} is no case of {process.family}")
        found: Any = case
        return found  # type: ignore[no-any-return]

    @overload
    def take(
        self,
        step: StepOf[P, None],
        case: P | str,
        *,
        by: Actor,
        key: str | None = None,
        seen: int | None = None,
    ) -> Outcome: ...
    @overload
    def take(
        self,
        step: StepOf[P, M],
        case: P | str,
        form: M,
        *,
        by: Actor,
        key: str | None = None,
        seen: int | None = None,
    ) -> Outcome: ...
    def take(
        self,
        step: StepOf[Any, Any],
        case: Process[Any] | str,
        form: Form | None = None,
        *,
        by: Actor,
        key: str | None = None,
        seen: int | None = None,
    ) -> Outcome:
        """Take a step of a case, or of the case with an id: the one call under all sugar."""
        id_ = case if isinstance(case, str) else case.id
        family = step.process.family
        call = Call(family, step.name, id_, form, by, key, seen)
        if step.name not in self.firm.registry.process(family).definition.steps:
            raise InputError(f"{family} has no step {step.name}")
        done = self.carry_out(self.engine.take(call))
        if not isinstance(case, str):
            self.handles.show(case, done.cases.get(id_))
        return done.outcome

    def apply(self, plan: Plan, *, by: Actor, key: str | None = None) -> Outcome:
        """Do what a plan says, if it would still do exactly that.  Raises `PlanChanged`."""
        return self.handles.apply(self.read_case(plan.case), plan, by, key)

    def receive(self, message: InboundMessage, *, by: Actor = THE_SYSTEM) -> Received:
        """Take in a message from outside, once, however often its channel delivers it."""
        return receiving.receive(self, message, by)

    def find(
        self, process: type[P], *, state: str = "", limit: int = 1000, **fields: Any
    ) -> list[P]:
        """Cases by one declared index, the rest filtered: `find(OrderToCash, customer=ada.id)`."""
        return self.driver.run(looking.find(self, process, state, fields, limit))

    def find_filed(self, kind: type[D], *, limit: int = 1000, **fields: Any) -> list[Filed[D]]:
        """Documents on file by one declared index, the rest filtered."""
        return self.driver.run(looking.find_filed(kind, fields, limit))

    def worklist(self, where: Desk | Department, *, limit: int = 1000) -> list[OnDesk]:
        """What lies on a desk, or on the desks of a department: the most urgent first."""
        return self.driver.run(looking.worklist(self, where, limit))

    def history(self, case: Process[Any] | str) -> tuple[Line, ...]:
        """Everything that was done to a case, from its beginning."""
        return self.driver.run(looking.history(case if isinstance(case, str) else case.id))

    def customer_view(self, case: Process[Any] | str, *, language: str = "") -> CustomerView:
        """What the customer sees of a case and what belongs to it, in his language or another."""
        case = self.read_case(case if isinstance(case, str) else case.id)
        return seen_by_customer(self, case, language)

    # --- books ----------------------------------------------------------------------------------

    def post(
        self,
        chart: Chart,
        entry: Entry,
        *,
        by: Actor,
        reason: str = "",
        key: str | None = None,
    ) -> Outcome:
        """Post an entry no case asks for: an opening balance.  `reason` lets it pass the floor.

        Raises `NotAllowed` where the chart does not name a role of `by` among its posters, or with
        a reason among its overriders; `StepRefused`, also for a chart that is not the company's.
        """
        digest = content(entry.as_json(chart), reason) if key is not None else ""
        call = Call(chart.book, "post", "", None, by, key, digest=digest)
        asked = asks.PostEntry(chart, entry, None, reason)
        return self.carry_out(filing.enter(self.engine, call, asked)).outcome

    def balance(self, position: Position) -> "looking.Standing":
        """A balance as it is now: posted, available, held."""
        return self.driver.run(looking.balance(position))

    # --- what is due, who is told ---------------------------------------------------------------

    def run_due(self, *, limit: int = 10_000) -> int:
        """Do everything that is due: timers, reactions apart, messages.  How much was done.

        A case that cannot be worked on becomes a task for records, once, and stops no other.
        Each call also removes some answers to keys that are past their thirty days.
        """
        self.driver.run(sweep(self.firm.space))
        did, stuck = 0, set[following.Due]()
        while did < limit:
            progressed, passed_over = 0, len(stuck)
            for one in self.driver.run(following.what_is_due(stuck)):
                all_done = self.driver.run(following.do_due(self.engine, one))
                if all_done is None:
                    stuck.add(one)
                for done in all_done or ():
                    self._followed(done)
                    progressed += 1
            progressed += self.driver.run(self.relay.deliver())
            if not progressed and len(stuck) == passed_over:
                return did
            did += progressed
        return did

    def on(self, step: StepOf[Any, Any], hook: Hook) -> None:
        """Call `hook(case id)` after each commit in which the step was taken.

        It runs after the commit, in the same thread, and can never undo it: an error is logged.
        """
        self._hooks.add(str(step), hook)

    def journal(self, after: int = 0, limit: int = 1000) -> tuple[JournalEntry, ...]:
        """A page of the journal."""
        return tuple(self.store.log(self.firm.space, after, limit))

    # --- inside ---------------------------------------------------------------------------------

    def carry_out(self, doing: Any) -> Done:
        """Carry out a call and all that follows from it."""
        done: Done = self.driver.run(doing)
        return self._followed(done)

    def _followed(self, done: Done) -> Done:
        if done.goes_on:
            self.driver.run(following.follow(self.engine, done))
        self._hooks.run(done.steps)
        return done

    def read_case(self, id_: str) -> Process[Any]:
        """A case by its id.  Raises `LookupError` where there is none."""
        case = self.driver.run(looking.case(self, id_))
        if case is None:
            raise LookupError(f"there is no case {id_}")
        return case

    def hand_out(self, case: Any) -> Any:
        """Make a case a handle."""
        case.taker = self.handles
        case.file = HandleFile(self)
        return case

    def close(self) -> None:
        """Let go of the store."""
        getattr(self.store, "close", lambda: None)()

    def __enter__(self) -> Self:
        """Use the company in a `with` block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the store at the end of the block."""
        self.close()


def _family(process: Any) -> str:
    family = getattr(process, "family", "")
    if not family:
        raise InputError(f"{process!r} is no process")
    return str(family)


def _by(actor: Actor, name: str) -> Call:
    return Call("company", name, "", None, actor)
