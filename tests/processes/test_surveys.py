"""A customer is asked how it was; whoever is not content is asked whether it is a complaint."""

from datetime import timedelta

import pytest

from fbo import AfterSalesPolicy, Policies, Survey, Surveying
from fbo.front.aftersales import Feedback
from fbo.kernel.people import Actor
from fbo.processes.tasks import Tasking
from fbo.testing.after_sales import AfterSales
from fbo.testing.shop import Shop


@pytest.fixture
def survey() -> tuple[Shop, Surveying]:
    """Ada's order is complete, and she was asked."""
    shop = Shop(policies=Policies(aftersales=AfterSalesPolicy(asks_how_it_was=True)))
    shop.receive(1)
    order = AfterSales(shop).delivered(shop.placed(1))
    shop.settled(order)
    (found,) = shop.company.find(Surveying)
    return shop, found


def test_after_an_order_is_complete_the_customer_is_asked(survey: tuple[Shop, Surveying]) -> None:
    _, asked = survey

    assert (asked.state, asked.label) == (Surveying.sent, "How was it?")


@pytest.mark.parametrize(("score", "tasks"), [(1, 1), (2, 1), (3, 0), (5, 0)])
def test_a_bad_score_asks_whether_it_is_a_complaint(
    survey: tuple[Shop, Surveying], score: int, tasks: int
) -> None:
    shop, asked = survey

    asked.give_feedback(Feedback(score=score), by=Actor.customer(shop.ada.id))

    found = [task.document.what for task in shop.company.find(Tasking)]
    assert len(found) == tasks
    assert all("is this a complaint?" in what for what in found)


def test_who_does_not_answer_is_left_alone(survey: tuple[Shop, Surveying]) -> None:
    shop, asked = survey

    shop.clock.advance(timedelta(days=15))
    shop.company.run_due()

    assert shop.now(asked).state is Surveying.expired


def test_a_score_is_from_one_to_five() -> None:
    for score in (0, 6):
        with pytest.raises(ValueError, match="a score is from 1 to 5"):
            Feedback(score=score)


def test_a_survey_may_be_sent_by_hand(shop: Shop) -> None:
    document = Survey(customer=shop.ada.id, about="order")

    asked = shop.company.open(Surveying, document, by=shop.anna)

    assert asked.state is Surveying.sent
