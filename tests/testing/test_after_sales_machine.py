"""The laws of returns hold whatever comes back, of which order, and however it is settled."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test  # pyright: ignore[reportUnknownVariableType]

from fbo.adapters.memory import MemoryStore
from fbo.testing.machines.after_sales import after_sales_machine

ENOUGH = settings(
    max_examples=20, stateful_step_count=25, deadline=None, database=None, derandomize=True
)


def test_the_laws_hold_whatever_comes_back() -> None:
    run_state_machine_as_test(after_sales_machine(MemoryStore), settings=ENOUGH)
