"""Service blueprints: what is read from a class, how it is ordered, and what the files are like."""

import re
from datetime import timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from example import OrderToCash, TimeOff
from notes import CLERK, Note, has_words

import fbo
from fbo.kernel.people import BACK, CUSTOMER, Department, Desk
from fbo.workflow.blueprint import Measured, blueprint, draw, facts_of, page_of, plan_of, svg_of
from fbo.workflow.blueprint.colours import DARK, LIGHT
from fbo.workflow.blueprint.footer import hand_off_groups
from fbo.workflow.blueprint.lettering import width_of, wrapped
from fbo.workflow.blueprint.reading import reading_order
from fbo.workflow.process import Process
from fbo.workflow.state import State, same

STORE_ROOM = Desk("STORE_ROOM", Department("store", BACK))
HOUR = timedelta(hours=1)


class Errand(Process[Note]):
    """A note is fetched.

    What else there is to say.
    """

    found = State(final=True)
    looked_for = State(STORE_ROOM)
    wished = State(STORE_ROOM, initial=True)

    wish = wished.opens(by=CUSTOMER)
    look = wished.to(looked_for, by=CLERK)
    look_again = looked_for.to(same, by=CLERK)
    give = looked_for.to(found, by=CLERK, when=has_words).otherwise(wished)


def words(process, measured=()) -> list[str]:
    return [text.words for text in draw(facts_of(process, measured)).texts]


# --- what is read ---------------------------------------------------------------------------------


def test_the_sentence_is_the_first_paragraph_of_the_docstring():
    assert facts_of(Errand).sentence == "A note is fetched."


def test_time_runs_down_whatever_the_order_in_which_states_are_named():
    assert reading_order(facts_of(Errand)) == ("wished", "looked_for", "found")


def test_states_that_are_named_as_they_are_read_stay():
    order = reading_order(facts_of(fbo.OrderToCash))

    assert order == tuple(fbo.OrderToCash.definition.states)


def test_lanes_of_the_front_office_stand_before_the_line_of_visibility():
    lanes = plan_of(facts_of(OrderToCash)).lanes

    assert [lane.office for lane in lanes.lanes] == sorted(
        (lane.office for lane in lanes.lanes), key=("front", "back").index
    )
    assert lanes.seen == sum(lane.office == "front" for lane in lanes.lanes)


def test_a_state_on_one_of_two_desks_covers_both_lanes():
    plan = plan_of(facts_of(TimeOff))

    assert plan.lanes.spans["asked_for"] == (0, 1)


def test_an_end_stands_in_the_lane_from_which_most_ways_lead_to_it():
    plan = plan_of(facts_of(fbo.OrderToCash))
    lane = plan.lanes.lanes[plan.lanes.spans["completed"][0]]

    assert lane.title == "Receivables"


# --- what is written ------------------------------------------------------------------------------


def test_what_the_customer_does_sees_and_is_told_stands_in_his_column():
    said = words(fbo.OrderToCash)

    assert said.count("Cancel") > 1
    assert "Order received" in said
    assert "is told: order received" in said


def test_agreed_times_are_written_where_they_are_not_the_usual_ones():
    placed = facts_of(fbo.OrderToCash)
    way = next(way for way in placed.ways if way.step == "place")

    assert way.hand_off is not None
    assert not way.hand_off.usual
    assert way.hand_off.agreed.startswith("accept within 1 business hour")


def test_measured_times_are_written_at_the_hand_off_and_in_the_table():
    measured = Measured("SALES", "CREDIT_CONTROL", 76, HOUR, 8 * HOUR, 5 * HOUR, 56 * HOUR, late=3)
    said = " ".join(words(fbo.OrderToCash, [measured]))

    assert "waited 1.0 h, took 8.0 h" in said
    assert "76 times, 3 late" in said


def test_branches_of_one_step_stand_together():
    slots = plan_of(facts_of(fbo.OrderToCash)).ways.slots

    for state in slots:
        steps = [slot.way.step for slot in slots[state]]
        assert [a for a, b in pairwise(steps) if a != b] == list(dict.fromkeys(steps))[:-1]


def test_a_process_without_hand_offs_has_no_table_of_them():
    assert "Hand-offs between desks" not in words(Errand)


def test_a_step_by_which_the_case_stays_has_no_line_of_its_own():
    drawing = draw(facts_of(Errand))

    assert "Look again" in words(Errand)
    assert not any(wire.tip == "look_again" for wire in drawing.wires)


