"""A customer is asked how it was; whoever is not content is asked whether it is a complaint."""

from datetime import timedelta

import pytest

from fbo import AfterSalesPolicy, ComplaintToResolution, Policies, Survey, Surveying
from fbo.front.aftersales import Feedback
from fbo.front.service import Reopening
from fbo.kernel.people import Actor
from fbo.processes.tasks import Tasking
from fbo.testing.after_sales import AfterSales
from fbo.testing.complaints import ServiceDesk
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


@pytest.mark.parametrize(("severity", "asked"), [("high", False), ("medium", True)])
def test_who_complains_of_something_serious_is_not_asked_how_it_was(
    severity: str, *, asked: bool
) -> None:
    shop = Shop()
    desk = ServiceDesk(shop)
    desk.received(severity=severity)

    shop.company.open(Surveying, Survey(customer=shop.ada.id, about=desk.order.id), by=desk.iris)
    shop.company.run_due()

    assert ("How was it?" in [message.subject for message in shop.mail.sent]) is asked


def test_a_score_is_from_one_to_five() -> None:
    for score in (0, 6):
        with pytest.raises(ValueError, match="a score is from 1 to 5"):
            Feedback(score=score)


def test_a_survey_may_be_sent_by_hand(shop: Shop) -> None:
    document = Survey(customer=shop.ada.id, about="order")

    asked = shop.company.open(Surveying, document, by=shop.anna)

    assert asked.state is Surveying.sent


def put_right(*, asks: bool = True) -> tuple[ServiceDesk, ComplaintToResolution]:
    """Ada's complaint is resolved."""
    policies = Policies(aftersales=AfterSalesPolicy(asks_how_it_was=asks))
    desk = ServiceDesk(Shop(policies=policies))
    return desk, desk.accept(desk.offered())


def test_after_a_complaint_is_put_right_the_customer_is_asked() -> None:
    desk, complaint = put_right()

    (asked,) = desk.company.find(Surveying)

    assert (asked.document.about, asked.document.kind) == (complaint.id, "complaint")


def test_what_he_says_of_it_stands_on_his_complaint() -> None:
    desk, complaint = put_right()
    (asked,) = desk.company.find(Surveying)

    asked.give_feedback(Feedback(score=4, process=3), by=desk.ada)

    satisfaction = desk.now(complaint).document.satisfaction
    assert satisfaction is not None
    assert (satisfaction.outcome, satisfaction.process) == (4, 3)


def test_who_is_not_content_with_it_is_asked_whether_it_is_taken_up_again() -> None:
    desk, complaint = put_right()
    (asked,) = desk.company.find(Surveying)

    asked.give_feedback(Feedback(score=4, process=1), by=desk.ada)

    (task,) = (one.document for one in desk.company.find(Tasking))
    assert (task.desk, task.about) == ("CUSTOMER_SERVICE", complaint.id)
    assert "taken up again?" in task.what


def test_a_complaint_that_is_put_right_once_more_is_not_asked_about_again() -> None:
    desk, complaint = put_right()
    complaint.reopen(Reopening(reason="it flickers again"), by=desk.ada)
    desk.report(complaint)
    desk.propose(complaint, "10.00")

    desk.accept(complaint)

    assert len(desk.company.find(Surveying)) == 1


def test_nobody_is_asked_where_policy_does_not_say_so() -> None:
    desk, _ = put_right(asks=False)

    assert desk.company.find(Surveying) == []
