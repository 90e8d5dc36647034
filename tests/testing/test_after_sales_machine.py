"""The laws hold whatever comes back or fails, and whatever customers ask for."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test  # pyright: ignore[reportUnknownVariableType]

from fbo.adapters.memory import MemoryStore
from fbo.testing.machines.after_sales import after_sales_machine
from fbo.testing.machines.ticketing import TicketMachine

ENOUGH = settings(
    max_examples=20, stateful_step_count=25, deadline=None, database=None, derandomize=True
)
MANY = settings(ENOUGH, max_examples=40)


def test_the_laws_hold_whatever_comes_back() -> None:
    run_state_machine_as_test(after_sales_machine(MemoryStore), settings=ENOUGH)


def test_the_laws_hold_whatever_customers_ask_for() -> None:
    run_state_machine_as_test(TicketMachine, settings=MANY)
