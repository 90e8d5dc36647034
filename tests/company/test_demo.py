"""The demonstration: one seed makes one month, everything happens in it, the books are right."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from functools import cache

import pytest

from fbo import ComplaintToResolution, Crediting, InputError, ReturnToSettlement, Ticketing, verify
from fbo.adapters.memory import MemoryStore
from fbo.company.company import Company
from fbo.company.demo.month import run_demo
from fbo.company.reporting.happenings import happened
from fbo.company.reporting.offices import offices
from fbo.company.reporting.projections import entries_of
from fbo.company.reporting.reports import company_report
from fbo.company.reporting.stays import by_desk, stays
from fbo.kernel.times import from_iso
from fbo.processes.remedying import Remedying
from fbo.processes.warranty_service import WarrantyService
from fbo.testing.laws import keep_the_laws
from fbo.testing.laws.handoffs import keep_handoff_laws

SMALL = 12
PROGRAM = """
import json
from fbo.company.demo.month import run_demo
from fbo.company.reporting.happenings import happened
from fbo.company.reporting.stays import stays
from fbo.company.reporting.reports import company_report
company = run_demo(orders=12, seed=3)
last = company.journal(limit=1000)[-1]
print(json.dumps([company_report(company), happened(company), str(stays(company)), last.hash]))
"""


@cache
def the_month() -> Company:
    return run_demo()


def figures(company: Company) -> str:
    return json.dumps([company_report(company), happened(company)])


def journal(company: Company) -> list[str]:
    return [entry.hash for entry in company.journal(limit=1000)]


def test_two_runs_of_one_seed_write_the_same_journal():
    first, second = run_demo(orders=SMALL, seed=3), run_demo(orders=SMALL, seed=3)

    assert journal(first) == journal(second)
    assert figures(first) == figures(second)


def test_two_seeds_make_two_months():
    first, second = run_demo(orders=SMALL, seed=3), run_demo(orders=SMALL, seed=4)

    assert figures(first) != figures(second)
    assert journal(first)[-1] != journal(second)[-1]


def test_the_month_is_the_same_in_every_store(tmp_path):
    with run_demo(f"sqlite:///{tmp_path / 'demo.db'}", orders=SMALL, seed=3) as kept:
        assert journal(kept) == journal(run_demo(orders=SMALL, seed=3))


@pytest.mark.slow
def test_the_month_does_not_depend_on_how_python_hashes_text():
    said = {
        subprocess.run(  # noqa: S603  the program stands above
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(said) == 1


@pytest.mark.parametrize("name", happened(Company()))
def test_everything_happens_in_the_month_at_least_once(name):
    assert happened(the_month())[name] > 0


@pytest.mark.parametrize(
    ("process", "state"),
    [
        (ComplaintToResolution, "closed"),
        (ReturnToSettlement, "closed"),
        (ReturnToSettlement, "refused"),
        (WarrantyService, "closed"),
        (Ticketing, "closed"),
        (Remedying, "done"),
    ],
)
def test_customers_who_are_not_content_come_to_an_end(process, state):
    assert the_month().find(process, state=state)


def test_of_the_complaints_of_the_month_some_are_upheld_some_not_and_some_still_open():
    complaints = the_month().find(ComplaintToResolution)

    assert {case.document.outcome for case in complaints} >= {"upheld", "not_upheld"}
    assert any(not case.state.ended for case in complaints)


def test_what_is_upheld_is_credited_by_its_complaint_and_what_came_back_by_its_return():
    company = the_month()
    given_by = {note.document.origin for note in company.find(Crediting)}

    assert given_by & {remedy.id for remedy in company.find(Remedying)}
    assert given_by & {goods.id for goods in company.find(ReturnToSettlement)}


def test_nobody_is_left_waiting_for_the_first_word():
    late = [
        case.id
        for case in the_month().find(ComplaintToResolution)
        if "breached" in case.facts.clocks.get("ack", {})
    ]

    assert late == []


def test_as_many_orders_are_placed_as_were_asked_for():
    company = run_demo(orders=SMALL)

    assert happened(company)["orders"] == SMALL
    assert company_report(company)["orders"] == SMALL


def test_debit_and_credit_are_equal_after_the_month():
    balance = company_report(the_month())["trial_balance"]

    assert balance["debit"] == balance["credit"]


def test_everything_that_is_stored_after_the_month_is_what_the_journal_says():
    assert verify(the_month()).first_fault is None


def test_every_hand_off_of_the_month_keeps_the_laws():
    keep_handoff_laws(the_month())


def test_the_month_keeps_every_law():
    keep_the_laws(the_month())


def test_some_questions_come_back_with_what_is_missing():
    returned = [pair for pair in offices(the_month()).pairs() if pair.returns]

    assert [(pair.source, pair.desk) for pair in returned] == [("WAREHOUSE", "SALES")]


def test_customers_have_some_of_the_time_in_hand():
    assert offices(the_month()).time().working["customer"] > timedelta()


def test_the_time_of_the_month_is_what_lies_between_the_entries_of_the_journal():
    company = the_month()
    found = offices(company)

    ledger = found.time()

    assert ledger.elapsed == sum(lives(company, found.as_of).values(), timedelta())
    assert sum(ledger.calendar.values(), timedelta()) == ledger.elapsed
    assert sum(ledger.working.values(), timedelta()) == ledger.worked


def lives(company: Company, as_of: datetime) -> dict[str, timedelta]:
    """How long each case was held by somebody, folded from the journal in the plainest way."""
    since: dict[str, datetime] = {}
    lived: dict[str, timedelta] = {}
    for entry in entries_of(company.store, company.firm.space):
        if "to" not in entry.data:
            continue
        case, family = entry.data["case"], entry.type.partition(".")[0]
        state = company.firm.registry.process(family).definition.states[entry.data["to"]]
        begun = since.pop(case, None)
        if begun is not None:
            lived[case] = lived.get(case, timedelta()) + from_iso(entry.at) - begun
        if not state.ended and state.holder != "":
            since[case] = from_iso(entry.at)
    for case, begun in since.items():
        lived[case] = lived.get(case, timedelta()) + as_of - begun
    return lived


def test_what_lies_on_a_desk_at_the_end_is_what_its_worklist_says():
    company = the_month()

    still = {row.desk: row.still for row in by_desk(company, stays(company))}

    desks = {
        desk.name: desk
        for process in company.firm.registry.processes.values()
        for state in process.definition.states.values()
        for desk in state.desks
    }
    lying = {name: company.worklist(desks[name]) for name in still}
    # What a desk is only asked lies on another one.
    assert still == {name: sum(not row.is_question for row in rows) for name, rows in lying.items()}


def test_a_second_month_in_one_store_is_a_company_of_its_own():
    store = MemoryStore()

    first, second = run_demo(store, orders=SMALL, seed=3), run_demo(store, orders=SMALL, seed=3)

    assert (first.firm.space, second.firm.space) == ("main", "demo-2")
    assert figures(first) == figures(second)


def test_a_month_never_mixes_with_what_is_in_the_space_already():
    store = MemoryStore()
    run_demo(store, orders=SMALL, space="acme")

    with pytest.raises(InputError, match="does not mix"):
        run_demo(store, orders=SMALL, space="acme")


@pytest.mark.parametrize("orders", [0, -1, 100_001])
def test_a_number_of_orders_that_makes_no_sense_is_refused(orders):
    with pytest.raises(InputError):
        run_demo(orders=orders)


def test_progress_is_told_day_by_day():
    told: list[tuple[int, int]] = []

    run_demo(orders=SMALL, tell=lambda done, total: told.append((done, total)))

    assert told == [(day, 22) for day in range(1, 23)]
