"""Blueprints draw who asks whom, and say which clocks run over several states."""

from example import SALES
from notes import CLERK, Note

from fbo.processes.order_to_cash import OrderToCash
from fbo.workflow.blueprint import draw, facts_of, plan_of
from fbo.workflow.process import Process
from fbo.workflow.state import State, same


class Asking(Process[Note]):
    """Somebody asks his own desk."""

    written = State(SALES, initial=True)
    read = State(final=True)
    ask = written.to(same, by=CLERK, asks=SALES)
    answer = written.to(same, by=CLERK, answers=ask)
    send = written.to(read, by=CLERK)


def test_a_question_runs_from_the_desk_that_asks_to_the_lane_of_the_desk_asked():
    drawing = draw(facts_of(OrderToCash))
    plan = plan_of(facts_of(OrderToCash))
    sales = next(nth for nth, lane in enumerate(plan.lanes.lanes) if lane.title == "Sales")
    lane = range(plan.columns.lefts[sales], plan.columns.lefts[sales] + plan.columns.lane)

    asked = [wire for wire in drawing.wires if wire.tip == "report_shortage"]

    assert asked
    assert all(wire.points[-1][0] in lane for wire in asked)


def test_an_answer_runs_back_to_the_step_that_gives_it():
    drawing = draw(facts_of(OrderToCash))

    asked = [w.points for w in drawing.wires if w.tip == "report_shortage" and w.style == "asks"]
    answered = [w.points for w in drawing.wires if w.tip == "record_choice" and w.style == "asks"]

    assert [(a[0][0], a[1][0]) for a in asked] == [(b[1][0], b[0][0]) for b in answered]


def test_a_question_within_one_lane_needs_no_line():
    drawing = draw(facts_of(Asking))

    assert not [wire for wire in drawing.wires if wire.style == "asks"]
    assert "asks Sales" in {text.words for text in drawing.texts}


def test_a_question_says_whom_and_the_times_that_are_agreed():
    words = [text.words for text in draw(facts_of(OrderToCash)).texts]

    first = words.index("Report shortage")
    assert words[first + 1] == "asks Sales"
    assert words[first + 2].startswith("accept within 2")
    assert words[words.index("Record choice") + 1] == "Sales answers"


def test_clocks_over_several_states_stand_below():
    words = [text.words for text in draw(facts_of(OrderToCash)).texts]

    first = words.index("Clocks over several states")
    assert words[first + 6 : first + 11] == [
        *("Promised within", "8 business hours", "placed", "confirmed", "service"),
    ]
