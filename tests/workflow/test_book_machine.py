"""The laws of books hold whatever happens, and the machine that says so can fail."""

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test  # pyright: ignore[reportUnknownVariableType]

from fbo.testing.machines.books import machine_from_book
from fbo.testing.mutants.books import MUTANTS
from fbo.workflow.books import Book

ENOUGH = settings(max_examples=60, stateful_step_count=30, deadline=None, database=None)
QUICK = settings(ENOUGH, max_examples=400, derandomize=True, phases=(Phase.generate,))


def test_the_laws_hold_whatever_happens_to_a_book() -> None:
    run_state_machine_as_test(machine_from_book(Book), settings=ENOUGH)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_a_planted_fault_is_found(mutant: type[Book]) -> None:
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine_from_book(mutant), settings=QUICK)
