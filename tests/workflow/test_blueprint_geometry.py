"""The geometry of blueprints: nothing overlaps, no line crosses a box, everything can be read.

The tests below the line plant faults, so that it is known that the tests above can fail.
"""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from made_up import facts
from sheets import faults

from fbo.company.shipped import SHIPPED
from fbo.processes.order_to_cash import OrderToCash
from fbo.workflow.blueprint import Facts, draw, facts_of
from fbo.workflow.blueprint.drawing import Drawing, Rect, Wire
from fbo.workflow.blueprint.gathering import gathered

families = pytest.mark.parametrize("process", SHIPPED, ids=lambda process: process.family)
CHECKS = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)


@families
def test_a_shipped_process_is_drawn_without_a_fault(process):
    assert faults(draw(facts_of(process))) == []


@settings(max_examples=25, deadline=None, suppress_health_check=CHECKS)
@given(facts(10))
def test_any_process_of_ten_states_is_drawn_without_a_fault(found: Facts):
    assert faults(draw(found)) == []


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=CHECKS)
@given(facts(25))
def test_any_process_of_twenty_five_states_is_drawn_without_a_fault(found: Facts):
    assert faults(draw(found)) == []


@settings(max_examples=10, deadline=None, suppress_health_check=CHECKS)
@given(facts(6))
def test_every_state_stands_in_the_lanes_of_its_desks_below_the_one_before(found: Facts):
    boxes = {box.name: box.rect for box in draw(found).boxes}
    tops = [boxes[state.name].top for state in found.states]

    assert len(set(tops)) == len(found.states)


@families
def test_every_way_ends_at_the_edge_of_the_state_it_leads_to(process):
    drawing = draw(facts_of(process))
    boxes = {box.name: box.rect for box in drawing.boxes}

    for wire in drawing.wires:
        if wire.target:
            x, y = wire.points[-1]
            box = boxes[wire.target]
            assert x in (box.left, box.right) or y == box.top
            assert box.left <= x <= box.right
            assert box.top <= y <= box.bottom


@families
def test_every_way_that_leads_elsewhere_is_drawn(process):
    found = facts_of(process)
    wanted = {
        (way.source, target)
        for way in gathered(found).ways
        for target in way.targets
        if target != way.source
    }

    drawn = {(wire.source, wire.target) for wire in draw(found).wires if wire.target}

    assert drawn == wanted


# --- planted faults ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return draw(facts_of(OrderToCash))


def box(drawing: Drawing, name: str) -> Rect:
    return next(box.rect for box in drawing.boxes if box.name == name)


def test_two_words_on_one_another_are_found(drawing):
    first = drawing.texts[5]
    planted = replace(drawing, texts=(*drawing.texts, replace(first, left=first.left + 3)))

    assert any("overlaps" in fault for fault in faults(planted))


def test_a_word_in_the_box_of_another_state_is_found(drawing):
    rect = box(drawing, "confirmed")
    stray = replace(drawing.texts[-1], left=rect.right - 20, baseline=rect.bottom - 4, words="x")
    planted = replace(drawing, texts=(*drawing.texts, stray))

    assert "'x' overlaps the box confirmed" in faults(planted)


def test_a_word_that_leaves_its_box_is_found(drawing):
    texts = tuple(
        replace(text, words=text.words * 9) if text.owner == "placed" else text
        for text in drawing.texts
    )

    assert any("leaves its box placed" in fault for fault in faults(replace(drawing, texts=texts)))


def test_a_line_through_a_box_is_found(drawing):
    rect = box(drawing, "placed")
    across = Wire(((rect.left - 9, rect.middle), (rect.right + 9, rect.middle)), "on", "a", "b")

    assert "a line to b crosses the box placed" in faults(replace(drawing, wires=(across,)))


def test_an_upright_line_through_a_box_is_found(drawing):
    rect = box(drawing, "placed")
    down = Wire(((rect.left + 9, rect.top - 9), (rect.left + 9, rect.bottom)), "on", "a", "b")

    assert "a line to b crosses the box placed" in faults(replace(drawing, wires=(down,)))


def test_a_slanting_line_is_found(drawing):
    slanting = Wire(((0, 0), (9, 9)), "on", "a", "b")

    assert "a line to b is neither level nor upright" in faults(replace(drawing, wires=(slanting,)))


def test_a_line_through_a_word_is_found(drawing):
    text = drawing.texts[0].rect
    through = Wire(((text.left - 5, text.middle), (text.right, text.middle)), "on", "a", "b")

    assert any("crosses 'Order to cash'" in f for f in faults(replace(drawing, wires=(through,))))


def test_lines_to_two_states_on_one_another_are_found(drawing):
    one = Wire(((30, 100), (30, 300)), "on", "a", "b")
    other = Wire(((30, 200), (30, 400)), "on", "c", "d")

    found = faults(replace(drawing, wires=(one, other)))

    assert "the lines to b and d lie on one another" in found


def test_two_boxes_on_one_another_are_found(drawing):
    moved = replace(drawing.boxes[1], name="moved")

    found = faults(replace(drawing, boxes=(*drawing.boxes, moved)))

    assert any("the box" in fault and "overlaps moved" in fault for fault in found)


def test_what_lies_beyond_the_paper_is_found(drawing):
    assert any("beyond the paper" in f for f in faults(replace(drawing, height=900)))


def test_letters_too_small_for_the_paper_are_found(drawing):
    found = faults(replace(drawing, width=1300))

    assert any("too small to be read" in fault for fault in found)
