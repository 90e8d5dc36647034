"""`fbo replay northwind DIR`: the sample company's history, replayed through the real steps."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from fbo.adapters.clocks import SettableClock
from fbo.adapters.stores import open_store
from fbo.cli.app import replays
from fbo.cli.places import DEFAULT_STORE, AsJson, Space, StoreUrl, company_in
from fbo.cli.report import print_report
from fbo.cli.telling import FOUND, answer, err, grid, say, telling
from fbo.company.company import Company
from fbo.company.importing import replay
from fbo.company.northwind import read_northwind
from fbo.company.policies import Policies
from fbo.company.reports import company_report
from fbo.company.rows import Rejected
from fbo.front.sales import OrderPolicy

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
    strict: Annotated[
        bool, typer.Option("--strict", help="End with exit code 1 where a row was rejected.")
    ] = False,
) -> None:
    """Replay a folder of Northwind's files: customers, employees, products, orders, orderdetails.

    Every order is placed, shipped, billed and paid by the real steps, with the clock standing where
    the files say.  Bad rows are left out and reported.  Run it again after it was interrupted, or
    with more orders in the files: what is there already is recognised.
    """
    began = time.monotonic()
    with telling(as_json=as_json):
        found = read_northwind(folder)
    with telling(as_json=as_json, stays=_STAYS), open_company(store, space) as (company, clock):
        with _bar() as progress:
            replay(company, found, clock, progress)
        figures = company_report(company)
    seconds = round(time.monotonic() - began, 3)
    rejected = [row.as_json() for row in found.rejected]
    if as_json:
        answer({**figures, "rejected": rejected, "seconds": seconds})
    else:
        print_report(figures)
        _print_rejected(found.rejected)
        say(f"Replayed in {seconds} s.")
    if strict and rejected:
        raise typer.Exit(FOUND)


@contextmanager
def open_company(url: str, space: str) -> Generator[tuple[Company, SettableClock]]:
    """The company of a replay, and the clock it runs by.

    The files tell when goods left and never when they arrived: a company that is made for them
    promises its customers the day of dispatch.
    """
    clock, store = SettableClock(_BEFORE_ANYTHING), open_store(url)
    new = not store.log(space, 0, 1)
    policies = Policies(order=OrderPolicy(promises="dispatch")) if new else None
    with company_in(store, space, clock, policies) as company:
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


def _print_rejected(rejected: tuple[Rejected, ...]) -> None:
    if not rejected:
        return
    rows = [(row.file, row.line, row.reason) for row in rejected[:_SHOWN]]
    grid(("File", ">Line", "Reason"), rows, title=f"{len(rejected)} rows were left out")
    if len(rejected) > _SHOWN:
        say(f"… and {len(rejected) - _SHOWN} more; --json has them all.")
