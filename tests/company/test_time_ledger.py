"""The time ledger: who had a case how long, to the last microsecond."""

from datetime import timedelta

from deals import Dealing, bob, cleo, deal, sally

from fbo import Picking
from fbo.company.reporting.offices import offices
from fbo.company.reporting.time_ledger import time_ledger
from fbo.testing.shop import Shop

HOUR = timedelta(hours=1)


def test_time_on_a_front_desk_is_the_front_offices_and_on_a_back_desk_the_back_offices() -> None:
    shop = Shop(processes=(Dealing,))
    table = deal(shop.company)
    shop.clock.advance(2 * HOUR)
    table.hand_over(by=sally)
    shop.clock.advance(3 * HOUR)

    ledger = time_ledger(shop.company, table.id)

    assert (ledger.calendar["front"], ledger.calendar["back"]) == (2 * HOUR, 3 * HOUR)
    assert ledger.elapsed == ledger.worked == 5 * HOUR


def test_nights_are_in_calendar_time_and_not_in_working_time() -> None:
    shop = Shop(processes=(Dealing,))
    table = deal(shop.company)
    shop.clock.advance(24 * HOUR)

    ledger = time_ledger(shop.company, table.id)

    assert (ledger.elapsed, ledger.worked) == (24 * HOUR, 8 * HOUR)


def test_nobody_has_a_case_that_is_at_rest() -> None:
    shop = Shop(processes=(Dealing,))
    table = deal(shop.company)
    table.hand_over(by=sally)
    table.build(by=bob)
    table.deliver(by=cleo)
    shop.clock.advance(5 * HOUR)
    table.take_back(by=cleo)
    shop.clock.advance(HOUR)

    assert time_ledger(shop.company, table.id).elapsed == HOUR


def test_what_the_carrier_has_is_a_third_partys() -> None:
    shop = Shop()
    shop.receive(5)
    shipment = shop.shipped(shop.placed(2))
    shop.clock.advance(6 * HOUR)

    ledger = time_ledger(shop.company, shipment.id)

    assert ledger.calendar["third party"] == 6 * HOUR


def test_all_cases_together_are_the_sum_of_each() -> None:
    shop = Shop()
    shop.receive(5)
    order = shop.placed(2)
    shop.clock.advance(HOUR)
    shipment = shop.started(order)
    shipment.pick(Picking(), by=shop.sam)
    shop.clock.advance(HOUR)

    every = {stay.case for stay in offices(shop.company).stays.stays}

    together = time_ledger(shop.company).elapsed
    assert together == sum((time_ledger(shop.company, c).elapsed for c in every), timedelta())
