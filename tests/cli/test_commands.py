"""The commands: one JSON object each, exit codes that mean something, and errors that help."""

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta

import pytest

from fbo import RECORDS_MANAGER, Company, Task, Tasking
from fbo.testing.shop import Shop

COMMANDS = {
    "report": ["report"],
    "verify": ["verify"],
    "worklist": ["worklist", "warehouse"],
    "history": ["history", "1"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_with_json_there_is_one_object_on_standard_output_and_nothing_else(fbo, store, command):
    said = fbo(*COMMANDS[command], "--store", store, "--json")

    assert said.exit_code == 0
    assert isinstance(json.loads(said.stdout), dict)
    assert said.stderr == ""


@pytest.mark.parametrize("command", COMMANDS)
def test_without_json_a_person_is_told(fbo, store, command):
    said = fbo(*COMMANDS[command], "--store", store)

    assert said.exit_code == 0
    assert len(said.stdout.splitlines()) > 3


@pytest.mark.parametrize("command", COMMANDS)
def test_where_there_is_no_store_none_is_made(fbo, tmp_path, command):
    said = fbo(*COMMANDS[command], "--store", f"sqlite:///{tmp_path / 'none.db'}", "--json")

    assert said.exit_code == 3
    assert "fbo replay" in json.loads(said.stdout)["error"]["way_out"]
    assert "there is no file" in said.stderr
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_is_no_store_is_told_and_not_touched(fbo, tmp_path, command):
    path = tmp_path / "notes.db"
    path.write_bytes(b"these are notes, and no database at all" * 100)

    said = fbo(*COMMANDS[command], "--store", f"sqlite:///{path}")

    assert said.exit_code == 3
    assert "Traceback" not in said.output
    assert path.read_bytes().startswith(b"these are notes")


@pytest.mark.parametrize("words", [["report", "--store", "oracle://x"], ["report", "--store", "x"]])
def test_a_store_that_no_adapter_offers_is_asked_for_wrongly(fbo, words):
    said = fbo(*words)

    assert said.exit_code == 2
    assert "sqlite:" in said.stderr


def test_reading_writes_nothing(fbo, store, tmp_path):
    before = _entries(tmp_path)

    for command in COMMANDS.values():
        fbo(*command, "--store", store)

    assert _entries(tmp_path) == before


def _entries(tmp_path) -> int:
    with closing(sqlite3.connect(tmp_path / "acme.db")) as connection:
        ((count,),) = connection.execute("SELECT max(n) FROM journal").fetchall()
    return count


# --- replay ------------------------------------------------------------------------------------


def test_a_replay_prints_the_report_with_what_was_rejected(fbo, folder):
    folder.add("orderdetails", "3,99,1,1,0")

    said = fbo("replay", "northwind", str(folder.path), "--store", "memory://", "--json")

    told = json.loads(said.stdout)
    assert said.exit_code == 0
    assert told["orders"] == 3
    assert told["rejected"] == [
        {"file": "orderdetails.csv", "line": 6, "reason": "product 99 is unknown"}
    ]
    assert isinstance(told["seconds"], float)


def test_a_report_is_the_replay_without_what_was_rejected(fbo, folder, store):
    again = fbo("replay", "northwind", str(folder.path), "--store", store, "--json")
    report = fbo("report", "--store", store, "--json")

    told = json.loads(again.stdout)
    assert json.loads(report.stdout) == {
        name: value for name, value in told.items() if name not in ("rejected", "seconds")
    }


def test_a_rejected_row_is_an_error_only_where_that_is_asked_for(fbo, folder):
    folder.add("orderdetails", "3,99,1,1,0")
    replay = ("replay", "northwind", str(folder.path), "--store", "memory://")

    assert fbo(*replay).exit_code == 0
    assert fbo(*replay, "--strict").exit_code == 1


def test_a_folder_without_its_files_is_asked_for_wrongly(fbo, tmp_path):
    said = fbo("replay", "northwind", str(tmp_path), "--store", "memory://")

    assert said.exit_code == 2
    assert "customers.csv is missing" in said.stderr
    assert "Nothing was changed" in said.stderr


def test_what_is_no_folder_is_asked_for_wrongly(fbo, folder):
    said = fbo("replay", "northwind", str(folder.file("orders")), "--store", "memory://")

    assert said.exit_code == 2
    assert "is no folder" in " ".join(said.stderr.split())


def test_the_history_of_a_space_is_kept_apart(fbo, folder, store):
    replay = ("replay", "northwind", str(folder.path), "--store", store, "--space", "second")
    fbo(*replay)

    assert json.loads(fbo("report", "--store", store, "--json").stdout)["orders"] == 3
    assert fbo("verify", "--store", store, "--space", "second").exit_code == 0


# --- verify ------------------------------------------------------------------------------------


def test_a_fault_ends_with_one_and_is_named(fbo, store, tmp_path):
    with closing(sqlite3.connect(tmp_path / "acme.db")) as connection, connection:
        connection.execute(
            "UPDATE records SET body = x'7B2262616C616E6365223A317D' WHERE kind = 'balance'"
        )

    said = fbo("verify", "--store", store, "--json")

    told = json.loads(said.stdout)
    assert said.exit_code == 1
    assert told["ok"] is False
    assert told["first_fault"]["check"] == "balances"


def test_an_anchor_that_was_kept_is_taken_back(fbo, store):
    anchor = json.loads(fbo("verify", "--store", store, "--json").stdout)["anchor"]
    kept, other = f"{anchor['seq']}:{anchor['hash']}", f"{anchor['seq']}:{'0' * 64}"

    assert fbo("verify", "--store", store, "--anchor", kept).exit_code == 0
    assert fbo("verify", "--store", store, "--anchor", other).exit_code == 1


def test_what_is_no_anchor_is_asked_for_wrongly(fbo, store):
    assert fbo("verify", "--store", store, "--anchor", "yesterday").exit_code == 2


# --- worklist, history, show -------------------------------------------------------------------


def test_a_worklist_of_a_person_has_his_desks_and_marks_those_of_a_colleague(fbo, tmp_path):
    store = f"sqlite:///{tmp_path / 'two.db'}"
    with Company(store) as company:
        anna = company.hire("Anna", RECORDS_MANAGER, id="anna")
        company.hire("Ben", id="ben")
        company.open(Tasking, Task(desk="RECORDS", what="Count the pencils"), by=anna)
        today = company.firm.calendar.day_of(company.driver.clock.now())
        company.people.delegate("anna", "ben", start=today, end=today, by=anna)

    for who, marked in (("anna", None), ("ben", "anna")):
        told = json.loads(fbo("worklist", "--for", who, "--store", store, "--json").stdout)
        (case,) = told["cases"]
        assert (told["where"], case["process"], case.get("for")) == (who, "Tasking", marked)
    assert "anna" in fbo("worklist", "--for", "ben", "--store", store).stdout


@pytest.mark.parametrize("words", [[], ["warehouse", "--for", "anna"], ["--for", "nobody"]])
def test_a_worklist_is_of_a_place_or_of_a_person(fbo, store, words):
    said = fbo("worklist", *words, "--store", store)

    assert said.exit_code == 2
    assert "Traceback" not in said.output


def test_a_worklist_has_what_lies_on_a_desk_the_most_urgent_first(fbo, store):
    told = json.loads(fbo("worklist", "WAREHOUSE", "--store", store, "--json").stdout)

    assert [case["state"] for case in told["cases"]] == ["shipped", "shipped", "confirmed"]
    assert all(case["overdue"] for case in told["cases"])


def test_a_department_has_what_lies_on_all_its_desks(fbo, store):
    said = fbo("worklist", "warehouse", "--store", store, "--json")

    assert len(json.loads(said.stdout)["cases"]) == 3


def test_a_worklist_tells_from_whom_work_comes_that_is_not_accepted(fbo, store):
    told = json.loads(fbo("worklist", "WAREHOUSE", "--store", store, "--json").stdout)

    (offered,) = [case["handoff"] for case in told["cases"] if case["state"] == "confirmed"]
    assert (offered["status"], offered["question"], offered["late"]) == ("offered", False, True)
    assert f"offered by {offered['from']}" in " ".join(
        fbo("worklist", "WAREHOUSE", "--store", store).stdout.split()
    )


def test_a_worklist_calls_cases_by_their_number_and_customer(fbo, store):
    said = fbo("worklist", "WAREHOUSE", "--store", store)

    told = json.loads(fbo("worklist", "WAREHOUSE", "--store", store, "--json").stdout)
    names = {case["name"] for case in told["cases"]}
    assert any(re.fullmatch(r"Order \d+, .+", name) for name in names)
    assert any(re.fullmatch(r"Shipment of order \d+, .+", name) for name in names)
    assert not any(case["case"] in said.stdout for case in told["cases"])


def test_a_worklist_fits_a_hundred_columns(fbo, store):
    for words in (["WAREHOUSE"], ["warehouse", "--ids"]):
        lines = fbo("worklist", *words, "--store", store).stdout.splitlines()

        assert max(map(len, lines)) <= 100


def test_a_worklist_tells_the_ids_where_they_are_wanted(fbo, store):
    told = json.loads(fbo("worklist", "WAREHOUSE", "--store", store, "--json").stdout)

    said = "".join(fbo("worklist", "WAREHOUSE", "--ids", "--store", store).stdout.split())

    assert all(case["case"][:8] in said for case in told["cases"])


def test_a_desk_nobody_has_is_named_with_those_there_are(fbo, store):
    said = fbo("worklist", "KITCHEN", "--store", store)

    assert said.exit_code == 2
    assert "WAREHOUSE" in said.stderr


def test_a_history_is_told_with_names_and_what_followed(fbo, store):
    said = fbo("history", "northwind:2", "--store", store)

    assert "Ben Baker: place" in said.stdout
    assert "30.00 USD owed" in said.stdout
    assert said.stdout.index("dispatch") < said.stdout.index("issue")


def test_a_case_is_found_by_its_id_too(fbo, store):
    case = json.loads(fbo("history", "1", "--store", store, "--json").stdout)["case"]

    assert json.loads(fbo("history", case, "--store", store, "--json").stdout)["case"] == case


@pytest.mark.parametrize("name", ["Order 1", "order-1", "order 1, Ada Lovelace"])
def test_a_case_is_found_by_what_a_worklist_calls_it(fbo, store, name):
    told = json.loads(fbo("history", name, "--store", store, "--json").stdout)

    assert (told["process"], told["lines"][1]["document"]) == ("OrderToCash", "Order 1")


@pytest.mark.parametrize("name", ["4711", "order 4711", "parcel 1", "order 1234567890123456789"])
def test_a_case_that_is_not_there_is_asked_for_wrongly(fbo, store, name):
    said = fbo("history", name, "--store", store)

    assert said.exit_code == 2
    assert "such as 'order 12'" in said.stderr


@pytest.mark.parametrize("name", ["OrderToCash", "order-to-cash", "order_to_cash"])
def test_a_process_is_shown_by_any_spelling_of_its_name(fbo, name):
    told = json.loads(fbo("show", name, "--json").stdout)

    assert told["process"] == "OrderToCash"
    assert "place" in [step["step"] for step in told["steps"]]


def test_a_process_is_shown_as_a_diagram(fbo):
    assert fbo("show", "OrderToCash", "--mermaid").stdout.startswith("stateDiagram-v2")


def test_a_process_is_shown_as_tables_for_a_page(fbo):
    assert "| state" in fbo("show", "OrderToCash", "--table").stdout.lower()


def test_a_process_nobody_runs_is_named_with_those_there_are(fbo):
    said = fbo("show", "PlanToProduce")

    assert said.exit_code == 2
    assert "OrderToCash" in said.stderr


# --- without the extra -------------------------------------------------------------------------


def test_without_the_extra_the_command_says_what_to_install():
    hidden = "import sys; sys.modules['typer'] = None; from fbo.cli import main; main()"

    ended = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", hidden], capture_output=True, text=True, check=False, timeout=60
    )

    assert ended.returncode == 2
    assert "fbo[cli]" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_history_begins_with_how_the_clocks_stand(fbo, tmp_path):
    store, order = _waiting(tmp_path)

    said = fbo("history", order, "--store", store, "--json")

    told = json.loads(said.stdout)
    assert [clock["name"] for clock in told["clocks"]] == ["confirmed", "promised_within"]
    assert told["clocks"][0]["status"] == "breached"
    assert "confirmed: breached, due" in fbo("history", order, "--store", store).stdout


def test_a_worklist_tells_what_is_escalated_and_how_far_it_is(fbo, tmp_path):
    store, order = _waiting(tmp_path)

    told = json.loads(fbo("worklist", "WAREHOUSE", "--store", store, "--json").stdout)

    (row,) = [case for case in told["cases"] if case["case"] == order]
    assert row["overdue"] is True
    assert row["reached"] == 100
    assert row["escalated"] == "confirmed: 100 % of the time has gone"


def _waiting(tmp_path):
    """A store in which an order has lain in the warehouse for too long."""
    store = f"sqlite:///{tmp_path / 'late.db'}"
    shop = Shop(store)
    shop.receive(3)
    order = shop.placed(3)
    shop.clock.advance(timedelta(days=7))
    shop.company.run_due()
    shop.company.close()
    return store, order.id
