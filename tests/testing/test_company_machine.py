"""The laws of a company hold whatever anybody does, in memory and in a file."""

from pathlib import Path

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test  # pyright: ignore[reportUnknownVariableType]

from fbo.adapters.memory import MemoryStore
from fbo.adapters.stores import open_store
from fbo.ports.storage import StorePort
from fbo.testing.machines import company_machine
from fbo.testing.machines.issuing import issuing_machine

# The same examples each time: a run that fails says something about what was changed before it.
ENOUGH = settings(
    max_examples=50, stateful_step_count=30, deadline=None, database=None, derandomize=True
)
A_FEW = settings(ENOUGH, max_examples=10, stateful_step_count=25)


def test_the_laws_hold_whatever_is_done_in_memory() -> None:
    run_state_machine_as_test(company_machine(MemoryStore), settings=ENOUGH)


def test_the_laws_hold_where_every_bill_waits_for_a_clerk() -> None:
    run_state_machine_as_test(issuing_machine(MemoryStore), settings=A_FEW)


def test_the_laws_hold_whatever_is_done_in_a_file(tmp_path: Path) -> None:
    opened: list[StorePort] = []

    def fresh() -> StorePort:
        opened.append(open_store(f"sqlite:///{tmp_path}/{len(opened)}.db"))
        return opened[-1]

    run_state_machine_as_test(company_machine(fresh), settings=A_FEW)
