"""`fbo blueprint PROCESS`: the service blueprint of a process, drawn from its class."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from fbo.cli.app import app
from fbo.cli.named import process_named
from fbo.cli.places import AsJson, Space, company_in, existing_store
from fbo.cli.telling import answer, say, telling
from fbo.company.engine.registry import AnyProcess
from fbo.company.reporting.offices import Offices
from fbo.company.reporting.projections import entries_of, project
from fbo.kernel.errors import InputError
from fbo.workflow.blueprint import Facts, Measured, draw, facts_of, page_of, plan_of, svg_of
from fbo.workflow.blueprint.footer import hand_off_rows

_FAMILY = re.compile(r"[.@]")
_KINDS = (".svg", ".html")


@app.command()
def blueprint(
    process: Annotated[
        str, typer.Argument(help="Its name: OrderToCash, order-to-cash or order_to_cash.")
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to draw it: FILE.svg or FILE.html."
        ),
    ],
    store: Annotated[
        str,
        typer.Option(
            "--store", metavar="URL", help="Write in how long hand-offs took in this company."
        ),
    ] = "",
    space: Space = "main",
    as_json: AsJson = False,
) -> None:
    """Draw the service blueprint of a process: customer, desks, line of visibility, hand-offs.

    The picture is made from the class alone, and always the same; with a store, hand-offs are
    written with the working time they took.
    """
    with telling(as_json=as_json):
        found = process_named(process)
        if output.suffix not in _KINDS:
            raise InputError(f"a blueprint is drawn as FILE.svg or FILE.html, not {output.name!r}")
        facts = facts_of(found, _measured(found, store, space) if store else ())
        drawing = draw(facts)
        _write(output, svg_of(drawing) if output.suffix == ".svg" else page_of(drawing, facts))
    if as_json:
        answer(_as_json(facts, output))
    else:
        say(f"{facts.name} is drawn in {output}, {drawing.width} by {drawing.height} pixels.")


def _measured(process: AnyProcess, store: str, space: str) -> tuple[Measured, ...]:
    """How the hand-offs of this process went, as of the last entry of the journal."""
    with company_in(existing_store(store, space), space) as company:
        firm = company.firm
        entries = entries_of(company.store, firm.space)
        mine = (entry for entry in entries if _FAMILY.split(entry.type)[0] == process.family)
        pairs = project(mine, Offices(firm.registry, firm.calendar)).pairs()
    return tuple(
        Measured(
            source=pair.source,
            desk=pair.desk,
            count=pair.count,
            wait=pair.wait.mean,
            work=pair.work.mean,
            longest_wait=pair.wait.longest,
            longest_work=pair.work.longest,
            late=pair.late,
        )
        for pair in pairs
    )


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}") from error


def _as_json(facts: Facts, path: Path) -> dict[str, Any]:
    """What the picture shows, for a program."""
    plan = plan_of(facts)
    return {
        "process": facts.name,
        "sentence": facts.sentence,
        "lanes": [asdict(lane) for lane in plan.lanes.lanes],
        "states": [asdict(facts.state(name)) for name in plan.ways.order],
        "steps": [asdict(way) for way in facts.ways],
        "hand_offs": [
            {
                "from": row.source,
                "to": row.desk,
                "steps": row.steps,
                "agreed": row.agreed,
                "measured": _figures(row.measured),
            }
            for row in hand_off_rows(facts)
        ],
        "clocks": [asdict(clock) for clock in facts.clocks],
        "file": str(path),
    }


def _figures(one: Measured | None) -> dict[str, Any] | None:
    """Times as seconds."""
    if one is None:
        return None
    return {
        "count": one.count,
        "late": one.late,
        "mean_wait_seconds": round(one.wait.total_seconds()),
        "mean_work_seconds": round(one.work.total_seconds()),
        "longest_wait_seconds": round(one.longest_wait.total_seconds()),
        "longest_work_seconds": round(one.longest_work.total_seconds()),
    }
