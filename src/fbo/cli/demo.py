"""`fbo demo`: a month of a small company, run through the real processes, and what came of it."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from itertools import zip_longest
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn

from fbo.cli.app import app
from fbo.cli.handoffs import hours, print_offices
from fbo.cli.places import DEFAULT_STORE, AsJson, StoreUrl
from fbo.cli.report import print_report
from fbo.cli.telling import answer, err, grid, say, telling
from fbo.company.company import Company
from fbo.company.demo.month import MOST_ORDERS, ORDERS, SEED, run_demo
from fbo.company.reporting.happenings import happened
from fbo.company.reporting.offices import offices
from fbo.company.reporting.reports import company_report
from fbo.company.reporting.stays import by_desk, stays

_SHOWN = 6


@app.command()
def demo(
    orders: Annotated[
        int, typer.Option(min=1, max=MOST_ORDERS, help="How many orders the customers place.")
    ] = ORDERS,
    seed: Annotated[int, typer.Option(help="Which month: one seed is always the same.")] = SEED,
    store: StoreUrl = DEFAULT_STORE,
    space: Annotated[
        str,
        typer.Option(
            "--space",
            metavar="NAME",
            help="A company of the store that is empty yet.  [default: main, else demo-2, …]",
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Run a month of a small company, and show what happened.

    Customers order, cancel and pay late; goods run short and come again; credit is refused.
    Some complain, send things back, or want something else.

    Every step is taken by the library and kept in the store, where the other commands find it.
    """
    began = time.monotonic()
    with telling(as_json=as_json), _bar() as tell:
        company = run_demo(store, orders=orders, seed=seed, space=space, tell=tell)
    seconds = round(time.monotonic() - began, 3)
    with company:
        figures = company_report(company)
        counts = happened(company)
        if as_json:
            answer({**figures, "happened": counts, "seconds": seconds})
            return
        _print_happened(counts)
        _print_desks(company)
        print_report(figures)
    _say_where(store, company.firm.space, seconds)


def _print_happened(counts: dict[str, int]) -> None:
    """In two columns, so that the month is seen at one glance."""
    named = [(name.replace("_", " ").capitalize(), count) for name, count in counts.items()]
    half = (len(named) + 1) // 2
    pairs = zip_longest(named[:half], named[half:], fillvalue=("", ""))
    rows = [(*left, *right) for left, right in pairs]
    heads = ("What happened", ">Times")
    grid((*heads, *heads), rows, title="The month")


def _print_desks(company: Company) -> None:
    """What each desk did, where the time went, and between which desks work waited longest."""
    every = stays(company)
    desks = [
        (row.desk, row.came, row.still, row.steps, hours(row.mean), hours(row.longest))
        for row in by_desk(company, every)
    ]
    columns = ("Desk", ">Came", ">Still there", ">Steps", ">Mean hours", ">Longest")
    grid(columns, desks, title="By desk, in business hours")
    print_offices(offices(company), limit=_SHOWN)


def _say_where(store: str, space: str, seconds: float) -> None:
    other = "" if space == "main" else f" --space {space}"
    if other:
        say(f"Space main of {store} had something in it already: this month is in {space}.")
    where = "" if store == DEFAULT_STORE else f" --store {store}"
    if store.startswith("memory:"):
        say(f"Done in {seconds} s; nothing is kept.")
    else:
        say(f"Done in {seconds} s, and kept.  Look at it:  fbo worklist finance{where}{other}")


@contextmanager
def _bar() -> Generator[Callable[[int, int], None] | None]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not err.is_terminal:
        yield None
        return
    columns = (TextColumn("A month passes"), BarColumn(), TextColumn("day {task.completed}"))
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("demo", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
