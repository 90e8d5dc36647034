"""`fbo report`: the company's figures, worked out from its journal alone."""

from typing import Any

from fbo.cli.app import app
from fbo.cli.places import DEFAULT_STORE, AsJson, Space, StoreUrl, existing_store
from fbo.cli.telling import answer, grid, telling
from fbo.company.projections import entries_of
from fbo.company.reports import report_of
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


@app.command()
def report(store: StoreUrl = DEFAULT_STORE, space: Space = "main", as_json: AsJson = False) -> None:
    """Show the company's figures: orders, shipments, invoices, money, stock, cases."""
    with telling(as_json=as_json):
        figures = report_of(entries_of(existing_store(store), space))
    if as_json:
        answer(figures)
    else:
        print_report(figures)


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
