"""`fbo history CASE`: what happened to a case and to all it set off, as a story."""

import sys
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any, cast

import typer
from rich.text import Text

from fbo.cli.app import app
from fbo.cli.places import DEFAULT_STORE, AsJson, Space, StoreUrl, company_in, existing_store
from fbo.cli.telling import answer, out, telling
from fbo.company.company import Company
from fbo.company.views.order_progress import OrderProgress, order_progress
from fbo.company.views.story import Told, find_case, story
from fbo.company.views.story_agreed import recite
from fbo.kernel.json import JsonObject
from fbo.kernel.times import iso
from fbo.processes.order_to_cash import OrderToCash
from fbo.workflow.clocks import SlaClock
from fbo.workflow.customer_view import CustomerView
from fbo.workflow.process import Process


class Reader(StrEnum):
    """Who is to read it."""

    CUSTOMER = "customer"


@app.command()
def history(
    case: Annotated[
        str, typer.Argument(help="Its id, its external reference, or its name: 'order 12'.")
    ],
    store: StoreUrl = DEFAULT_STORE,
    space: Space = "main",
    reader: Annotated[
        Reader | None,
        typer.Option("--as", metavar="customer", help="Only what the customer may see of it."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell what happened to a case and to the cases it opened, in order."""
    with telling(as_json=as_json), company_in(existing_store(store, space), space) as company:
        found = company.read_case(find_case(company, case))
        if reader is not None:
            view = company.customer_view(found)
            if as_json:
                answer({"case": found.id, **view.as_json()})
            else:
                _show(found.id, view)
            return
        if as_json:
            answer(_as_json(company, found))
            return
        told, clocks, progress = list(story(company, found.id)), found.clocks, _of(company, found)
    out.print(Text(f"{found.family} {found.id}: {found.state.name}", style="bold"))
    if progress is not None:
        out.print(Text(f"  {progress.sentence()}"), soft_wrap=True)
    _print_clocks(clocks.values(), found.escalated.get("reason", ""))
    _print_days(told)
    sys.stdout.flush()


def _of(company: Company, case: Process[Any]) -> OrderProgress | None:
    """How far an order is; of other cases nothing."""
    return order_progress(company, case.id) if case.family == OrderToCash.family else None


def _as_json(company: Company, case: Process[Any]) -> JsonObject:
    due, progress = case.due, _of(company, case)
    return {
        "case": case.id,
        "process": case.family,
        "state": case.state.name,
        "due": None if due is None else iso(due),
        "progress": None if progress is None else dict(progress.as_json()),
        "clocks": [clock.as_json() for clock in case.clocks.values()],
        "escalated": dict(case.escalated) or None,
        "lines": [line.as_json() for line in story(company, case.id)],
    }


def _show(case: str, view: CustomerView) -> None:
    """A case as its customer sees it."""
    if not view:
        out.print(Text(f"{view.kind} {case}: the customer sees nothing of it"))
    for part in (view, *view.parts, *view.promises) if view else ():
        number = part.fields.get("number", "")
        out.print(Text(f"{part.kind} {number}".rstrip() + f": {part.label}", style="bold"))
        for event in part.events:
            told = [f"told: {template.replace('_', ' ')}" for template in event.told]
            what = "; ".join(filter(None, (event.label, *told)))
            out.print(Text(f"  {event.at:%Y-%m-%d %H:%M}  {what}"), soft_wrap=True)
    for message in view.messages:
        who = "you" if message.get("direction") == "in" else "we"
        at = str(message.get("at"))[:16].replace("T", " ")
        out.print(Text(f"  {at}  {who}: {message.get('text', '')}"), soft_wrap=True)
    if view.question:
        out.print(Text(f"  we ask: {view.question}", style="bold"), soft_wrap=True)
    if (offer := cast("dict[str, Any] | None", view.fields.get("offer"))) is not None:
        until = str(offer["valid_until"])[:10]
        said = recite(offer["remedies"])
        out.print(Text(f"  our proposal, until {until}: {said}"), soft_wrap=True)
    for name, value in view.fields.items():
        if not isinstance(value, (list, dict)):
            out.print(Text(f"  {name.replace('_', ' ')}: {value}"), soft_wrap=True)
    sys.stdout.flush()


def _print_clocks(clocks: Iterable[SlaClock], escalated: str) -> None:
    for clock in clocks:
        out.print(Text(f"  {_clock(clock)}"), soft_wrap=True)
    if escalated:
        out.print(Text(f"  escalated: {escalated}", style="bold"))


def _clock(clock: SlaClock) -> str:
    """How a clock stands, in a line."""
    what = f"{clock.name.replace('_', ' ')}: {clock.status}"
    if clock.met_at is None:
        return f"{what}, due {clock.due:%Y-%m-%d %H:%M} ({clock.percent} % of its time has gone)"
    return f"{what}, done {clock.met_at:%Y-%m-%d %H:%M}, due {clock.due:%Y-%m-%d %H:%M}"


def _print_days(told: Iterable[Told]) -> None:
    day = ""
    for line in told:
        if line.at[:10] != day:
            day = line.at[:10]
            out.print(Text(day, style="bold"))
        _print(line)


def _print(line: Told) -> None:
    """What somebody did begins a line with the time; what came of it stands under it."""
    if line.says_something:
        when = "     " if line.follows else line.at[11:16]
        mark = "  " if line.follows else ""
        text = f"  {when}  {mark}{line.document:<16} {line.sentence()}"
        out.print(Text(text), soft_wrap=True)
