"""Exploring finds every state of a process, and whatever has no way to an end."""

from collections.abc import Mapping

import pytest

from fbo.back.warehouse import STOREKEEPER, WAREHOUSE, Reason
from fbo.company.engine.registry import AnyProcess
from fbo.company.shipped import SHIPPED
from fbo.front.crm import Question
from fbo.kernel.document import Document, Form
from fbo.kernel.money import Money, eur
from fbo.kernel.quantity import Quantity, pieces
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.processes.shipping import Shipping
from fbo.testing.after_sales import AfterSales
from fbo.testing.complaints import ServiceDesk
from fbo.testing.exploring import SETTINGS, Explored, Setting, explore, least_forms
from fbo.testing.exploring.settings import Begin, FormsOf
from fbo.testing.laws import LawBrokenError
from fbo.testing.shop import MONDAY, Shop
from fbo.workflow.guard import guard
from fbo.workflow.process import Process
from fbo.workflow.state import State

MOST = {"Ticketing": 15, "ComplaintToResolution": 50, "OrderToCash": 110}
"""From so many worlds each step is taken at first, where fewer than usual show every state."""

FAR = 400
"""From no more worlds than so many is it tried before a state counts as out of reach."""

OF_OTHERS = {"OrderToCash": {"make_good"}}
"""Steps that are taken in the settings of other processes, where all else must be."""


class Parcel(Document):
    """Something on its way through the house."""

    weight: int
    is_weighed: bool = False


class Weight(Form):
    """What the scales say."""

    weight: int


@guard("it is too heavy for the shelf")
def is_light(parcel: Parcel) -> bool:
    """Whether the shelf carries it."""
    return parcel.weight <= 20


class Storing(Process[Parcel]):
    """A parcel finds its place, if it is light."""

    arrived = State(WAREHOUSE, initial=True)
    weighed = State(WAREHOUSE)
    stored = State(final=True)

    weigh = arrived.to(weighed, by=STOREKEEPER)
    store = weighed.to(stored, by=STOREKEEPER, needs=is_light)


def parcel(weight: int) -> Setting:
    return Setting((lambda shop: shop.company.open(Storing, Parcel(weight=weight), by=shop.sam),))


def unanswered(shop: Shop) -> ComplaintToResolution:
    """It was taken in, and nothing more."""
    return ServiceDesk(shop).received()


def asked(shop: Shop) -> ComplaintToResolution:
    """Ada was asked which lamp it is."""
    desk = ServiceDesk(shop)
    complaint = desk.assessed()
    complaint.ask_customer(Question(text="Which lamp?"), by=desk.iris)
    return complaint


def turned_down(shop: Shop) -> ComplaintToResolution:
    """She has our last word."""
    return ServiceDesk(shop).turned_down(final=True)


SILENCE: Mapping[str, FormsOf] = {
    f"ComplaintToResolution.{name}": lambda _: ()
    for name, step in ComplaintToResolution.definition.steps.items()
    if step.takes is not None and name != "refer_to_adr"
}
"""Nobody has anything to write, but for whoever turns to the outside body."""


def explored_far_enough(process: AnyProcess) -> Explored:
    """Explored from more worlds where some state was not met: what is new is farther away."""
    most = MOST.get(process.family, 100)
    explored = explore(process, most=most)
    while explored.unreached and most < FAR:
        most *= 2
        explored = explore(process, most=most)
    return explored


# --- the shipped processes -----------------------------------------------------------------------


@pytest.mark.parametrize("process", SHIPPED, ids=lambda process: process.family)
def test_every_state_is_reached_and_nothing_is_stuck(process: AnyProcess) -> None:
    assert process.family in SETTINGS, f"{process.family} has no setting to be explored in"

    explored = explored_far_enough(process)

    assert (explored.unreached, [str(one) for one in explored.stuck]) == ((), [])
    assert set(explored.untaken) <= OF_OTHERS.get(process.family, set(explored.untaken))


@pytest.mark.parametrize("begin", [unanswered, asked, turned_down])
def test_a_complaint_on_which_everybody_is_silent_may_be_taken_outside(begin: Begin) -> None:
    explored = explore(ComplaintToResolution, Setting((begin,), forms=SILENCE))

    assert "referred_to_adr" not in explored.unreached


@pytest.mark.parametrize(
    ("begin", "step"), [(asked, "continue_without_reply"), (turned_down, "lapse")]
)
def test_where_the_customer_is_silent_time_takes_his_complaint_on(begin: Begin, step: str) -> None:
    explored = explore(ComplaintToResolution, Setting((begin,), forms=SILENCE))

    assert step not in explored.untaken


def test_a_return_that_the_warehouse_has_called_off_finds_its_end() -> None:
    def called_off(shop: Shop) -> ReturnToSettlement:
        shop.receive(1)
        after_sales = AfterSales(shop)
        goods = after_sales.authorised(after_sales.delivered(shop.placed(1)), 1)
        after_sales.goods_of(goods).cancel(Reason(reason="no room"), by=shop.sam)
        return goods

    assert explore(ReturnToSettlement, Setting((called_off,)), most=10).stuck == ()


def test_an_order_whose_goods_are_lost_finds_its_end() -> None:
    def sent(shop: Shop) -> OrderToCash:
        shop.receive(1)
        order = shop.placed(1)
        shop.shipped(order)
        return order

    happens = {"money comes": SETTINGS["OrderToCash"][0].happens["money comes"]}
    explored = explore(OrderToCash, Setting((sent,), along=(Shipping,), happens=happens), most=20)

    assert explored.stuck == ()


# --- what is found -------------------------------------------------------------------------------


def test_a_parcel_that_no_shelf_carries_is_found_to_be_stuck() -> None:
    explored = explore(Storing, parcel(30))

    assert [str(one) for one in explored.stuck] == [
        "stuck in arrived, after nothing at all",
        "stuck in weighed, after Storing.weigh",
    ]


def test_what_nobody_can_reach_is_told_by_name() -> None:
    explored = explore(Storing, parcel(30))

    assert explored.unreached == ("stored",)
    assert explored.untaken == ("store",)


def test_a_parcel_that_the_shelf_carries_finds_its_end() -> None:
    explored = explore(Storing, parcel(10))

    assert (explored.unreached, explored.untaken, explored.stuck) == ((), (), ())


def test_several_settings_are_explored_together() -> None:
    explored = explore(Storing, parcel(30), parcel(10))

    assert explored.unreached == ()
    assert [one.state for one in explored.stuck] == ["arrived", "weighed"]


def test_faults_are_refused_with_their_names() -> None:
    explored = explore(Storing, parcel(30))

    with pytest.raises(LawBrokenError, match=r"Storing: no way leads to stored; stuck in arrived"):
        explored.refuse_faults()


# --- the least forms -----------------------------------------------------------------------------


class Basket(Document):
    """Something of which forms may speak."""

    amount: Money = eur("12.50")
    quantity: Quantity = pieces(3)


class Wish(Form):
    """A choice, with words of a closed list and an amount."""

    reason: str
    amount: Money
    how: str = "by post"


def test_a_form_speaks_of_the_amounts_of_its_document() -> None:
    assert least_forms(Wish, Basket(), MONDAY) == (Wish(reason="because", amount=eur("12.50")),)


def test_a_field_nobody_can_guess_leaves_no_form() -> None:
    class Odd(Form):
        """Wants what nobody can guess."""

        shape: frozenset[int]

    assert least_forms(Odd, Basket(), MONDAY) == ()
