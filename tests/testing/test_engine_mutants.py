"""Every planted fault of the engine is noticed, by the test that the fault names.

The test is run as it stands, in a session of its own, first without the fault and then with it.
What it must find is that something is not as it should be: a fault that merely breaks the engine
(a `TypeError`, an `AttributeError`) would prove nothing.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test  # pyright: ignore[reportUnknownVariableType]

from fbo.adapters.memory import MemoryStore
from fbo.kernel.errors import FboError
from fbo.testing.laws import LawBrokenError
from fbo.testing.machines import company_machine
from fbo.testing.mutants import (
    after_sales,
    amending,
    clocks,
    complaints,
    conversations,
    duties,
    engine,
    exploring,
    following,
    goods,
    handing,
    knowing,
    money,
    promises,
    returns,
    visibility,
)
from fbo.testing.mutants.planting import Mutant

MUTANTS = (
    *engine.MUTANTS,
    *following.MUTANTS,
    *visibility.MUTANTS,
    *handing.MUTANTS,
    *knowing.MUTANTS,
    *clocks.MUTANTS,
    *duties.MUTANTS,
    *promises.MUTANTS,
    *conversations.MUTANTS,
    *goods.MUTANTS,
    *money.MUTANTS,
    *amending.MUTANTS,
    *exploring.MUTANTS,
    *complaints.MUTANTS,
    *returns.MUTANTS,
    *after_sales.MUTANTS,
)
TESTS = Path(__file__).parent.parent
QUICK = settings(
    max_examples=400,
    stateful_step_count=25,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.generate,),
)
FOUND_BY_THE_MACHINE = (
    "decided_again_without_told_balances",
    "oversold_by_one",
    "hold_not_counted",
    "leg_lost",
    "final_case_keeps_its_holds",
    "answer_not_remembered",
    "refusal_not_remembered",
    "request_not_compared",
    "keys_of_everybody",
    "seen_not_compared",
    "names_in_the_journal",
    "nothing_stands_in_for_what_follows",
    "message_in_a_second_commit",
    "kit_component_given_twice",
    "gain_not_noted",
)

each_mutant = pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)


class Findings:
    """What went wrong in a session of pytest."""

    def __init__(self) -> None:
        self.passed = 0
        self.errors: list[BaseException] = []

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.passed += report.when == "call" and report.passed

    def pytest_exception_interact(self, call: Any) -> None:
        self.errors.append(call.excinfo.value)


def run(test: str) -> Findings:
    """Run a test by its name, wherever it stands."""
    (path,) = [p for p in TESTS.rglob("test_*.py") if f"def {test}(" in p.read_text()]
    findings = Findings()
    options = ["-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:xdist"]
    # What the session around this one has imported is rewritten already.
    settings = ["addopts=--import-mode=importlib", "filterwarnings=default"]
    overridden = [word for setting in settings for word in ("-o", setting)]
    pytest.main([f"{path}::{test}", *options, *overridden], plugins=[findings])
    return findings


@cache
def run_in_health(test: str) -> Findings:
    """Run a test without a fault: once, however many faults it notices."""
    return run(test)


@each_mutant
def test_the_fault_is_noticed_by_the_test_it_names(mutant: Mutant) -> None:
    with mutant.planted():
        found = run(mutant.noticed_by)

    assert found.errors
    assert all(
        isinstance(error, (AssertionError, pytest.fail.Exception, FboError))
        for error in found.errors
    )


@each_mutant
def test_the_test_that_notices_it_passes_without_it(mutant: Mutant) -> None:
    found = run_in_health(mutant.noticed_by)

    assert found.passed
    assert found.errors == []


@pytest.mark.parametrize("name", FOUND_BY_THE_MACHINE)
def test_the_machine_notices_it_too(name: str) -> None:
    (mutant,) = [mutant for mutant in MUTANTS if mutant.name == name]

    with mutant.planted(), pytest.raises((LawBrokenError, FboError)):
        run_state_machine_as_test(company_machine(MemoryStore), settings=QUICK)


def test_every_fault_says_what_it_breaks() -> None:
    assert all(mutant.breaks.endswith(".") for mutant in MUTANTS)
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
