"""Orders, payments, returns, complaints and clocks in one company: every law, and those between."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test  # pyright: ignore[reportUnknownVariableType]

from fbo.adapters.memory import MemoryStore
from fbo.front.sales import Cancellation
from fbo.kernel.people import THE_SYSTEM
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.order_to_cash import promises
from fbo.testing.complaints import ServiceDesk
from fbo.testing.laws import LawBrokenError
from fbo.testing.laws.crossing import no_case_is_orphaned
from fbo.testing.machines.whole import whole_company_machine
from fbo.testing.mutants.planting import instead, nothing
from fbo.testing.shop import MONDAY, Shop

# The same examples each time: a run that fails says something about what was changed before it.
ENOUGH = settings(
    max_examples=20, stateful_step_count=25, deadline=None, database=None, derandomize=True
)


def test_the_laws_hold_over_all_processes_whatever_is_done() -> None:
    run_state_machine_as_test(whole_company_machine(MemoryStore), settings=ENOUGH)


def test_a_promise_that_outlives_its_order_is_found() -> None:
    shop = Shop()
    order = shop.placed(1, promised=MONDAY.date())

    with instead(promises, "falls_away", nothing):
        order.cancel(Cancellation(reason="no more"), by=shop.anna)

    with pytest.raises(LawBrokenError, match="waits, and its OrderToCash has ended"):
        no_case_is_orphaned(shop.company)


def yes(_: object) -> bool:
    """Whatever is asked."""
    return True


def test_a_remedy_that_outlives_its_complaint_is_found() -> None:
    desk = ServiceDesk()
    desk.shop.paid(desk.shop.open_amount(desk.bill.id), desk.bill.id)
    case = desk.offered()

    with instead(ComplaintToResolution.definition.rules["all_is_done"], "ask", yes):
        case = desk.accept(case)
        case.resolve(by=THE_SYSTEM)
        case.close(by=desk.iris)

    with pytest.raises(LawBrokenError, match="waits, and its ComplaintToResolution has ended"):
        no_case_is_orphaned(desk.company)
