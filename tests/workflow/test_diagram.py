"""Diagrams: the text shows what the class declares, in lanes, with the line of visibility."""

import re
from textwrap import dedent
from typing import Any

import pytest
from example import CREDIT_CONTROL, PEOPLE, SALES, OrderToCash, TimeOff, credit_line
from notes import CLERK, Note
from transitions.extensions import GraphMachine

from fbo.workflow.diagram import mermaid
from fbo.workflow.process import Process
from fbo.workflow.state import State, one_of

ARROW = re.compile(r"^    (\S+) --> (\S+)(?: : (.*))?$")


def arrows(process: type[Process[Any]]) -> list[tuple[str, str, str]]:
    """Each arrow of the diagram: from, to, label."""
    found = map(ARROW.match, mermaid(process).splitlines())
    return [(arrow[1], arrow[2], arrow[3] or "") for arrow in found if arrow]


def lane(process: type[Process[Any]], name: str) -> list[str]:
    """The lines inside a lane."""
    _, _, rest = mermaid(process).partition(f" as {name} {{\n")
    return [line.strip() for line in rest.partition("    }\n")[0].splitlines()]


def test_a_small_process_is_drawn_like_this() -> None:
    assert mermaid(TimeOff) == dedent(
        """\
        stateDiagram-v2
            direction LR
            state "Back office" as back_office {
                asked_for : asked_for
                asked_for : PEOPLE or WAREHOUSE
                approved : approved
                approved : PEOPLE, 3 business days
            }
            taken : taken
            declined : declined
            withdrawn : withdrawn
            [*] --> asked_for : ask
            asked_for --> approved : approve
            asked_for --> declined : decline
            approved --> taken : take_it
            asked_for --> withdrawn : withdraw
            approved --> withdrawn : withdraw
            taken --> [*]
            declined --> [*]
            withdrawn --> [*]
        """
    )


def test_states_stand_in_the_lane_of_their_office_with_their_desk_and_clock() -> None:
    assert lane(OrderToCash, "front_office") == [
        "drafted : drafted",
        "drafted : SALES",
        "paused : paused",
        "paused : SALES, 5 business days",
    ]
    assert "placed : CREDIT_CONTROL, 4 business hours" in lane(OrderToCash, "back_office")


def test_the_line_of_visibility_runs_between_front_and_back() -> None:
    assert "note left of back_office : line of visibility" in mermaid(OrderToCash)


def test_a_process_of_one_office_has_no_line_of_visibility() -> None:
    assert "line of visibility" not in mermaid(TimeOff)
    assert "front_office" not in mermaid(TimeOff)


def test_an_arrow_leads_to_where_a_case_begins_and_from_where_it_ends() -> None:
    assert ("[*]", "drafted", "") in arrows(OrderToCash)
    assert ("cancelled", "[*]", "") in arrows(OrderToCash)
    assert ("delivered", "[*]", "") not in arrows(OrderToCash)


def test_a_state_at_rest_says_so() -> None:
    assert "    delivered : at rest\n" in mermaid(OrderToCash)


def test_each_branch_is_labelled_with_its_step_and_condition() -> None:
    found = arrows(OrderToCash)

    assert ("placed", "confirmed", "decide [within credit]") in found
    assert ("placed", "credit_hold", "decide [otherwise]") in found
    assert ("drafted", "placed", "place") in found


def test_a_step_to_the_same_state_leads_each_state_to_itself() -> None:
    found = [(source, target) for source, target, label in arrows(OrderToCash) if label == "amend"]

    assert found == [
        ("drafted", "drafted"),
        ("placed", "placed"),
        ("credit_hold", "credit_hold"),
    ]


def test_a_step_back_leads_to_every_state_it_may_lead_back_to() -> None:
    found = [target for source, target, _ in arrows(OrderToCash) if source == "paused"]

    assert found == ["placed", "credit_hold", "confirmed"]


def test_steps_between_the_same_states_share_an_arrow() -> None:
    class Sending(Process[Note]):
        written = State(SALES, initial=True)
        sent = State(final=True)
        send = written.to(sent, by=CLERK)
        hand_over = written.to(sent, by=CLERK)

    assert ("written", "sent", "send / hand_over") in arrows(Sending)


def test_a_state_that_lies_on_desks_of_both_offices_stands_in_no_lane() -> None:
    class Sending(Process[Note]):
        written = State(one_of((SALES, PEOPLE), by=lambda _: SALES), initial=True)
        filed = State(SALES)
        checked = State(CREDIT_CONTROL)
        sent = State(final=True)
        file_it = written.to(filed, by=CLERK)
        check = filed.to(checked, by=CLERK, checklist=("words",))
        query = checked.to(written, by=CLERK)
        send = checked.to(sent, by=CLERK)

    assert lane(Sending, "front_office") == ["filed : filed", "filed : SALES"]
    assert "\n    written : SALES or PEOPLE\n" in mermaid(Sending)


def test_a_state_named_by_a_word_of_mermaid_has_another_id_there() -> None:
    class Sending(Process[Note]):
        note = State(SALES, initial=True)
        sent = State(final=True)
        send = note.to(sent, by=CLERK)

    assert ("note_", "sent", "send") in arrows(Sending)
    assert "note_ : note\n" in mermaid(Sending)


def test_the_same_class_always_gives_the_same_text() -> None:
    assert mermaid(OrderToCash) == mermaid(OrderToCash)


@pytest.mark.parametrize("process", [OrderToCash, TimeOff])
def test_the_arrows_are_those_that_transitions_would_draw(process: type[Process[Any]]) -> None:
    definition = process.definition
    machine = GraphMachine(
        states=list(definition.states),
        initial=definition.initial.name,
        auto_transitions=False,
        graph_engine="mermaid",
    )
    for name, step in definition.steps.items():
        for source, target in definition.ways(step):
            machine.add_transition(name, source, target)

    graph: Any = machine.get_combined_graph()
    drawn = re.findall(r"^\s*(\w+) --> (\w+): (.*)$", graph.source, re.MULTILINE)
    ours = [arrow for arrow in arrows(process) if "[*]" not in arrow]

    assert {(a, b, step) for a, b, steps in drawn for step in steps.split(" | ")} == {
        (a, b, step.partition(" [")[0]) for a, b, steps in ours for step in steps.split(" / ")
    }


def test_asking_for_a_diagram_looks_at_nothing_on_file() -> None:
    assert credit_line("ada").account not in mermaid(OrderToCash)
