"""`fbo handoffs`: how work passed between the desks, and which office had the cases how long."""

from datetime import UTC, timedelta
from typing import Annotated

import typer

from fbo.cli.app import app
from fbo.cli.places import DEFAULT_STORE, AsJson, Space, StoreUrl, company_in, existing_store
from fbo.cli.telling import answer, grid, say, telling
from fbo.company.reporting.handoff_figures import PairFigures
from fbo.company.reporting.offices import Offices, offices
from fbo.company.reporting.time_ledger import HOLDERS, TimeLedger


@app.command()
def handoffs(
    store: StoreUrl = DEFAULT_STORE,
    space: Space = "main",
    as_json: AsJson = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many pairs of desks.")] = 100,
) -> None:
    """Show how work passed between the desks: queue and work time, what bounced and why.

    Everything is worked out from the journal, as of its last entry.
    """
    with telling(as_json=as_json), company_in(existing_store(store, space), space) as company:
        found = offices(company)
        figures = found.as_json()
    if as_json:
        answer(figures)
        return
    print_offices(found, limit=limit)
    say(f"As of {found.as_of.astimezone(UTC):%Y-%m-%d %H:%M} UTC, the last entry of the journal.")


def print_offices(found: Offices, *, limit: int) -> None:
    """Where the time went, and the pairs of desks between which work waited longest."""
    print_time(found.time())
    print_pairs(found.pairs()[:limit])


def print_time(ledger: TimeLedger) -> None:
    """The time of all cases by who held them."""
    rows = [
        (
            _who(holder),
            hours(ledger.calendar[holder]),
            hours(ledger.working[holder]),
            f"{ledger.share(holder):.0%}",
        )
        for holder in HOLDERS
    ]
    rows.append(("Together", hours(ledger.elapsed), hours(ledger.worked), ""))
    heads = ("Held by", ">Hours", ">Business hours", ">Share")
    grid(heads, rows, title="Where the time went")


def print_pairs(pairs: tuple[PairFigures, ...]) -> None:
    """The figures of pairs of desks; from and to stand in one column, which a terminal can fold."""
    rows = [
        (
            f"{pair.source} {'⇄' if pair.crosses_line else '→'} {pair.desk}",
            pair.count,
            pair.open,
            hours(pair.wait.mean),
            hours(pair.work.mean),
            pair.late,
            f"{float(pair.bounce_rate):.0%}",
            ", ".join(f"{field} ({count})" for field, count in pair.missing),
        )
        for pair in pairs
    ]
    heads = ("From and to", ">Times", ">Open", ">Waits", ">Takes", ">Late", ">Back", "Missing")
    grid(heads, rows, title="Hand-offs, mean business hours; ⇄ crosses the line")


def hours(time: timedelta) -> str:
    """Hours with one digit after the point."""
    tenths = round(time / timedelta(minutes=6))
    return f"{tenths // 10}.{tenths % 10}"


def _who(holder: str) -> str:
    return f"{holder.capitalize()} office" if holder in ("front", "back") else holder.capitalize()
