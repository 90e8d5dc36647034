"""House rules: policies and calendar are kept with their versions, and cases judged by theirs."""

from datetime import date, time

import pytest

from fbo import BusinessCalendar, Company, Policies
from fbo.adapters.memory import MemoryStore
from fbo.company.verifying.verify import verify
from fbo.front.sales import OrderPolicy
from fbo.kernel.calendar import NINE_TO_FIVE
from fbo.kernel.errors import SchemaMismatch
from fbo.ports.storage import Batch, Put
from fbo.testing.shop import Shop

NIGHTS = BusinessCalendar(
    tz="Europe/Paris",
    periods={day: [(time(20), time())] for day in range(7)},
    holidays=[date(2026, 12, 25)],
)


def test_a_company_goes_on_under_the_calendar_it_has() -> None:
    store = MemoryStore()
    Company(store, calendar=NIGHTS)

    assert Company(store).firm.calendar == NIGHTS


def test_a_company_that_says_none_works_from_nine_to_five() -> None:
    assert Company().firm.calendar == NINE_TO_FIVE


def test_to_open_it_again_sets_nothing() -> None:
    store = MemoryStore()
    Company(store, calendar=NIGHTS)
    Company(store, calendar=NIGHTS)
    Company(store)

    again = Company(store)

    assert [entry.type for entry in again.journal()] == ["policies.set"]


def test_rules_of_a_newer_version_are_named_and_not_guessed() -> None:
    store = MemoryStore()
    Company(store)
    (rules,) = store.get("main", [("policies", "current")])
    newer = {**rules.body["policies"], "leave": {"days": 30}}
    put = Put(rules.key, {**rules.body, "policies": newer}, rules.version)
    store.commit(Batch("main", "newer", (put,)))

    with pytest.raises(SchemaMismatch, match="policies that are unknown here: leave"):
        Company(store)


def test_another_calendar_is_journaled_whole() -> None:
    store = MemoryStore()
    Company(store)

    nights = Company(store, calendar=NIGHTS)

    first, second = nights.journal()
    assert (first.data["number"], second.data["number"]) == (1, 2)
    assert second.data["calendar"]["tz"] == "Europe/Paris"


def test_a_bare_store_is_verified_by_the_calendar_of_its_company() -> None:
    shop = Shop(calendar=NIGHTS)
    shop.placed()

    assert verify(shop.company.store).first_fault is None


def test_cases_are_verified_by_the_calendar_under_which_they_were_written() -> None:
    shop = Shop()
    old = shop.placed()
    nights = Company(shop.company.store, clock=shop.clock, calendar=NIGHTS)
    shop.company = nights
    shop.placed()

    found = verify(nights)

    assert old.due is not None
    assert found.first_fault is None


def test_a_change_of_policy_keeps_the_calendar() -> None:
    store = MemoryStore()
    Company(store, calendar=NIGHTS)

    company = Company(store, policies=Policies(order=OrderPolicy(backorder="deny")))

    assert company.firm.calendar == NIGHTS
