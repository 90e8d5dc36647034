"""What a customer sees of a process: labels, and the states in which he waits."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from fbo import (
    CUSTOMER,
    DefinitionError,
    Document,
    Id,
    LegalNumber,
    Personal,
    Process,
    State,
    business_days,
    hours,
    one_of,
    to_customer,
)
from fbo.front.sales import SALES, SALES_DEPARTMENT, SALES_REP
from fbo.kernel.errors import BugError
from fbo.kernel.text import ShortText


class Cake(Document):
    """A cake somebody ordered."""

    public = ("number", "name", "ready_on")

    customer: Id
    number: LegalNumber | None = None
    name: Personal[ShortText] = ""
    ready_on: date | None = None
    iced: bool = False
    recipe: ShortText = "the secret one"


ICING = one_of(("Baking", "Iced"), by=lambda cake: "Iced" if cake.iced else "Baking")


def baking(state: Callable[[], State]) -> type[Process[Cake]]:
    """A process in which a cake is in some state."""

    class Baking(Process[Cake]):
        speaker = SALES_DEPARTMENT

        asked_for = State(SALES, initial=True)
        in_the_oven = state()
        eaten = State(final=True, label="Eaten")

        bake = asked_for.to(in_the_oven, by=(CUSTOMER, SALES_REP), tells=to_customer("thanks"))
        eat = in_the_oven.to(eaten, by=SALES_REP, tells=to_customer("thanks"))

    return Baking


def in_the_oven(state: State, **fields: Any) -> Process[Cake]:
    case = baking(lambda: state).case(Cake(customer="ada", **fields))
    case.facts.state = "in_the_oven"
    return case


def oven(**words: Any) -> Callable[[], State]:
    return lambda: State(**{"desk": SALES, "within": hours(1), **words})


# Labels.


def test_a_label_names_public_fields() -> None:
    cake = in_the_oven(oven(label="Ready on {ready_on}")(), ready_on=date(2026, 11, 27))

    assert cake.label == "Ready on 2026-11-27"


def test_a_label_may_depend_on_the_document() -> None:
    state = oven(label=ICING)()

    assert in_the_oven(state).label == "Baking"
    assert in_the_oven(state, iced=True).label == "Iced"


def test_a_state_knows_every_label_that_it_may_show() -> None:
    assert oven(label=ICING)().labels == ("Baking", "Iced")


def test_a_label_that_is_not_on_the_list_is_a_bug() -> None:
    cake = in_the_oven(oven(label=one_of(("Baking",), by=lambda _: "Burnt"))())

    with pytest.raises(BugError, match="the label of in_the_oven is none of those it may be"):
        _ = cake.label


# What is refused when the class is made.


@pytest.mark.parametrize(
    ("label", "fault"),
    [
        ("By {recipe}", "names recipe, which is no public field of Cake"),
        ("{colour}", "names colour, which is no public field of Cake"),
        ("For {name}", "names name, which does not stay in a history"),
        ("No {number}", "names number, which does not stay in a history"),
        (one_of(("{recipe}",), by=lambda _: "{recipe}"), "names recipe"),
    ],
)
def test_a_label_shows_nothing_that_is_not_for_him(label: Any, fault: str) -> None:
    with pytest.raises(DefinitionError, match=f"the label of in_the_oven {fault}"):
        baking(oven(label=label))


def test_a_customer_who_waits_sees_something() -> None:
    with pytest.raises(DefinitionError, match="waits in in_the_oven, and sees nothing"):
        baking(oven())


def test_a_customer_who_waits_has_somebody_who_answers_for_it() -> None:
    with pytest.raises(DefinitionError, match="waits in in_the_oven, and nobody answers for it"):
        baking(oven(label="Baking", desk=None))


def test_a_customer_does_not_wait_without_a_clock() -> None:
    with pytest.raises(DefinitionError, match="waits in in_the_oven, and no clock runs"):
        baking(oven(label="Baking", within=()))


def test_a_date_the_case_carries_is_a_clock() -> None:
    assert baking(oven(label="Baking", within=(), until=lambda cake: cake.ready_on))


def test_where_we_wait_for_the_customer_he_need_not_see_anything() -> None:
    assert baking(oven(holder="customer", within=business_days(5)))


def test_a_draft_has_no_label_for_nobody_waits() -> None:
    assert baking(oven(label="Baking")).definition.states["asked_for"].labels == ()


def test_a_draft_under_a_clock_is_waited_for() -> None:
    with pytest.raises(DefinitionError, match="a customer waits in wished, and sees nothing"):

        class Hurried(Process[Cake]):
            speaker = SALES_DEPARTMENT

            wished = State(SALES, initial=True, within=hours(1))
            eaten = State(final=True, label="Eaten")

            eat = wished.to(eaten, by=SALES_REP, tells=to_customer("thanks"))


def test_a_reaction_of_a_process_without_a_speaker_tells_a_customer_nothing() -> None:
    from fbo import when

    baked = baking(oven(label="Baking"))

    with pytest.raises(DefinitionError, match="_say_so tells a customer something"):

        class Mute(Process[Cake]):
            noted = State(SALES, initial=True)
            gone = State(final=True)

            go = noted.to(gone, by=SALES_REP)

            @when(baked.eat, tells=to_customer("eaten"))
            def _say_so(self, _: Cake) -> None:
                self.tell("eaten")
