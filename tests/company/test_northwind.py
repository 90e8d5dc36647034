"""The real history of the sample company: its headline totals, also after three kills."""

import csv
import fcntl
import json
import os
import subprocess
import sys
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from fbo.adapters.stores import open_store
from fbo.company.verifying.verify import verify

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "northwind" / "csv"
pytestmark = [
    pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is absent"),
    pytest.mark.slow,
    pytest.mark.timeout(300),
]

KILLS = (900, 2500, 3000)
"""After how many commits of its own each of the first runs is killed."""

RUN = """
import os, sys
from fbo.adapters.sqlite.store import SqliteStore
from fbo.cli import main

left = int(sys.argv[1])
commit = SqliteStore.commit

def dying(self, batch):
    global left
    sealed = commit(self, batch)
    left -= 1
    if left == 0:
        os.kill(os.getpid(), 9)
    return sealed

SqliteStore.commit = dying
sys.argv = ["fbo", *sys.argv[2:]]
main()
"""


def run(store: str, commits: int) -> subprocess.CompletedProcess[str]:
    """Replay in a process of its own, which kills itself after so many commits; 0: never."""
    words = ["replay", "northwind", str(DATA), "--store", store, "--json"]
    return subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", RUN, str(commits), *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """One folder for all workers of this run of the tests."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_TESTRUNUID" not in os.environ:
        return base
    return base.parent


@pytest.fixture(scope="module")
def url(folder) -> str:
    return f"sqlite:///{folder / 'northwind.db'}?durability=process"


@pytest.fixture(scope="module")
def told(url, folder) -> dict:
    """What the last of four runs has told; the three before it were killed.  Run by one worker."""
    kept = folder / "northwind.json"
    with (folder / "northwind.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not kept.exists():
            for commits in KILLS:
                assert run(url, commits).returncode == -9
            kept.write_text(run(url, 0).stdout)
    return json.loads(kept.read_text())


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_real_history_has_its_headline_totals(told):
    named = ("customers", "orders", "lines", "net", "shipped", "open", "late")

    assert [told[name] for name in named] == [91, 830, 2155, "1265793.0395", 809, 21, 37]
    assert told["rejected"] == []


def test_what_was_invoiced_is_each_line_rounded_half_up_and_the_freight(told):
    orders = {row["OrderID"]: row for row in rows("orders") if row["ShippedDate"]}
    net = sum(_net(row) for row in rows("orderdetails") if row["OrderID"] in orders)
    freight = sum(Decimal(row["Freight"]) for row in orders.values())

    assert Decimal(told["invoiced_net"]) == net
    assert Decimal(told["freight_invoiced"]) == freight
    assert Decimal(told["received"]) + Decimal(told["receivable"]) == net + freight


def _net(row: dict[str, str]) -> Decimal:
    exact = Decimal(row["UnitPrice"]) * int(row["Quantity"]) * (1 - Decimal(row["Discount"]))
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_each_order_is_promised_for_its_date_and_a_late_one_breaks_its_promise(told):
    promises = told["promises"]

    assert (promises["made"], promises["open"]) == (830, 830 - 809)
    assert promises["broken"] == promises["surprises"] == told["late"]
    assert promises["kept"] == 809 - told["late"]


def test_what_is_free_in_stock_is_what_the_files_say_is_there(told):
    assert told["stock_available"] == {
        row["ProductID"]: row["UnitsInStock"] for row in rows("products")
    }


def test_what_is_reserved_is_what_open_orders_want(told):
    waiting = {row["OrderID"] for row in rows("orders") if not row["ShippedDate"]}
    wanted: dict[str, int] = defaultdict(int)
    for row in rows("orderdetails"):
        if row["OrderID"] in waiting:
            wanted[row["ProductID"]] += int(row["Quantity"])

    reserved = {id_: int(count) for id_, count in told["stock_reserved"].items() if count != "0"}
    assert reserved == wanted


def test_years_and_employees_make_up_the_whole(told):
    for by in ("by_year", "by_employee"):
        assert sum(part["orders"] for part in told[by].values()) == 830
        assert sum(Decimal(part["net"]) for part in told[by].values()) == Decimal(told["net"])


def test_the_books_are_in_balance(told):
    balance = told["trial_balance"]

    assert balance["debit"] == balance["credit"]


def test_each_step_was_taken_once_though_the_run_was_killed(told):
    placed, shipped, paid = 2, 10, 2

    assert told["steps"] == placed * 830 + shipped * 809 + paid * 729
    assert told["cases"]["Receipting"] == {"registered": 729}


def test_each_entry_was_written_once_though_the_run_was_killed(told):
    opened_and_noted = 2 * 830 + 7 * 809 + 2 * 729
    filed = 91 + 77 + 10 + 77 + 1

    assert told["entries"] == told["steps"] + opened_and_noted + filed


def test_every_record_is_what_the_journal_says(told, url):
    assert told
    store = open_store(url)

    found = verify(store)

    store.close()
    assert found.first_fault is None
