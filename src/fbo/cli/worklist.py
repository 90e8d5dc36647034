"""`fbo worklist DESK`: what lies on a desk or in a department, the most urgent first."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from fbo.cli.app import app
from fbo.cli.places import DEFAULT_STORE, AsJson, Space, StoreUrl, company_in, existing_store
from fbo.cli.telling import answer, grid, say, telling
from fbo.company.company import Company
from fbo.company.looking import OnDesk
from fbo.kernel.errors import InputError
from fbo.kernel.people import Department, Desk
from fbo.kernel.times import iso


@app.command()
def worklist(
    where: Annotated[str, typer.Argument(metavar="DESK|DEPARTMENT", help="WAREHOUSE, or finance.")],
    store: StoreUrl = DEFAULT_STORE,
    space: Space = "main",
    as_json: AsJson = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many.")] = 100,
) -> None:
    """Show what lies on a desk, or on all desks of a department."""
    with telling(as_json=as_json), company_in(existing_store(store), space) as company:
        place = _place(company, where)
        found = company.worklist(place, limit=limit)
        now = company.driver.clock.now()
    if as_json:
        answer({"where": place.name, "cases": [_as_json(one, now) for one in found]})
        return
    rows = [(_when(one.due, now), one.desk, one.process, one.state, one.case) for one in found]
    if rows:
        grid(("Due", "Desk", "Process", "State", "Case"), rows, title=place.name)
    else:
        say(f"Nothing lies on {place.name}.")


def _place(company: Company, name: str) -> Desk | Department:
    """The desk a name means, else the department."""
    processes = company.firm.registry.processes.values()
    states = [state for process in processes for state in process.definition.states.values()]
    desks = {desk.name.casefold(): desk for state in states for desk in state.desks}
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


def _as_json(one: OnDesk, now: datetime) -> dict[str, str | bool | None]:
    return {
        "desk": one.desk,
        "case": one.case,
        "process": one.process,
        "state": one.state,
        "due": None if one.due is None else iso(one.due),
        "overdue": one.due is not None and one.due < now,
        "label": one.label,
    }


def _when(due: datetime | None, now: datetime) -> str:
    if due is None:
        return "-"
    late = " (overdue)" if due < now else ""
    return f"{due.astimezone(UTC):%Y-%m-%d %H:%M}{late}"
