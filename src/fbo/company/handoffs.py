"""Hand-offs in people's hands: to accept what is offered, to send it back, to withdraw a question.

A step does all of this by itself where it moves a case; what is here is for the moments in which no
step is taken: somebody takes work on before he begins it, a desk that was asked cannot answer as
the question stands, an asker needs no answer any more.  Each is a commit with an entry of its own.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fbo.company.engine.engine import Call
from fbo.company.engine.ops import Doing
from fbo.company.engine.worksheet import Worksheet
from fbo.company.views.packets import Packet, packet_of
from fbo.kernel.errors import NotAllowed, Reason, StepRefused
from fbo.kernel.people import SYSTEM, Actor
from fbo.workflow.handing import open_handoff, unknown_fields
from fbo.workflow.handoff import CARRIES, Body, Event, Handoff, Incomplete, fold, status_of
from fbo.workflow.process import Process

if TYPE_CHECKING:
    from fbo.company.company import Company


class Handoffs:
    """The hand-offs of a company's cases."""

    def __init__(self, company: "Company") -> None:
        self._company = company

    def accept(
        self,
        case: Process[Any] | str,
        *,
        by: Actor,
        purpose: str = CARRIES,
        key: str | None = None,
    ) -> Handoff:
        """Take on what is offered; the hand-off as it then stands.

        `purpose` names the step that asked; without one it is the hand-off that carries the case.
        Raises `NotAllowed` for somebody of another desk, `StepRefused` where nothing is offered.
        """

        def accepted(_: Process[Any], body: Body) -> Event:
            _refuse_strangers("accept", by, body["to"])
            if status_of(body) != "offered":
                raise _refused("accept", "not_offered", f"it is {status_of(body)} already")
            return {"did": "accepted"}

        done = self._became("accept", case, purpose, by, key, accepted)
        return done.handoffs[purpose]

    def packet(self, case: Process[Any] | str, *, by: Actor, purpose: str = CARRIES) -> Packet:
        """What is handed over with an open hand-off, for those at either of its desks.

        Raises `LookupError` where none is open for the purpose, `NotAllowed` for anybody else.
        """
        found = self._company.read_case(case if isinstance(case, str) else case.id)
        handoff = open_handoff(found, purpose)
        seated = {place.name for role in by.roles for place in role.desks}
        if seated.isdisjoint((handoff.source, handoff.desk)):
            _refuse_strangers("packet", by, handoff.desk)
        return packet_of(self._company, found, handoff)

    def send_back(
        self,
        case: Process[Any] | str,
        why: Incomplete,
        *,
        by: Actor,
        purpose: str,
        key: str | None = None,
    ) -> Handoff:
        """Return a question as incomplete, with what is missing; who asked may ask it again.

        What carries a case goes back by a step, which moves the case: one that takes an
        `Incomplete` form.  Raises `NotAllowed`, `StepRefused`.
        """

        def returned(found: Process[Any], body: Body) -> Event:
            _refuse_strangers("send_back", by, body["to"])
            if purpose == CARRIES:
                raise _refused("send_back", "moves_the_case", *_way_back(found))
            if status_of(body) == "returned":
                raise _refused("send_back", "not_offered", "it is returned already")
            if not why.missing:
                raise _refused("send_back", "nothing_missing", "no missing field is named")
            unknown = tuple(unknown_fields(found, why))
            if unknown:
                raise StepRefused("send_back", unknown)
            return {"did": "returned", "missing": list(why.missing), "reason": why.reason}

        done = self._became("send_back", case, purpose, by, key, returned)
        return done.handoffs[purpose]

    def withdraw(
        self, case: Process[Any] | str, purpose: str, *, by: Actor, key: str | None = None
    ) -> None:
        """Take a question back: no answer is needed any more.

        Whoever may ask it may withdraw it.  Raises `NotAllowed`, `StepRefused`.
        """

        def withdrawn(found: Process[Any], body: Body) -> Event:
            step = found.definition.steps.get(body["step"])
            if step is not None and not by.has_any(step.by) and SYSTEM not in by.roles:
                raise NotAllowed("withdraw", (Reason("not_allowed", "you did not ask it"),))
            return {"did": "cancelled"}

        if purpose == CARRIES:
            raise _refused("withdraw", "moves_the_case", "only a question can be withdrawn")
        self._became("withdraw", case, purpose, by, key, withdrawn)

    def _became(
        self,
        name: str,
        case: Process[Any] | str,
        purpose: str,
        by: Actor,
        key: str | None,
        decide: Callable[[Process[Any], Body], Event],
    ) -> Process[Any]:
        """Let something become of a hand-off, in a commit of its own; the case after it."""
        handle = self._company.read_case(case) if isinstance(case, str) else case
        call = Call(handle.family, name, handle.id, None, by, key, digest=purpose)

        def work(sheet: Worksheet) -> Doing[str]:
            found = yield from self._company.engine.existing(sheet, call)
            body = found.case.facts.handoffs.get(purpose)
            if body is None:
                what = f"{purpose} is not open" if purpose else "no hand-off is open"
                raise _refused(name, "no_open_handoff", what)
            event: Event = {**decide(found.case, body), "id": body["id"]}
            if purpose:
                event["purpose"] = purpose
            entry = sheet.begin_entry(found, ".handoff", by, by)
            fold(found.case.facts.handoffs, event, sheet.at)
            entry["handoffs"] = [event]
            return handle.id

        done = self._company.carry_out(self._company.engine.commit(call, work))
        self._company.handles.show(handle, done.cases.get(handle.id))
        return handle


def _refuse_strangers(name: str, by: Actor, desk: str) -> None:
    seated = {place.name for role in by.roles for place in role.desks}
    if desk not in seated and SYSTEM not in by.roles:
        reason = Reason(
            "not_allowed",
            f"only somebody of {desk} may do that",
            {"desk": desk},
            way_out=f"ask {desk}",
        )
        raise NotAllowed(name, (reason,))


def _refused(name: str, code: str, sentence: str, way_out: str = "") -> StepRefused:
    return StepRefused(name, (Reason(code, sentence, way_out=way_out),))


def _way_back(case: Process[Any]) -> tuple[str, str]:
    """That only a step takes a case back, and which of them do."""
    names = [
        name
        for name, step in case.definition.steps.items()
        if step.takes is not None
        and issubclass(step.takes, Incomplete)
        and case.definition.leads_from(name, case.facts.state)
    ]
    way_out = f"take {' or '.join(names)}, naming what is missing" if names else ""
    return "it carries the case, which only a step takes back", way_out
