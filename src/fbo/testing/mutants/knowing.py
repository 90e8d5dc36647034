"""Planted faults of what is known of a customer, and of what is handed over with his matters.

As in `fbo.testing.mutants.engine`.  Never for use.
"""

from collections.abc import Iterable
from typing import Any, Final

from fbo.company.engine import telling
from fbo.company.messages import relay
from fbo.company.reporting.promptness import Prompt
from fbo.company.views import customer_360, dossiers, overview, packets
from fbo.company.views.his_money import HisMoney
from fbo.processes import messaging
from fbo.testing.mutants import planting
from fbo.testing.mutants.planting import Mutant, Planting
from fbo.workflow import check_sight, handing

__all__ = ["MUTANTS"]

MUTANTS: Final[list[Mutant]] = []
"""Every planted fault of what is known of customers."""

_noticed_by = planting.listed(MUTANTS)
_NOW: Final = "test_what_is_known_of_a_customer_is_what_is_on_file"


@_noticed_by("test_of_nearly_used_credit_little_is_left")
def holds_not_counted_as_used_credit() -> Planting:
    """What orders hold of his credit counts as left."""
    return planting.instead(HisMoney, "_hold", planting.nothing)


@_noticed_by("test_what_was_known_of_a_customer_stays_what_it_was")
def known_before_it_happened() -> Planting:
    """What happened later is known already."""

    def instead(_: Any) -> str:
        return "9999"

    return planting.instead(overview, "iso", instead)


@_noticed_by("test_nobody_sees_a_restricted_field_in_an_overview")
def restricted_field_in_an_overview() -> Planting:
    """What is restricted is shown with the rest of his record."""

    def instead(name: str) -> bool:
        return bool(name)

    return planting.instead(customer_360, "_is_shown", instead)


@_noticed_by("test_the_cases_of_others_are_not_his")
def cases_of_others() -> Planting:
    """Every case is taken for his."""

    def instead(*_: Any) -> bool:
        return True

    return planting.instead(dossiers, "is_his", instead)


@_noticed_by("test_who_has_answered_is_not_asked_the_same_again")
def asked_twice_by_two_agents() -> Planting:
    """A question that was answered is asked again."""

    def instead(*_: Any) -> None:
        return None

    return planting.instead(messaging, "asked_before", instead)


@_noticed_by("test_a_packet_shows_no_restricted_field_to_another_department")
def restricted_field_in_a_packet() -> Planting:
    """Whoever work is handed to sees everything that is named."""

    def instead(*_: Any) -> bool:
        return True

    return planting.both(
        planting.instead(check_sight, "sees_restricted", instead),
        planting.instead(handing, "sees_restricted", instead),
    )


@_noticed_by("test_the_warehouse_hears_nothing_of_his_money")
def money_in_every_packet() -> Planting:
    """Every desk is told what he owes."""

    def instead(company: Any, customer: str, at: Any, desk: Any) -> Any:
        del desk
        return company.customer_360(customer, as_of=at)

    return planting.instead(packets, "_extract", instead)


@_noticed_by("test_a_packet_tells_what_the_customer_was_asked_and_answered")
def packet_forgets_what_was_asked() -> Planting:
    """What the customer has answered already does not travel."""

    def instead(*_: Any) -> Iterable[Any]:
        return ()

    return planting.instead(packets, "_asked", instead)


@_noticed_by("test_of_a_customer_without_an_address_the_front_office_is_told")
def silence_where_there_is_no_address() -> Planting:
    """A message to nobody is buried, and nobody hears of it."""
    return planting.instead(relay, "NoAddressError", SilenceError)


@_noticed_by("test_of_one_case_it_is_told_once")
def told_of_every_message() -> Planting:
    """Of every message that does not go out there is another task."""

    def instead(*_: Any) -> bool:
        return True

    return planting.instead(telling, "_is_first", instead)


@_noticed_by("test_a_name_that_a_step_does_not_fill_in_is_told_to_whoever_wrote_the_step")
def gaps_are_sent() -> Planting:
    """A text goes out with holes in it."""
    return planting.instead(telling, "_refuse_gaps", planting.nothing)


@_noticed_by("test_what_goes_out_later_is_late")
def told_is_sent() -> Planting:
    """What is told counts as gone out in the same moment."""
    see: Any = vars(Prompt)["see"]

    def instead(self: Any, entry: Any) -> None:
        see(self, entry)
        self._sent = [(told, told.at) for told, _ in self._sent]

    return planting.instead(Prompt, "see", instead)


class SilenceError(Exception):
    """What no message fails with."""
