"""Promptness: an order is acknowledged within five minutes, by the message that goes out."""

from datetime import timedelta

from fbo.company.reporting.promptness import promptness
from fbo.kernel.calendar import minutes
from fbo.testing.shop import Shop


def counted(shop: Shop) -> tuple[int, int, int, int]:
    (one,) = promptness(shop.company)
    return one.sent, one.late, one.waiting, one.overdue


def later(shop: Shop, passed: timedelta) -> None:
    shop.clock.advance(passed)
    shop.company.run_due()


def test_an_order_is_to_be_acknowledged_within_five_minutes(shop: Shop) -> None:
    shop.placed()

    (one,) = promptness(shop.company)

    assert (one.template, one.within) == ("order_received", minutes(5))


def test_what_goes_out_at_once_is_in_time(shop: Shop) -> None:
    shop.placed()

    later(shop, timedelta(minutes=5))

    assert counted(shop) == (1, 0, 0, 0)


def test_what_goes_out_later_is_late(shop: Shop) -> None:
    shop.placed()

    later(shop, timedelta(minutes=6))

    (one,) = promptness(shop.company)
    assert counted(shop) == (1, 1, 0, 0)
    assert one.longest == timedelta(minutes=6)


def test_what_has_not_gone_out_is_overdue_after_its_time(shop: Shop) -> None:
    shop.placed()
    shop.clock.advance(timedelta(minutes=5))
    in_time = counted(shop)

    shop.clock.advance(timedelta(minutes=1))

    assert (in_time, counted(shop)) == ((0, 0, 1, 0), (0, 0, 1, 1))
