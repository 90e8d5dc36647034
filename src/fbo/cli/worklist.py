"""`fbo worklist DESK`: what lies on a desk, in a department or before a person, by urgency."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated, Final

import typer

from fbo.cli.app import app
from fbo.cli.places import DEFAULT_STORE, AsJson, Space, StoreUrl, company_in, existing_store
from fbo.cli.telling import answer, grid, say, telling
from fbo.company.company import Company
from fbo.company.looking import OnDesk
from fbo.company.people import Work
from fbo.company.views.naming import Names
from fbo.kernel.errors import InputError
from fbo.kernel.json import JsonObject
from fbo.kernel.people import Department, Desk
from fbo.kernel.times import iso

WIDE: Final = 100
"""The table is no wider than this."""


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
    ids: Annotated[bool, typer.Option("--ids", help="With the ids of the cases, too.")] = False,
) -> None:
    """Show what lies on a desk, on all desks of a department, or on all desks of a person.

    With what was offered to it and is not accepted yet, and what other desks ask it.
    """
    with telling(as_json=as_json), company_in(existing_store(store, space), space) as company:
        name, found = _found(company, where, person, limit)
        now, names = company.driver.clock.now(), Names(company)
        rows = [(one, names.of(one.case.case)) for one in found]
    if as_json:
        cases = [{**_as_json(one, now), "name": called} for one, called in rows]
        answer({"where": name, "cases": cases})
    elif not found:
        say(f"Nothing lies on {name}." if where else f"Nothing lies on the desks of {name}.")
    else:
        _print(name, rows, now, ids=ids)


def _print(name: str, rows: Sequence[tuple[Work, str]], now: datetime, *, ids: bool) -> None:
    """As a table; what is the same in every row stands in none."""
    several = len({one.case.desk for one, _ in rows}) > 1
    theirs = any(one.for_ for one, _ in rows)
    columns: dict[str, Callable[[Work, str], str]] = {
        "Due": lambda one, _: _when(one.case, now),
        "Case": lambda _, called: called,
        "State": lambda one, _: one.case.state.replace("_", " "),
        "Remark": lambda one, _: ", ".join(_remarks(one.case, now)),
        **({"Desk": lambda one, _: one.case.desk} if several else {}),
        **({"For": lambda one, _: one.for_} if theirs else {}),
        **({"Id": lambda one, _: one.case.case} if ids else {}),
    }
    cells = [[cell(one, called) for cell in columns.values()] for one, called in rows]
    grid(tuple(columns), cells, title=name, most=WIDE)


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


def _when(one: OnDesk, now: datetime) -> str:
    if one.due is None:
        return "-"
    reached = f" ({one.reached} %)" if one.reached else ""
    late = " late" if one.is_late(now) else reached
    return f"{one.due.astimezone(UTC):%Y-%m-%d %H:%M}{late}"


def _remarks(one: OnDesk, now: datetime) -> Iterator[str]:
    """What else there is to say of it: who has it, who handed it over, that it is flagged."""
    if handed := _handed(one, now):
        yield handed
    if one.holder not in ("", "front", "back"):
        yield f"with the {one.holder}" if one.holder == "customer" else f"with a {one.holder}"
    if one.escalated:
        yield "escalated"


def _handed(one: OnDesk, now: datetime) -> str:
    """What the desk is asked, or from whom it has what it has not accepted yet."""
    given = one.handoff
    if given is None or (given.status != "offered" and not one.is_question):
        return ""
    late = " (late)" if one.is_left(now) else ""
    if one.is_question:
        return f"{given.source} asks: {given.step.replace('_', ' ')}{late}"
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
