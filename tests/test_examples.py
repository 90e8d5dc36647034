"""The examples of the repository, used through a company as an application would use them."""

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from fbo import (
    SALES_MANAGER,
    SALES_REP,
    Address,
    Cancellation,
    Company,
    Customer,
    MemoryNotifier,
    NotAllowed,
    Order,
    OrderToCash,
    StepRefused,
    StockItem,
    Turned,
    order_line,
    pieces,
    price,
)
from fbo.kernel.errors import DutyConflict

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
CODE_LINES = 40


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"examples_{name}", EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


approval = load("approval")
holidays = load("holiday_request")


def lines_of_code(path: Path) -> int:
    """Lines that are neither empty nor part of a docstring."""
    count, in_docstring = 0, False
    for line in path.read_text(encoding="utf-8").splitlines():
        quotes = line.count('"""')
        if line.strip() and not in_docstring and not quotes:
            count += 1
        in_docstring ^= quotes == 1
    return count


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_an_example_is_short_enough_to_be_read_at_one_go(path):
    assert lines_of_code(path) <= CODE_LINES


# --- a sales manager approves large orders -------------------------------------------------------


class Shop:
    """A company that has its large orders approved: Anna and Mara sell, Mara is the manager."""

    def __init__(self) -> None:
        self.company = Company(processes=[approval.ApprovedOrderToCash])
        self.anna = self.company.hire("Anna", SALES_REP)
        self.mara = self.company.hire("Mara", SALES_REP, SALES_MANAGER)
        self.ada = self.company.file(Customer(name="Ada Lovelace", email="ada@example.com"))
        self.lamp = self.company.file(StockItem(sku="LAMP", name="Lamp"))

    def order(self, lamps: int, by):
        wish = Order(
            customer=self.ada.id,
            ship_to=Address(city="London"),
            lines=[order_line(1, self.lamp.id, pieces(lamps), price("100", "EUR"))],
        )
        return self.company.open(OrderToCash, wish, by=by, then=OrderToCash.place)


@pytest.fixture
def shop() -> Shop:
    return Shop()


def test_a_small_order_goes_its_usual_way(shop):
    assert shop.order(49, shop.anna).state.name == "confirmed"


def test_a_large_order_lies_on_the_sales_desk_until_it_is_approved(shop):
    order = shop.order(50, shop.anna)

    assert order.state.name == "in_approval"
    assert order.document.number == 1


def test_an_approved_order_goes_on_by_itself(shop):
    order = shop.order(50, shop.anna)

    order.approve(by=shop.mara)

    assert order.state.name == "confirmed"


def test_nobody_approves_what_he_placed_himself(shop):
    order = shop.order(50, shop.mara)

    with pytest.raises(DutyConflict):
        order.approve(by=shop.mara)


def test_a_representative_approves_nothing(shop):
    order = shop.order(50, shop.mara)

    with pytest.raises(NotAllowed):
        order.approve(by=shop.anna)


def test_a_large_order_that_is_turned_down_says_why(shop):
    order = shop.order(50, shop.anna)

    order.turn_down(Turned(reason="not at this price"), by=shop.mara)

    assert order.state.name == "rejected"
    assert order.document.because == "not at this price"


def test_a_customer_may_cancel_before_the_approval(shop):
    order = shop.order(50, shop.anna)

    order.cancel(Cancellation(reason="changed my mind"), by=shop.anna)

    assert order.state.name == "cancelled"


# --- somebody asks for a holiday ----------------------------------------------------------------


class Staff:
    """Anna wants a holiday; Emil, who may answer, wants one, too."""

    def __init__(self) -> None:
        self.post = MemoryNotifier()
        self.company = Company(processes=[holidays.HolidayRequest], notifiers=[self.post])
        self.anna = self.company.hire("Anna", holidays.EMPLOYEE, email="anna@example.com")
        self.ben = self.company.hire("Ben", holidays.EMPLOYEE)
        self.emil = self.company.hire("Emil", holidays.EMPLOYEE, holidays.LINE_MANAGER)

    def ask(self, whose, by, last: date = date(2026, 7, 10)):
        wish = holidays.Holiday(employee=whose.id, first=date(2026, 7, 6), last=last)
        process = holidays.HolidayRequest
        return self.company.open(process, wish, by=by, then=process.request)


@pytest.fixture
def staff() -> Staff:
    return Staff()


def test_a_request_that_is_approved_is_told_to_who_asked(staff):
    request = staff.ask(staff.anna, staff.anna)

    request.approve(by=staff.emil)
    staff.company.run_due()

    assert request.state.name == "approved"
    assert [message.to for message in staff.post.sent] == ["anna@example.com"]


def test_a_refusal_has_its_words(staff):
    request = staff.ask(staff.anna, staff.anna)

    request.refuse(holidays.Answer(words="Not in the week of the fair"), by=staff.emil)

    assert request.document.answer == "Not in the week of the fair"


def test_a_line_manager_does_not_answer_his_own_request(staff):
    request = staff.ask(staff.emil, staff.emil)

    with pytest.raises(DutyConflict):
        request.approve(by=staff.emil)


def test_nobody_asks_for_another(staff):
    with pytest.raises(StepRefused, match="somebody else's holiday"):
        staff.ask(staff.anna, staff.ben)


def test_who_asked_may_withdraw_and_nobody_else(staff):
    request = staff.ask(staff.anna, staff.anna)

    refusals = request.withdraw.refusals(by=staff.ben)
    request.withdraw(by=staff.anna)

    assert [reason.code for reason in refusals] == ["is_own"]
    assert request.state.name == "withdrawn"


def test_a_holiday_does_not_end_before_it_begins(staff):
    with pytest.raises(StepRefused, match="the last day lies before the first"):
        staff.ask(staff.anna, staff.anna, last=date(2026, 7, 5))
