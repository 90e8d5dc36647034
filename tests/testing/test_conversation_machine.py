"""The laws of conversations hold whatever is said, on whatever channel, however often."""

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test  # pyright: ignore[reportUnknownVariableType]

from fbo.testing.machines.conversations import ConversationMachine

ENOUGH = settings(max_examples=40, stateful_step_count=25, deadline=None, database=None)


def test_the_laws_of_conversations_hold_whatever_is_said() -> None:
    run_state_machine_as_test(ConversationMachine, settings=ENOUGH)
