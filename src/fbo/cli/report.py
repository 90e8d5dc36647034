"""`fbo report`: the company's figures, worked out from its journal alone."""

from enum import StrEnum
from typing import Annotated, Any

import typer

from fbo.cli.app import app
from fbo.cli.places import DEFAULT_STORE, AsJson, Space, StoreUrl, existing_store
from fbo.cli.telling import answer, grid, telling
from fbo.company.reporting.complaint_figures import complaint_report
from fbo.company.reporting.projections import entries_of
from fbo.company.reporting.reports import report_of
from fbo.kernel.json import JsonObject

_FIGURES = (
    ("customers", "Customers"),
    ("orders", "Orders placed"),
    ("lines", "… their lines of goods"),
    ("net", "… their net value, unrounded"),
    ("shipped", "Orders shipped"),
    ("late", "… after the promised day"),
    ("open", "Orders open"),
    ("cancelled", "Orders cancelled or turned down"),
    ("invoiced_net", "Invoiced net, without freight"),
    ("freight_invoiced", "Freight invoiced"),
    ("tax_invoiced", "Tax invoiced"),
    ("received", "Received"),
    ("receivable", "Receivable"),
)

_PROMISES = (
    ("made", "Made"),
    ("open", "… still open"),
    ("kept", "… kept"),
    ("broken", "… broken"),
    ("surprises", "… broken without a warning"),
    ("renegotiated", "… replaced by a new one"),
    ("withdrawn", "… withdrawn"),
    ("kept_percent", "Kept, in percent of those decided"),
    ("surprises_percent", "Surprises, in percent of those decided"),
)


_COMPLAINTS = (
    ("complaints", "Complaints"),
    ("in_progress", "… not answered yet"),
    ("disputed", "… whose answer was disputed"),
    ("timely", "Answered in time, says the agency"),
    ("untimely", "… too late"),
    ("days_total", "Days before they were sent on, all together"),
    ("sent_before_received", "… sent on before they came"),
)


class Subject(StrEnum):
    """What a report is about."""

    COMPANY = "company"
    COMPLAINTS = "complaints"


@app.command()
def report(
    about: Annotated[Subject, typer.Argument(help="What it is about.")] = Subject.COMPANY,
    store: StoreUrl = DEFAULT_STORE,
    space: Space = "main",
    as_json: AsJson = False,
) -> None:
    """Show the company's figures: orders, shipments, invoices, money, stock, cases; or complaints.

    A figure for which nobody has said anything is left out.
    """
    with telling(as_json=as_json):
        entries = entries_of(existing_store(store, space), space)
        of_complaints = about is Subject.COMPLAINTS
        figures = complaint_report(entries) if of_complaints else report_of(entries)
    if as_json:
        answer(figures)
    elif of_complaints:
        print_complaints(figures)
    else:
        print_report(figures)


def print_complaints(figures: JsonObject) -> None:
    """The figures of complaints as tables; none for what nobody has said anything of."""
    rows = [(words, figures[name]) for name, words in _COMPLAINTS if name in figures]
    grid(("", ">Times"), rows, title="Complaints")
    for name, title in (
        ("by_response", "How they were answered"),
        ("states", "Where they are"),
        ("breaches", "Our own times that were broken"),
    ):
        counted = [(key.replace("_", " "), count) for key, count in figures.get(name, {}).items()]
        if counted:
            grid(("", ">Complaints"), counted, title=title)


def print_report(figures: JsonObject) -> None:
    """The figures as tables."""
    rows = [(words, figures[name]) for name, words in _FIGURES]
    grid(("", f">{figures['currency']}"), rows, title="The company")
    promises = [(words, figures["promises"][name]) for name, words in _PROMISES]
    grid(("", ">Promises"), promises, title="Promises to customers")
    for name, words in (("by_year", "Year"), ("by_employee", "Employee")):
        found: dict[str, Any] = figures[name]
        by_key = [(key, part["orders"], part["net"]) for key, part in found.items()]
        grid((words, ">Orders", ">Net"), by_key, title=f"By {words.lower()}")
    balance = figures["trial_balance"]
    accounts = [(a["account"], a["name"], a["debit"], a["credit"]) for a in balance["accounts"]]
    accounts.append(("", "Total", balance["debit"], balance["credit"]))
    grid(("Account", "Name", ">Debit", ">Credit"), accounts, title="Trial balance")
    cases = [
        (process, state, count)
        for process, states in figures["cases"].items()
        for state, count in states.items()
    ]
    grid(("Process", "State", ">Cases"), cases, title="Cases")