# --- letters --------------------------------------------------------------------------------------


def test_letters_are_as_wide_as_those_of_helvetica():
    assert width_of("Hamburg", 1000) == 722 + 556 + 833 + 556 + 556 + 333 + 556
    assert width_of("Hamburg", 1000, bold=True) == 722 + 556 + 889 + 611 + 611 + 389 + 611


def test_letters_of_other_scripts_take_room_too():
    assert width_of("注文", 10) == 20
    assert width_of("é", 10) > 0


@pytest.mark.parametrize("most", [1, 40, 90])
def test_no_line_is_wider_than_its_room_unless_a_letter_is(most):
    lines = wrapped("an unpronounceableword that is broken", 12, most)

    assert "".join(lines).replace(" ", "") == "anunpronounceablewordthatisbroken"
    assert all(width_of(line, 12) <= most or len(line) == 1 for line in lines)


# --- files ----------------------------------------------------------------------------------------


def test_the_same_class_always_gives_the_same_picture():
    assert blueprint(fbo.OrderToCash) == blueprint(fbo.OrderToCash)


def test_the_picture_is_well_formed_and_says_what_it_is():
    picture = ET.fromstring(blueprint(Errand))  # noqa: S314  it is our own
    name = "{http://www.w3.org/2000/svg}"

    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == "title desc"
    assert picture.findtext(f"{name}title") == "Errand: service blueprint"
    assert picture.findtext(f"{name}desc") == "A note is fetched."


def test_every_text_is_told_how_wide_it_is():
    assert all("textLength" in text for text in re.findall(r"<text[^>]*>", blueprint(Errand)))


@pytest.fixture
def page() -> str:
    facts = facts_of(Errand)
    return page_of(draw(facts), facts)


def test_a_page_needs_nothing_else(page):
    assert not re.search(r"(?:src|href|url)\s*[=(]", page)
    assert "<script" not in page


def test_every_state_of_a_page_is_reached_by_the_keyboard_and_tells_about_itself(page):
    states = re.findall(r'id="s-(\w+)" tabindex="0" role="img" aria-label="([^"]+)"', page)

    assert {name for name, _ in states} == {"wished", "looked_for", "found"}
    assert all(tip.startswith(name) for name, tip in states)
    assert page.count('<g class="state"') == page.count("</title><rect")


def test_a_page_has_a_night_and_is_printed_by_day(page):
    assert "@media screen and (prefers-color-scheme:dark)" in page
    assert "@media print" in page


def test_a_page_says_in_words_what_it_shows(page):
    for step in Errand.definition.steps:
        assert f"<td>{step.replace('_', ' ')}</td>" in page


def test_what_a_class_says_is_text_and_never_markup():
    class Sly(Process[Note]):
        """<script>alert(1)</script> & more."""

        begun = State(STORE_ROOM, initial=True, label="<b>")
        over = State(final=True)
        start = begun.opens(by=CLERK)
        end = begun.to(over, by=CLERK)

    facts = facts_of(Sly)

    assert "<script" not in page_of(draw(facts), facts)
    ET.fromstring(svg_of(draw(facts)))  # noqa: S314  it is our own


# --- colours --------------------------------------------------------------------------------------

PAIRS = [
    *((ink, paper) for ink in ("ink", "soft") for paper in ("paper", "box", "lane", "customer")),
    ("customer_ink", "customer"),
    ("customer_ink", "paper"),
    ("front_ink", "front"),
    ("back_ink", "back"),
    ("end_ink", "end"),
    ("ink", "rest"),
    ("chip_ink", "chip"),
    ("handed_ink", "lane"),
    ("front_ink", "lane"),
]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["day", "night"])
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_letters_have_the_contrast_that_the_guidelines_ask_for(colours, ink, paper):
    light, dark = sorted((_luminance(colours[ink]), _luminance(colours[paper])), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    """As the Web Content Accessibility Guidelines 2.1 define it."""
    parts = [int(colour[nth : nth + 2], 16) / 255 for nth in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_steps_between_the_same_desks_stand_in_one_row() -> None:
    groups = hand_off_groups(facts_of(fbo.ComplaintToResolution))

    steps = [names for _, _, names, _ in groups]
    assert ("investigate", "review") in steps
    assert len(groups) == len({(sources, desks, agreed) for sources, desks, _, agreed in groups})
