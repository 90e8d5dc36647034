"""`fbo show PROCESS`: a process as its class declares it, as tables or as a diagram."""

import sys
from typing import Annotated, Any

import typer

from fbo.cli.app import app
from fbo.cli.named import process_named
from fbo.cli.places import AsJson
from fbo.cli.telling import answer, grid, telling
from fbo.company.engine.registry import AnyProcess
from fbo.kernel.errors import InputError
from fbo.workflow import table as tables
from fbo.workflow.diagram import mermaid as diagram_of


@app.command()
def show(
    process: Annotated[
        str, typer.Argument(help="Its name: OrderToCash, order-to-cash or order_to_cash.")
    ],
    mermaid: Annotated[
        bool,
        typer.Option("--mermaid", help="A Mermaid state diagram, with the line of visibility."),
    ] = False,
    table: Annotated[
        bool, typer.Option("--table", help="Both tables, as Markdown for a page.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show a process: its states, desks and clocks, and the steps that move it on."""
    with telling(as_json=as_json):
        found = process_named(process)
        if mermaid and table:
            raise InputError("a process is shown as --mermaid or as --table, not as both")
    if as_json:
        answer(_as_json(found))
    elif mermaid:
        sys.stdout.write(diagram_of(found))
    elif table:
        sys.stdout.write(tables.markdown(found) + "\n")
    else:
        _print(found)


def _as_json(found: AnyProcess) -> dict[str, Any]:
    return {
        "process": found.family,
        "states": [row._asdict() for row in tables.states(found)],
        "clocks": [row._asdict() for row in tables.timed(found)],
        "steps": [
            {name.rstrip("_"): cell for name, cell in row._asdict().items()}
            for row in tables.table(found)
        ],
        "mermaid": diagram_of(found),
    }


def _print(found: AnyProcess) -> None:
    states = [row[:4] for row in tables.states(found)]
    grid(("State", "Desk", "Within", "The customer sees"), states, title=found.family)
    if clocks := tables.timed(found):
        grid(("Clock", "Within", "Starts", "Stops", "Kind"), clocks, title="Clocks")
    heads = ("Step", "Who may", "From", "To", "Needs", "Form", "Who is told")
    grid(heads, tables.table(found), title="Steps")
