"""Replaying a history: what is read, what is left out, what is done, and that it is done once."""

import os
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from folder import Folder
from replays import replayed

from fbo import (
    Company,
    Employee,
    InputError,
    OrderToCash,
    Receipting,
    SettableClock,
    StockItem,
)
from fbo.adapters.memory import MemoryStore
from fbo.company.importing.northwind import read_northwind
from fbo.company.importing.replaying_northwind import replay
from fbo.company.reporting.reports import company_report
from fbo.company.verifying.verify import verify
from fbo.kernel.errors import LimitExceeded
from fbo.ports.storage import Batch, Sealed

SRC = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


def rejected(folder: Folder) -> list[tuple[str, int, str]]:
    return [(row.file, row.line, row.reason) for row in read_northwind(folder.path).rejected]


def only_rejected(folder: Folder) -> tuple[str, int, str]:
    (row,) = rejected(folder)
    return row


# --- bad rows ----------------------------------------------------------------------------------


def test_a_good_folder_has_nothing_to_reject(folder):
    assert rejected(folder) == []


BAD_HEADERS = {
    "an unknown customer": ("9,EVE,5,1997-01-02,1997-01-30,,0", "customer EVE is unknown"),
    "an unknown employee": ("9,ADA,77,1997-01-02,1997-01-30,,0", "employee 77 is unknown"),
    "no order date": ("9,ADA,5,,1997-01-30,,0", "OrderDate is missing"),
    "an unreadable date": (
        "9,ADA,5,02/01/1997,1997-01-30,,0",
        "OrderDate '02/01/1997' is no day such as 1996-07-04",
    ),
    "a day that is on no calendar": (
        "9,ADA,5,1997-02-30,1997-03-30,,0",
        "OrderDate '1997-02-30' is no day such as 1996-07-04",
    ),
    "a date without hyphens": (
        "9,ADA,5,19970102,1997-03-30,,0",
        "OrderDate '19970102' is no day such as 1996-07-04",
    ),
    "shipped before ordered": (
        "9,ADA,5,1997-01-02,1997-01-30,1997-01-01,0",
        "shipped on 1997-01-01, before it was ordered on 1997-01-02",
    ),
    "a negative freight": ("9,ADA,5,1997-01-02,1997-01-30,,-1", "Freight -1 is negative"),
    "a number of its own kind": (
        "9.5,ADA,5,1997-01-02,1997-01-30,,0",
        "OrderID '9.5' is not a positive whole number",
    ),
    "an order that is there already": (
        "1,ADA,5,1997-01-02,1997-01-30,,0",
        "OrderID 1 is there already",
    ),
}


@pytest.mark.parametrize("case", BAD_HEADERS)
def test_an_order_with_a_bad_header_is_left_out_whole(folder, case):
    head, reason = BAD_HEADERS[case]
    folder.add("orders", f"{head},Ada,1 High Street,London,,E1,UK")
    folder.add("orderdetails", f"{head.partition(',')[0]},2,40,1,0")

    left_out = rejected(folder)

    assert ("orders.csv", 5, reason) in left_out
    assert len(read_northwind(folder.path).orders) == 3


def test_the_lines_of_an_order_with_a_bad_header_are_not_reported_again(folder):
    folder.add("orders", f"9,EVE,5,1997-01-02,1997-01-30,,0,{'x,' * 5}x")
    folder.add("orderdetails", "9,1,12.50,1,0")

    assert only_rejected(folder) == ("orders.csv", 5, "customer EVE is unknown")


