"""The demonstration: one seed makes one month, everything happens in it, the books are right."""

import json
import os
import subprocess
import sys
from functools import cache

import pytest

from fbo import InputError, verify
from fbo.adapters.memory import MemoryStore
from fbo.company.company import Company
from fbo.company.demo import run_demo
from fbo.company.hand_overs import by_desk, slowest, stays
from fbo.company.happenings import happened
from fbo.company.reports import company_report

SMALL = 12
PROGRAM = """
import json
from fbo.company.demo import run_demo
from fbo.company.happenings import happened
from fbo.company.hand_overs import slowest, stays
from fbo.company.reports import company_report
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


def test_as_many_orders_are_placed_as_were_asked_for():
    company = run_demo(orders=SMALL)

    assert happened(company)["orders"] == SMALL
    assert company_report(company)["orders"] == SMALL


def test_debit_and_credit_are_equal_after_the_month():
    balance = company_report(the_month())["trial_balance"]

    assert balance["debit"] == balance["credit"]


def test_everything_that_is_stored_after_the_month_is_what_the_journal_says():
    assert verify(the_month()).first_fault is None


def test_every_hand_over_is_between_two_desks_and_takes_no_less_than_nothing():
    company = the_month()

    pairs = slowest(company, stays(company))

    assert pairs
    assert all(pair.source != pair.desk for pair in pairs)
    assert all(pair.mean <= pair.longest for pair in pairs)
    assert [pair.mean for pair in pairs] == sorted((p.mean for p in pairs), reverse=True)


def test_what_lies_on_a_desk_at_the_end_is_what_its_worklist_says():
    company = the_month()

    still = {row.desk: row.still for row in by_desk(company, stays(company))}

    desks = {
        desk.name: desk
        for process in company.firm.registry.processes.values()
        for state in process.definition.states.values()
        for desk in state.desks
    }
    assert still == {name: len(company.worklist(desks[name])) for name in still}


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
