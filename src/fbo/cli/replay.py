"""`fbo replay`: the history of another system, replayed through the real steps."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from fbo.adapters.clocks import SettableClock
from fbo.adapters.stores import open_store
from fbo.cli.app import replays
from fbo.cli.places import DEFAULT_STORE, AsJson, Space, StoreUrl, company_in
from fbo.cli.report import print_complaints, print_report
from fbo.cli.telling import FOUND, answer, err, grid, say, telling
from fbo.company.company import Company
from fbo.company.importing.cfpb import read_complaints
from fbo.company.importing.northwind import read_northwind
from fbo.company.importing.replaying_complaints import replay_complaints
from fbo.company.importing.replaying_northwind import replay
from fbo.company.importing.rows import Rejected
from fbo.company.policies import Policies
from fbo.company.reporting.complaint_figures import complaint_report
from fbo.company.reporting.projections import entries_of
from fbo.company.reporting.reports import company_report
from fbo.front.sales import OrderPolicy

Strict: TypeAlias = Annotated[
    bool, typer.Option("--strict", help="End with exit code 1 where a row was rejected.")
]
PROMISES_DISPATCH = Policies(order=OrderPolicy(promises="dispatch"))
"""The files tell when goods left and never when they arrived: the day of dispatch is promised."""

_BEFORE_ANYTHING = datetime(1970, 1, 2, tzinfo=UTC)
_SHOWN = 20
_STAYS = (
    "What was done before stays. Run the same command again: it goes on where it was, "
    "and does nothing twice."
)


@replays.command("northwind")
def northwind(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the CSV files.")],
    store: StoreUrl = DEFAULT_STORE,
    space: Space = "main",
    as_json: AsJson = False,
    strict: Strict = False,
) -> None:
    """Replay a folder of Northwind's files: customers, employees, products, orders, orderdetails.

    Every order is placed, shipped, billed and paid by the real steps, with the clock standing where
    the files say.  Bad rows are left out and reported.  Run it again after it was interrupted, or
    with more orders in the files: what is there already is recognised.
    """
    began = time.monotonic()
    with telling(as_json=as_json):
        found = read_northwind(folder)
    with (
        telling(as_json=as_json, stays=_STAYS),
        open_company(store, space, PROMISES_DISPATCH) as (company, clock),
        _bar() as progress,
    ):
        replay(company, found, clock, progress)
        figures = company_report(company)
    seconds = round(time.monotonic() - began, 3)
    if as_json:
        answer({**figures, "rejected": _as_json(found.rejected), "seconds": seconds})
    else:
        print_report(figures)
        _print_rows(found.rejected, "rows were left out")
        say(f"Replayed in {seconds} s.")
    if strict and found.rejected:
        raise typer.Exit(FOUND)


@replays.command("complaints")
def complaints(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", help="The file of the agency.")],
    store: StoreUrl = DEFAULT_STORE,
    space: Space = "main",
    as_json: AsJson = False,
    strict: Strict = False,
) -> None:
    """Replay complaints: a file of the CFPB's complaint database, in any edition.

    Every complaint is taken in on the day it came, and worked from the day it was sent on, as far
    as the file says that it went.  Rows without an id, with one seen before or with a day that
    cannot be read are left out and reported, as are columns and words that are not known.  Run it
    again, or with more rows: what is there already is recognised.
    """
    began = time.monotonic()
    with telling(as_json=as_json):
        found = read_complaints(file)
    with (
        telling(as_json=as_json, stays=_STAYS),
        open_company(store, space) as (company, clock),
        _bar() as progress,
    ):
        replay_complaints(company, found.complaints, clock, progress)
        figures = complaint_report(entries_of(company.store, space))
    seconds = round(time.monotonic() - began, 3)
    left_out = {"rejected": _as_json(found.rejected), "unread": _as_json(found.unread)}
    if as_json:
        answer({**figures, **left_out, "seconds": seconds})
    else:
        print_complaints(figures)
        _print_rows(found.rejected, "rows were left out")
        _print_rows(found.unread, "columns or words were not understood")
        say(f"Replayed in {seconds} s.")
    if strict and found.rejected:
        raise typer.Exit(FOUND)


@contextmanager
def open_company(
    url: str, space: str, policies: Policies | None = None
) -> Generator[tuple[Company, SettableClock]]:
    """The company of a replay, and the clock it runs by; a new one decides under these policies."""
    clock, store = SettableClock(_BEFORE_ANYTHING), open_store(url)
    new = not store.log(space, 0, 1)
    with company_in(store, space, clock, policies if new else None) as company:
        yield company, clock


@contextmanager
def _bar() -> Generator[Callable[[int, int], None] | None]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not err.is_terminal:
        yield None
        return
    columns = (TextColumn("Replaying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("replay", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _as_json(rejected: tuple[Rejected, ...]) -> list[dict[str, str | int]]:
    return [row.as_json() for row in rejected]


def _print_rows(rejected: tuple[Rejected, ...], what: str) -> None:
    if not rejected:
        return
    rows = [(row.file, row.line, row.reason) for row in rejected[:_SHOWN]]
    grid(("File", ">Line", "Reason"), rows, title=f"{len(rejected)} {what}")
    if len(rejected) > _SHOWN:
        say(f"… and {len(rejected) - _SHOWN} more; --json has them all.")
