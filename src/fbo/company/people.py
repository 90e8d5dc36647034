"""People: who may act today, for whom, and who is told and asked in the place of somebody absent.

`company.people` files delegations, absences and waivers of duties, and answers who is there.  An
actor is made from what is on file now; what he may do is judged in the step.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from fbo.back.finance import CONTROLLER
from fbo.back.people import HR_OFFICER, Absence, Delegation, Employee
from fbo.company import staff
from fbo.company.engine.ops import Doing
from fbo.company.filing import Filed, change_on_file, put_on_file
from fbo.company.looking import OnDesk
from fbo.kernel.errors import InputError, NotAllowed, Reason, SchemaMismatch, StepRefused
from fbo.kernel.people import Actor, Desk, Role
from fbo.workflow.duties import Duty, DutyWaiver, waiver_id
from fbo.workflow.step import StepOf

if TYPE_CHECKING:
    from fbo.company.company import Company

Somebody: TypeAlias = Actor | str
"""An employee, or his id."""

T = TypeVar("T")
Dated = TypeVar("Dated", Absence, Delegation, DutyWaiver)


@dataclass(frozen=True, slots=True)
class Work:
    """A case on somebody's desk; `for_`: the colleague whose desk it is, empty for his own."""

    case: OnDesk
    for_: str = ""