BAD_LINES = {
    "an unknown order": ("8,1,10,1,0", "order 8 is unknown"),
    "an unknown product": ("3,99,10,1,0", "product 99 is unknown"),
    "no quantity": ("3,1,10,0,0", "Quantity '0' is not a positive whole number"),
    "a negative quantity": ("3,1,10,-4,0", "Quantity '-4' is not a positive whole number"),
    "half a piece": ("3,1,10,1.5,0", "Quantity '1.5' is not a positive whole number"),
    "other digits": ("3,1,10,٣,0", "Quantity '٣' is not a positive whole number"),
    "a discount above one": ("3,1,10,1,1.01", "Discount '1.01' must be from 0 to 1"),
    "a negative discount": ("3,1,10,1,-0.1", "Discount '-0.1' must be from 0 to 1"),
    "a negative price": ("3,1,-10,1,0", "UnitPrice '-10' must not be negative"),
    "a price that nobody pays": ("3,1,999999999,9999999,0", "it comes to more than 1000000000000"),
    "a product that steers terminals": ("3,\x1b[2J,1,1,0", "product \ufffd[2J is unknown"),
    "a price in words": ("3,1,ten,1,0", "UnitPrice 'ten' is not written in plain digits"),
    "a product twice": ("3,2,40,1,0", "product 2 is in order 3 already"),
    "a column too few": ("3,1,10,1", "has 4 columns, the header has 5"),
    "a column too many": ("3,1,10,1,0,0", "has 6 columns, the header has 5"),
    "an open quotation mark": ('3,1,10,"1,0', "has a quotation mark that is not closed"),
    "a stray quotation mark": ('3,1,10,"1"x,0', "is not written as CSV"),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_a_bad_line_alone_is_left_out(folder, case):
    row, reason = BAD_LINES[case]
    folder.add("orderdetails", row, "2,2,40,1,0")

    file, line, why = only_rejected(folder)

    assert (file, line) == ("orderdetails.csv", 6)
    assert reason in why
    assert [len(order.lines) for order in read_northwind(folder.path).orders] == [2, 2, 1]


def test_an_order_without_a_good_line_is_left_out_whole(folder):
    folder.put("orderdetails", 3, "3,2,40,0,0")

    assert rejected(folder) == [
        ("orderdetails.csv", 5, "Quantity '0' is not a positive whole number"),
        ("orders.csv", 4, "order 3 has no good line"),
    ]


def test_a_line_that_is_not_in_utf_8_is_left_out(folder):
    path = folder.file("orderdetails")
    path.write_bytes(path.read_bytes() + b"2,2,40,1,\xff0\n")

    assert only_rejected(folder) == ("orderdetails.csv", 6, "is not in UTF-8")


def test_a_header_that_is_not_in_utf_8_takes_its_lines_with_it(folder):
    path = folder.file("orders")
    path.write_bytes(path.read_bytes().replace(b"3,BOB", b"3,B\xd6B"))

    assert only_rejected(folder) == ("orders.csv", 4, "is not in UTF-8")
    assert [order.id for order in read_northwind(folder.path).orders] == [1, 2]


@pytest.mark.parametrize(
    ("file", "row", "reason"),
    [
        ("customers", "ADA,Again,,,,,,,", "CustomerID ADA is there already"),
        ("customers", "EVE,,,,,,,,", "CompanyName: is blank"),
        ("employees", ",Nobody,Ned", "EmployeeID: is blank"),
        ("employees", f"{'7' * 65},Nobody,Ned", "EmployeeID has more than 64 characters"),
        ("products", "3,Desk,-1,0", "UnitPrice '-1' must not be negative"),
        ("products", "3,Desk,1,-5", "UnitsInStock '-5' is not a positive whole number"),
    ],
)
def test_a_bad_row_of_a_person_or_a_thing_is_named(folder, file, row, reason):
    folder.add(file, row)

    name, line, why = only_rejected(folder)

    assert (name, line) == (f"{file}.csv", 4)
    assert reason.replace("CompanyName: ", "").replace("EmployeeID: ", "") in why


def test_a_missing_column_is_named_with_its_file_and_line(folder):
    folder.file("products").write_text("ProductID,ProductName,UnitPrice\n1,Lamp,1\n")

    with pytest.raises(InputError, match=r"products.csv, line 1: the column UnitsInStock is miss"):
        read_northwind(folder.path)


def test_a_missing_file_is_named(folder):
    folder.file("employees").unlink()

    with pytest.raises(InputError, match=r"employees.csv is missing"):
        read_northwind(folder.path)


def test_a_file_of_more_than_ten_mebibytes_is_refused(folder):
    folder.file("orders").write_bytes(b"x" * (10 * 2**20 + 1))

    with pytest.raises(LimitExceeded, match=r"orders\.csv"):
        read_northwind(folder.path)


def test_more_than_a_hundred_thousand_rows_are_refused(folder):
    path = folder.file("orderdetails")
    path.write_text(path.read_text() + "\n" * 100_000)

    with pytest.raises(LimitExceeded, match=r"rows of orderdetails\.csv"):
        read_northwind(folder.path)


def test_columns_may_stand_in_another_order_and_beside_others(folder):
    folder.file("products").write_text(
        "UnitPrice,Colour,ProductID,UnitsInStock,ProductName\n12.50,red,1,7,Lamp\n40,,2,0,Chair\n"
    )

    assert [row.name for row in read_northwind(folder.path).products] == ["Lamp", "Chair"]


def test_a_value_may_run_over_several_lines(folder):
    folder.file("employees").write_text(
        'EmployeeID,LastName,FirstName,Notes\n5,A,Anna,"tall\nand kind"\n6,B,Ben,x\n'
    )

    assert [row.id for row in read_northwind(folder.path).employees] == ["5", "6"]


def test_lines_may_end_as_they_do_on_windows_and_begin_with_a_mark(folder):
    for name in folder.rows:
        text = folder.file(name).read_text(encoding="utf-8").replace("\n", "\r\n")
        folder.file(name).write_text("\ufeff" + text, encoding="utf-8", newline="")

    assert rejected(folder) == []


# --- what is done ------------------------------------------------------------------------------


def test_each_order_goes_the_whole_way_that_its_dates_say(folder):
    company = replayed(folder)

    states = {order.document.external_ref: order.state.name for order in company.find(OrderToCash)}
    assert states == {
        "northwind:1": "completed",
        "northwind:2": "completed",
        "northwind:3": "confirmed",
    }


def test_a_step_is_taken_on_its_day_at_nine_by_the_employee_of_the_order(folder):
    company = replayed(folder)
    (order,) = company.find(OrderToCash, external_ref="northwind:2")

    placed = next(line for line in order.history if line.step == "place")

    assert company.get(Employee, placed.by).document.external_ref == "northwind:6"
    assert placed.at == "1997-01-02T09:00:00.000000Z"


def test_the_clock_stops_at_the_last_day_of_the_history(folder):
    company = replayed(folder)

    assert company.driver.clock.now() == datetime(1998, 2, 20, 9, tzinfo=UTC)


def test_opening_stock_is_what_is_there_and_all_that_is_ever_ordered(folder):
    company = replayed(folder)

    report = company_report(company)

    assert report["stock_available"] == {"1": "7", "2": "0"}
    assert report["stock_reserved"] == {"1": "0", "2": "4"}


def test_a_receipt_that_would_fall_on_the_last_day_does_not_come(folder):
    folder.put("orders", 2, f"3,BOB,5,1997-02-11,1998-03-20,,1.00,{'B,' * 5}B")

    company = replayed(folder)

    assert [r.document.external_ref for r in company.find(Receipting)] == ["northwind:1"]


def test_an_address_that_is_left_blank_is_the_customers(folder):
    folder.put("orders", 0, "1,ADA,5,1997-01-02,1997-01-30,1997-01-10,3.25,,,,,,")

    company = replayed(folder)

    (order,) = company.find(OrderToCash, external_ref="northwind:1")
    assert order.document.ship_to.street == "1 High Street"


def test_the_company_must_run_by_the_clock_of_the_replay(folder):
    clock = SettableClock(datetime(1990, 1, 1, tzinfo=UTC))

    with pytest.raises(InputError, match="by the clock"):
        replay(Company(), read_northwind(folder.path), clock)


# --- once --------------------------------------------------------------------------------------


def test_a_second_run_does_nothing(folder, tmp_path):
    store = f"sqlite:///{tmp_path / 'acme.db'}?durability=process"
    with replayed(folder, store) as company:
        first = company_report(company)

    with replayed(folder, store) as company:
        assert company_report(company) == first


def test_what_is_added_to_the_files_is_added_to_the_company(folder, tmp_path):
    store = f"sqlite:///{tmp_path / 'acme.db'}?durability=process"
    replayed(folder, store).close()
    folder.add("products", "3,Desk,100,1")
    folder.add("orders", f"4,BOB,6,1998-03-01,1998-04-01,1998-03-02,0,{ADDRESS_OF_BOB}")
    folder.add("orderdetails", "4,3,100,2,0", "4,1,12,1,0")

    with replayed(folder, store) as company:
        report = company_report(company)
        items = company.find_filed(StockItem)

    assert report["orders"] == 4
    assert report["stock_available"] == {"1": "7", "2": "0", "3": "1"}
    assert len(items) == 3


ADDRESS_OF_BOB = "Bob,2 Low Street,Leeds,,L1,UK"


class StruckError(BaseException):
    """Stands for a kill: nothing in the program handles it."""


class Mortal(MemoryStore):
    """A store that strikes its caller dead at one commit, before or after it has happened."""

    def __init__(self) -> None:
        super().__init__()
        self.left, self.before = 0, False

    def commit(self, batch: Batch) -> Sealed:
        self.left -= 1
        if self.left == 0 and self.before:
            raise StruckError
        sealed = super().commit(batch)
        if self.left == 0:
            raise StruckError
        return sealed


COMMITS = 45
"""As many as the small folder's replay has, and some more."""


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("place", range(1, COMMITS))
def test_a_run_that_is_struck_at_any_commit_and_run_again_ends_as_any_other(
    folder, whole, place, before
):
    store = Mortal()
    store.left, store.before = place, before
    with suppress(StruckError):
        replayed(folder, store)

    assert company_report(replayed(folder, store)) == whole


def test_every_commit_of_the_small_replay_was_tried(folder):
    store = Mortal()
    store.left = COMMITS

    replayed(folder, store)

    assert store.left > 0


@pytest.fixture
def whole(folder) -> dict[str, object]:
    return dict(company_report(replayed(folder)))


KILLED = """
import os, sys
from fbo.adapters.sqlite.store import SqliteStore
from fbo.cli import main

place, seen = int(sys.argv[1]), 0
commit = SqliteStore.commit

def dying(self, batch):
    global seen
    seen += 1
    sealed = commit(self, batch)
    if seen == place:
        os.kill(os.getpid(), 9)
    return sealed

SqliteStore.commit = dying
sys.argv = ["fbo", *sys.argv[2:]]
main()
"""


@pytest.mark.parametrize("place", [5, 16, 27])
def test_a_run_that_is_killed_and_run_again_ends_as_if_it_had_not_been(
    folder, tmp_path, whole, place
):
    store = f"sqlite:///{tmp_path / 'killed.db'}?durability=process"

    assert run_to_its_death(folder, store, place) == -9

    with replayed(folder, store) as company:
        assert company_report(company) == whole
        assert verify(company).ok


def run_to_its_death(folder: Folder, store: str, place: int) -> int:
    """Run the command in a process that kills itself at one of its commits."""
    command = ["replay", "northwind", str(folder.path), "--store", store, "--json"]
    ended = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", KILLED, str(place), *command],
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(SRC)},
    )
    return ended.returncode
