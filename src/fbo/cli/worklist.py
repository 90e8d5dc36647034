"""`fbo worklist DESK`: what lies on a desk, in a department or before a person, by urgency."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from fbo.cli.app import app
from fbo.cli.places import DEFAULT_STORE, AsJson, Space, StoreUrl, company_in, existing_store
from fbo.cli.telling import answer, grid, say, telling
from fbo.company.company import Company
from fbo.company.looking import OnDesk
from fbo.company.people import Work
from fbo.kernel.errors import InputError
from fbo.kernel.json import JsonObject
from fbo.kernel.people import Department, Desk
from fbo.kernel.times import iso


@app.command()
def worklist(
    where: Annotated[
        str, typer.Argument(metavar="[DESK|DEPARTMENT]", help="WAREHOUSE, or finance.")
    ] = "",
    store: StoreUrl = DEFAULT_STORE,
    space: Space = "main",
    as_json: AsJson = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 100,
    person: Annotated[
        str, typer.Option("--for", metavar="EMPLOYEE", help="On all desks of his, by his id.")
    ] = "",
) -> None:
    """Show what lies on a desk, on all desks of a department, or on all desks of a person.

    With what was offered to it and is not accepted yet, and what other desks ask it.
    """
    with telling(as_json=as_json), company_in(existing_store(store), space) as company:
        name, found = _found(company, where, person, limit)
        now = company.driver.clock.now()
    if as_json:
        answer({"where": name, "cases": [_as_json(one, now) for one in found]})
        return
    heads = ("Due", "Desk", "Process", "State", "Held by", "Handed over", "Escalated", "Case")
    if not found:
        say(f"Nothing lies on {name}." if where else f"Nothing lies on the desks of {name}.")
    elif person:
        grid((*heads, "For"), [(*_row(one, now), one.for_) for one in found], title=name)
    else:
        grid(heads, [_row(one, now) for one in found], title=name)


def _found(company: Company, where: str, person: str, limit: int) -> tuple[str, list[Work]]:
    """Of whom or of what the worklist is, and what is on it."""
    if bool(where) is bool(person):
        raise InputError("name a desk or a department, or a person with --for EMPLOYEE")
    if not person:
        place = _place(company, where)
        return place.name, [Work(one) for one in company.worklist(place, limit=limit)]
    try:
        return person, company.people.worklist(person, limit=limit)
    except LookupError:
        raise InputError(f"there is no employee {person[:60]!r}") from None


def _place(company: Company, name: str) -> Desk | Department:
    """The desk a name means, else the department."""
    processes = company.firm.registry.processes.values()
    every = [desk for process in processes for desk in process.definition.desks()]
    desks = {desk.name.casefold(): desk for desk in every}
    departments = {desk.department.name.casefold(): desk.department for desk in desks.values()}
    wanted = name.replace("-", "_").casefold()
    found = desks.get(wanted) or departments.get(wanted)
    if found is None:
        known = ", ".join(sorted(desk.name for desk in desks.values()))
        rooms = ", ".join(sorted(departments))
        raise InputError(
            f"there is no desk or department {name[:60]!r}; "
            f"desks are {known}; departments are {rooms}"
        )
    return found


def _as_json(work: Work, now: datetime) -> JsonObject:
    one = work.case
    body: JsonObject = {
        "desk": one.desk,
        "case": one.case,
        "process": one.process,
        "state": one.state,
        "due": None if one.due is None else iso(one.due),
        "overdue": one.is_late(now),
        "reached": one.reached,
        "holder": one.holder,
        "escalated": one.escalated or None,
        "label": one.label,
        "handoff": _handoff_as_json(one, now),
    }
    return {**body, "for": work.for_} if work.for_ else body


def _row(work: Work, now: datetime) -> tuple[str, ...]:
    one = work.case
    return (
        _when(one, now),
        one.desk,
        one.process,
        one.state,
        _held(one),
        _handed(one, now),
        "yes" if one.escalated else "",
        one.case,
    )


def _when(one: OnDesk, now: datetime) -> str:
    if one.due is None:
        return "-"
    reached = f" ({one.reached} %)" if one.reached else ""
    late = " (overdue)" if one.is_late(now) else reached
    return f"{one.due.astimezone(UTC):%Y-%m-%d %H:%M}{late}"


def _held(one: OnDesk) -> str:
    """Who holds it, where that is nobody of the company."""
    return "" if one.holder in ("front", "back") else one.holder


def _handed(one: OnDesk, now: datetime) -> str:
    """What the desk is asked, or from whom it has what it has not accepted yet."""
    given = one.handoff
    if given is None or (given.status != "offered" and not one.is_question):
        return ""
    late = " (late)" if one.is_left(now) else ""
    if one.is_question:
        return f"{given.source} asks: {given.step}{late}"
    return f"offered by {given.source}{late}"


def _handoff_as_json(one: OnDesk, now: datetime) -> JsonObject | None:
    given = one.handoff
    if given is None:
        return None
    return {
        "from": given.source,
        "status": given.status,
        "step": given.step,
        "question": one.is_question,
        "accept_by": None if given.accept_due is None else iso(given.accept_due),
        "done_by": None if given.done_due is None else iso(given.done_due),
        "late": one.is_left(now),
    }
