"""The store contract notices every planted fault, by the test that the fault names."""

from functools import partial
from inspect import signature
from pathlib import Path
from typing import Any

import pytest

from fbo.adapters.memory import MemoryStore
from fbo.ports.storage import StorePort, commit_many
from fbo.testing import SqliteFactory, StoreContract
from fbo.testing.mutants import groups, stores
from fbo.testing.mutants.groups import FaultyGroups, RefusalsToldThoughItFailed
from fbo.testing.mutants.stores import Faulty

IN_MEMORY = [
    mutant
    for mutant in (*stores.MUTANTS, *groups.MUTANTS)
    if mutant is not RefusalsToldThoughItFailed
]
each_mutant = pytest.mark.parametrize("mutant", IN_MEMORY, ids=lambda mutant: mutant.__name__)


def contract() -> Any:
    return StoreContract()


def tried(test: str, store: StorePort) -> None:
    method = getattr(contract(), test)
    given = {"store": store, "many": partial(commit_many, store)}
    method(**{name: given[name] for name in signature(method).parameters})


@each_mutant
def test_a_planted_fault_is_noticed(mutant: type[Faulty]) -> None:
    store = mutant(MemoryStore())

    with pytest.raises((AssertionError, pytest.fail.Exception)):
        tried(mutant.noticed_by, store)


@each_mutant
def test_the_test_that_notices_it_passes_without_it(mutant: type[Faulty]) -> None:
    tried(mutant.noticed_by, MemoryStore())


@each_mutant
def test_a_planted_fault_spoils_nothing_else(mutant: type[Faulty]) -> None:
    tried("test_a_scan_is_in_code_point_order", mutant(MemoryStore()))


@pytest.mark.parametrize("name", sorted({mutant.noticed_by for mutant in groups.MUTANTS[:-1]}))
def test_what_the_groups_are_faults_of_is_right(name: str) -> None:
    tried(name, FaultyGroups(MemoryStore()))


class TellingFactory(SqliteFactory):
    opener = "fbo.testing.mutants.groups:open_telling"


def test_refusals_told_though_the_transaction_failed_are_noticed(tmp_path: Path) -> None:
    test = getattr(contract(), RefusalsToldThoughItFailed.noticed_by)
    right, telling = tmp_path / "right", tmp_path / "telling"
    right.mkdir()
    telling.mkdir()

    test(SqliteFactory(right))
    with pytest.raises(AssertionError):
        test(TellingFactory(telling))