class People:
    """The people of one company."""

    def __init__(self, company: "Company") -> None:
        self._company = company

    # --- who acts -------------------------------------------------------------------------------

    def employee(self, id: str) -> Actor:  # noqa: A002
        """Somebody who was hired, in the roles he has now.

        Raises `LookupError` where nobody is on file under the id, `NotAllowed` (`not_active`) on a
        day on which he does not work here, `SchemaMismatch` where he has a role that the company
        does not know.
        """
        document = self._company.get(Employee, id).document
        today = self._today()
        if not document.works_here(today):
            raise NotAllowed("act", (_not_active(document),))
        person = self._ask(staff.person(id, document))
        actor = Actor.employee(id, *self._roles(document.roles), person=person)
        if not document.authority and not document.competences:
            return actor
        competences = frozenset(document.competences)
        return replace(actor, authority=dict(document.authority), competences=competences)

    def acting(self, employee: Somebody, *, for_: Somebody) -> Actor:
        """Somebody in the roles that a colleague has delegated to him today, on his behalf.

        He decides with the colleague's authority and without competences of his own; duties bind
        him with everything that either of them did.  Raises `NotAllowed` (`not_delegated`,
        `not_active`).
        """
        me, colleague = self.employee(_id(employee)), self.employee(_id(for_))
        held = {role.name: role for role in colleague.roles}
        named = {
            name
            for filed in self._ask(staff.delegated_to(me.id, self._today()))
            if filed.document.delegator == colleague.id
            for name in filed.document.roles
        }
        roles = frozenset(held[name] for name in named & held.keys())
        if not roles:
            sentence = "nothing of his is delegated to you today"
            raise NotAllowed("act for a colleague", (Reason("not_delegated", sentence),))
        return replace(
            me,
            roles=roles,
            on_behalf_of=colleague.id,
            stands_for=(colleague.person,),
            authority=colleague.authority,
            competences=frozenset(),
        )

    # --- delegations, absences, waivers ---------------------------------------------------------

    def delegate(
        self,
        from_: Somebody,
        to: Somebody,
        *,
        start: date,
        end: date,
        by: Actor,
        roles: Iterable[Role] = (),
        reason: str = "",
        key: str | None = None,
    ) -> Filed[Delegation]:
        """Let a colleague do somebody's work, in these of his roles (or in all), for some days.

        He himself may, his manager and an HR officer.  What was delegated to him cannot be
        delegated again.  Raises `NotAllowed`, `StepRefused` (`not_his_role`, `same_person`).
        """
        self._may_speak_for(_id(from_), by, "delegate")
        owner, other = self.employee(_id(from_)), self.employee(_id(to))
        if owner.person == other.person:
            raise StepRefused("delegate", (Reason("same_person", "they are one person"),))
        wanted = tuple(roles) or tuple(sorted(owner.roles, key=lambda role: role.name))
        foreign = [role.name for role in wanted if role not in owner.roles]
        if foreign or not wanted:
            sentence = (
                f"he does not have the role {', '.join(foreign)}" if foreign else "he has no role"
            )
            raise StepRefused("delegate", (Reason("not_his_role", sentence),))
        document = Delegation(
            delegator=owner.id,
            delegate=other.id,
            roles=[role.name for role in wanted],
            start=start,
            end=_after(start, end),
            reason=reason,
        )
        return put_on_file(self._company, document, by, key, judged=True)

    def absent(
        self,
        employee: Somebody,
        start: date,
        end: date,
        *,
        by: Actor,
        reason: str = "",
        key: str | None = None,
    ) -> Filed[Absence]:
        """Note that somebody is away.  He himself may, his manager and an HR officer."""
        id_ = _id(employee)
        self._may_speak_for(id_, by, "note an absence")
        absence = Absence(employee=id_, start=start, end=_after(start, end), reason=reason)
        return put_on_file(self._company, absence, by, key, judged=True)

    def waive(
        self,
        one: StepOf[Any, Any] | str,
        other: StepOf[Any, Any] | str,
        *,
        start: date,
        end: date,
        reason: str,
        by: Actor,
        persons: Iterable[Somebody] = (),
    ) -> Filed[DutyWaiver]:
        """Let one person take both steps of a pair, for some days; a controller may.

        The pair is named as in the journal.  There is one waiver a pair: it takes the place of the
        one before.  Raises `InputError` where no step has such a duty.
        """
        _may(by, CONTROLLER, "waive a duty")
        pair = (str(one), str(other))
        if not any(set(duty.pair) == set(pair) for duty in self._duties()):
            raise InputError(f"no step has a duty that keeps {' and '.join(pair)} apart")
        named = [who.person if isinstance(who, Actor) else who for who in persons]
        fields: dict[str, Any] = {
            "one": pair[0],
            "other": pair[1],
            "start": start,
            "end": _after(start, end),
            "reason": reason,
            "persons": named,
        }
        try:
            before = self._company.get(DutyWaiver, waiver_id(*pair))
        except LookupError:
            waiver = DutyWaiver(**fields)
            return put_on_file(self._company, waiver, by, id_=waiver_id(*pair), judged=True)
        fields["withdrawn"] = False
        return change_on_file(self._company, before, fields, by, judged=True)

    def end(self, filed: Filed[Dated], *, on: date, by: Actor) -> Filed[Dated]:
        """Make `on` the last day of an absence, a delegation or a waiver that holds longer."""
        self._may_end(filed.document, by)
        if not filed.document.start <= on <= filed.document.end:
            raise InputError("its last day lies between its first and the one it has now")
        return change_on_file(self._company, filed, {"end": on}, by, judged=True)

    def withdraw(self, filed: Filed[Dated], *, by: Actor) -> Filed[Dated]:
        """Take an absence, a delegation or a waiver back, from now on."""
        self._may_end(filed.document, by)
        return change_on_file(self._company, filed, {"withdrawn": True}, by, judged=True)

    # --- who is there ---------------------------------------------------------------------------

    def is_there(self, employee: Somebody) -> bool:
        """Whether somebody works here today and is not away."""
        return self._ask(staff.is_there(_id(employee), self._today()))

    def there(self, where: Role | Desk) -> tuple[Actor, ...]:
        """Who can act today in a role, or in a role of a desk: holders first, then delegates."""
        company, today = self._company, self._today()
        on_file = company.find_filed(Employee, limit=staff.MOST)
        working = {one.id: one.document for one in on_file if one.document.works_here(today)}
        away = {one.document.employee for one in self._holding(Absence)}
        holders = [
            self.employee(id_)
            for id_, document in working.items()
            if id_ not in away and any(_is_at(role, where) for role in self._roles(document.roles))
        ]
        doing = dict.fromkeys(
            (one.document.delegate, one.document.delegator) for one in self._holding(Delegation)
        )
        acting = [
            actor
            for delegate, delegator in doing
            if delegate in working and delegate not in away and delegator in working
            for actor in self._acting_at(where, delegate, delegator)
        ]
        return (*holders, *acting)

    def stand_in(self, employee: Somebody) -> str | None:
        """Who does somebody's work today: a delegate who is there, else the manager who is."""
        return self._ask(staff.stand_in(_id(employee), self._today()))

    def hears(self, employee: Somebody) -> str:
        """Who is told what somebody should hear today: himself, or whoever stands in for him."""
        return self._ask(staff.hears(self._company.firm, _id(employee)))

    def escalates_to(self, employee: Somebody) -> str | None:
        """The first manager above somebody who is there: whom a clock turns to past him.

        Nothing is ever approved because nobody answers: it is only another who is asked.
        """
        return self._ask(staff.manager(_id(employee), self._today()))

    def worklist(self, employee: Somebody, *, limit: int = 1000) -> list[Work]:
        """What lies on the desks of somebody's roles, and of those delegated to him today."""
        me = self.employee(_id(employee))
        desks = {desk: "" for role in me.roles for desk in role.desks}
        for filed in self._ask(staff.delegated_to(me.id, self._today())):
            delegator = filed.document.delegator
            for role in self._delegated(me, delegator):
                for desk in role.desks:
                    desks.setdefault(desk, delegator)
        found = [
            Work(one, for_)
            for desk, for_ in desks.items()
            for one in self._company.worklist(desk, limit=limit)
        ]
        found.sort(key=lambda work: (work.case.due is None, work.case.due or work.case.since))
        return found[:limit]

    # --- inside ---------------------------------------------------------------------------------

    def _today(self) -> date:
        return self._ask(staff.today(self._company.firm))

    def _ask(self, doing: Doing[T]) -> T:
        return self._company.driver.run(doing)

    def _roles(self, names: Iterable[str]) -> tuple[Role, ...]:
        """The roles of these names.  Raises `SchemaMismatch`."""
        # Beside those that take steps, those that this module asks for.
        known = {
            role.name: role for role in (HR_OFFICER, CONTROLLER)
        } | self._company.firm.registry.roles
        missing = [name for name in names if name not in known]
        if missing:
            raise SchemaMismatch(
                f"no process of the company knows the role {', '.join(missing)}",
                "give the company the process in which it may take a step",
            )
        return tuple(known[name] for name in names)

    def _holding(self, kind: type[staff.H]) -> list[Filed[staff.H]]:
        return staff.holding(self._company.find_filed(kind, limit=staff.MOST), self._today())

    def _delegated(self, me: Actor, delegator: str) -> frozenset[Role]:
        try:
            return self.acting(me, for_=delegator).roles
        except NotAllowed:
            return frozenset()

    def _acting_at(self, where: Role | Desk, delegate: str, delegator: str) -> Iterator[Actor]:
        try:
            actor = self.acting(delegate, for_=delegator)
        except NotAllowed:
            return
        if any(_is_at(role, where) for role in actor.roles):
            yield actor

    def _duties(self) -> Iterator[Duty]:
        for process in self._company.firm.registry.processes.values():
            for duties in process.definition.duties.values():
                yield from duties

    def _may_speak_for(self, employee: str, by: Actor, what: str) -> None:
        """Whether it is himself, his manager or an HR officer.  Raises `NotAllowed`."""
        document = self._company.get(Employee, employee).document
        himself = by.on_behalf_of is None and by.person == self._ask(
            staff.person(employee, document)
        )
        his_manager = document.manager is not None and document.manager in (by.id, *by.persons)
        if not (himself or his_manager):
            _may(by, HR_OFFICER, what, "himself, his manager or ")

    def _may_end(self, document: Absence | Delegation | DutyWaiver, by: Actor) -> None:
        match document:
            case Absence():
                self._may_speak_for(document.employee, by, "end an absence")
            case Delegation() if by.id != document.delegate:
                self._may_speak_for(document.delegator, by, "end a delegation")
            case DutyWaiver():
                _may(by, CONTROLLER, "end a waiver")
            case _:
                # A delegate may give the work back.
                pass


def _id(somebody: Somebody) -> str:
    return somebody.id if isinstance(somebody, Actor) else somebody


def _is_at(role: Role, where: Role | Desk) -> bool:
    return role == where or where in role.desks


def _may(by: Actor, role: Role, what: str, others: str = "") -> None:
    """Whether the actor has the role, or is the application itself.  Raises `NotAllowed`."""
    if role not in by.roles and by.kind != "system":
        sentence = f"only {others}{role.title} may do that"
        raise NotAllowed(what, (Reason("not_allowed", sentence, {"roles": [role.name]}),))


def _after(start: date, end: date) -> date:
    if end < start:
        raise InputError("it ends on the day it starts, or later")
    return end


def _not_active(document: Employee) -> Reason:
    begin, end = document.active_from, document.active_to
    days = (f"from {begin}" if begin else "", f"until {end}" if end else "")
    return Reason(
        "not_active",
        f"he works here {' '.join(filter(None, days))}, not today",
        {"from": begin and begin.isoformat(), "to": end and end.isoformat()},
    )
