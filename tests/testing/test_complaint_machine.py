"""The laws of complaints hold whatever is tried, by whomever, in whatever order."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test  # pyright: ignore[reportUnknownVariableType]

from fbo.testing.laws.complaints import every_open_state_can_be_closed
from fbo.testing.machines.complaints import ComplaintMachine

ENOUGH = settings(max_examples=15, stateful_step_count=20, deadline=None, database=None)


def test_the_laws_of_complaints_hold_whatever_is_tried() -> None:
    run_state_machine_as_test(ComplaintMachine, settings=ENOUGH)


def test_from_every_open_state_a_way_leads_to_the_end_and_one_outside() -> None:
    every_open_state_can_be_closed()
