"""Filing: documents without a process, whose unique values only one of them has."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from press import EDITOR, Letter, Writing

from fbo import (
    SALES_REP,
    Actor,
    Company,
    Customer,
    Employee,
    InputError,
    Invoice,
    InvoiceToCash,
    Order,
    OrderToCash,
    Receipting,
    Shipping,
    StepRefused,
    StockItem,
    eur,
    pieces,
    price,
    quantity,
    stock,
    verify,
)
from fbo.back.finance import Due, InvoiceLine
from fbo.kernel.errors import InvalidNumber, InvalidText, LimitExceeded
from fbo.kernel.quantity import KILOGRAM
from fbo.kernel.tax import tax_lines
from fbo.testing.shop import MONDAY, Shop


def codes(refused: pytest.ExceptionInfo[StepRefused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


# Filing and reading.


def test_what_is_filed_can_be_read(shop: Shop) -> None:
    grace = shop.company.file(Customer(name="Grace Hopper", email="grace@example.com"))

    assert shop.company.get(Customer, grace.id) == grace


def test_whoever_is_hired_is_on_file_with_his_roles(shop: Shop) -> None:
    emil = shop.company.hire("Emil", SALES_REP, email="emil@example.com")

    filed = shop.company.get(Employee, emil.id)

    assert filed.document == Employee(name="Emil", roles=["SALES_REP"], email="emil@example.com")


def test_whoever_is_hired_can_act_at_once(shop: Shop) -> None:
    emil = shop.company.hire("Emil", SALES_REP)

    order = shop.company.open(OrderToCash, shop.order(), by=emil, then=OrderToCash.place)

    assert order.history[0].by == emil.id


def test_what_is_not_on_file_is_a_lookup_error(shop: Shop) -> None:
    with pytest.raises(LookupError, match="no Customer is on file under nobody"):
        shop.company.get(Customer, "nobody")


def test_what_is_on_file_as_something_else_is_a_lookup_error(shop: Shop) -> None:
    with pytest.raises(LookupError, match="no StockItem is on file"):
        shop.company.get(StockItem, shop.ada.id)


def test_the_document_of_a_case_can_be_read_like_any_other(shop: Shop) -> None:
    order = shop.placed(3)

    assert shop.company.get(Order, order.id).document == order.document


# Changing.


def test_a_change_keeps_the_other_fields(shop: Shop) -> None:
    changed = shop.company.change(shop.ada, language="fr")

    assert changed.document == shop.ada.document.changed({"language": "fr"})


def test_two_changes_of_different_fields_keep_each_other(shop: Shop) -> None:
    stale = shop.ada
    shop.company.change(stale, language="fr")
    shop.company.change(stale, credit_limit=eur("5.00"))

    now = shop.company.get(Customer, stale.id).document

    assert (now.language, now.credit_limit) == ("fr", eur("5.00"))


def test_the_journal_says_which_fields_changed(shop: Shop) -> None:
    shop.company.change(shop.ada, language="fr", by=shop.anna)

    entry = shop.company.journal()[-1]

    assert entry.type == "Customer.change"
    assert entry.data == {
        "case": shop.ada.id,
        "seq": 2,
        "by": shop.anna.id,
        "set": {"language": "fr"},
    }


def test_a_field_set_back_to_its_default_is_named_as_unset(shop: Shop) -> None:
    shop.company.change(shop.ada, language="fr")
    shop.company.change(shop.ada, language="en")

    assert shop.company.journal()[-1].data["unset"] == ["language"]
    assert shop.company.get(Customer, shop.ada.id).document.language == "en"


def test_a_case_is_not_changed_past_its_process(shop: Shop) -> None:
    order = shop.placed()

    with pytest.raises(StepRefused) as refused:
        shop.company.change(shop.company.get(Order, order.id), priority=7)

    assert codes(refused) == ["not_on_file"]


# Unique values and ids.


def test_a_unique_value_is_on_file_once(shop: Shop) -> None:
    with pytest.raises(StepRefused) as refused:
        shop.item("LAMP")

    (reason,) = refused.value.reasons
    assert reason.code == "already_on_file"
    assert reason.facts["id"] == shop.lamp.id


def test_a_refusal_does_not_repeat_the_unique_value(shop: Shop) -> None:
    with pytest.raises(StepRefused) as refused:
        shop.item("LAMP")

    assert "LAMP" not in str(refused.value)


def test_two_documents_may_both_have_no_unique_value(shop: Shop) -> None:
    shop.company.file(Customer(name="Grace Hopper"))
    shop.company.file(Customer(name="Charles Babbage"))

    assert len(shop.company.find_filed(Customer)) == 3


def test_a_unique_value_that_was_given_up_may_be_taken(shop: Shop) -> None:
    shop.company.change(shop.lamp, sku="OLD-LAMP")

    new = shop.item("LAMP")

    assert shop.company.find_filed(StockItem, sku="LAMP") == [new]


def test_a_unique_value_that_was_given_up_may_be_taken_again(shop: Shop) -> None:
    shop.company.change(shop.lamp, sku="OLD-LAMP")

    changed = shop.company.change(shop.lamp, sku="LAMP")

    assert changed.document.sku == "LAMP"


def test_a_change_to_a_value_that_another_has_is_refused(shop: Shop) -> None:
    chair = shop.item("CHAIR")

    with pytest.raises(StepRefused) as refused:
        shop.company.change(chair, sku="LAMP")

    assert codes(refused) == ["already_on_file"]
    assert shop.company.get(StockItem, chair.id).document.sku == "CHAIR"


def test_an_external_reference_is_recognised_when_a_case_is_opened(shop: Shop) -> None:
    shop.drafted(external_ref="web-1")

    with pytest.raises(StepRefused) as refused:
        shop.drafted(external_ref="web-1")

    assert codes(refused) == ["already_on_file"]


def test_a_case_with_an_external_reference_may_take_its_first_step_at_once(shop: Shop) -> None:
    first = shop.paid(eur("10.00"), external_ref="bank-1")

    with pytest.raises(StepRefused) as refused:
        shop.paid(eur("10.00"), external_ref="bank-1")

    assert first.state is Receipting.registered
    assert codes(refused) == ["already_on_file"]


def test_references_of_documents_of_two_kinds_do_not_meet(shop: Shop) -> None:
    shop.drafted(external_ref="1")

    shop.paid(eur("10.00"), external_ref="1")

    assert len(shop.company.find(Receipting, external_ref="1")) == 1


def test_an_id_of_ones_own_is_taken(shop: Shop) -> None:
    order = shop.company.open(OrderToCash, shop.order(), by=shop.anna, id="order-1")

    assert order.id == "order-1"


def test_an_id_that_a_case_has_is_refused(shop: Shop) -> None:
    shop.company.open(OrderToCash, shop.order(), by=shop.anna, id="order-1")

    with pytest.raises(StepRefused) as refused:
        shop.company.open(OrderToCash, shop.order(), by=shop.anna, id="order-1")

    assert codes(refused) == ["already_on_file"]


def test_an_id_that_a_document_has_is_refused(shop: Shop) -> None:
    with pytest.raises(StepRefused) as refused:
        shop.company.file(Customer(name="Impostor"), id=shop.ada.id)

    assert codes(refused) == ["already_on_file"]
    assert shop.company.get(Customer, shop.ada.id).document.name == "Ada Lovelace"


# Numbers.


def invoice(shop: Shop, on: date) -> Invoice:
    amount = eur("10.00")
    return Invoice(
        customer=shop.ada.id,
        currency="EUR",
        effective_on=on,
        due=(Due(on=on, amount=amount),),
        lines=(
            InvoiceLine(line=1, quantity=pieces(1), unit_price=price("10.00", "EUR"), net=amount),
        ),
        tax_lines=tax_lines([("", Decimal(0), amount)], included=False),
    )


def issued(shop: Shop, on: date) -> InvoiceToCash:
    case = shop.company.open(
        InvoiceToCash, invoice(shop, on), by=shop.rita, then=InvoiceToCash.submit
    )
    case.issue(by=shop.rita)
    return case


def test_a_number_cannot_be_dated_before_the_last_one(shop: Shop) -> None:
    issued(shop, MONDAY.date())

    with pytest.raises(StepRefused) as refused:
        issued(shop, date(2026, 11, 22))

    assert codes(refused) == ["number_out_of_order"]
    assert shop.company.journal()[-1].type == "InvoiceToCash.refused"


def test_a_refused_number_is_given_to_the_next(shop: Shop) -> None:
    issued(shop, MONDAY.date())
    with pytest.raises(StepRefused):
        issued(shop, date(2026, 11, 22))

    assert issued(shop, MONDAY.date()).document.number == 2


# The letter of a press, whose reference is unique too, but may be left out.


def test_a_step_may_change_a_unique_value(press: Company, edna: Actor) -> None:
    first = press.open(Writing, Letter(external_ref="a"), by=edna)
    press.open(Writing, Letter(external_ref=None), by=edna)

    with pytest.raises(StepRefused):
        press.open(Writing, Letter(external_ref="a"), by=press.hire("Emil", EDITOR))

    assert press.case(Writing, first.id).document.external_ref == "a"


# What is taken for an id, a step, a quantity.


@pytest.mark.parametrize("id_", ["a b", "a|b", "ä", "a/b", "x" * 65, "a\nb"])
def test_an_id_that_nothing_could_name_is_refused(shop: Shop, id_: str) -> None:
    with pytest.raises((InvalidText, LimitExceeded)):
        shop.company.open(OrderToCash, shop.order(), by=shop.anna, id=id_)
    with pytest.raises((InvalidText, LimitExceeded)):
        shop.company.file(Customer(name="Grace Hopper"), id=id_)


def test_a_first_step_of_another_process_is_refused(shop: Shop) -> None:
    with pytest.raises(InputError, match=r"OrderToCash has no step Shipping\.pack"):
        shop.company.open(OrderToCash, shop.order(), by=shop.anna, then=Shipping.pack)


def test_goods_in_another_unit_are_not_taken_for_so_many_of_its_own(shop: Shop) -> None:
    """A kilogram has a thousand grams, and a lamp is counted in pieces."""
    with pytest.raises(InvalidNumber, match="is in kg, not in piece"):
        stock.receive(shop.company, shop.lamp.id, quantity("1.000", KILOGRAM), by=shop.sam)


@pytest.mark.parametrize(
    ("move", "count"), [(stock.receive, 0), (stock.receive, -1), (stock.adjust, 0)]
)
def test_goods_are_moved_by_more_than_none(shop: Shop, move: Any, count: int) -> None:
    with pytest.raises(InvalidNumber, match="must be more than 0"):
        move(shop.company, shop.lamp.id, pieces(count), by=shop.sam)

    assert shop.on_shelf() == (0, 0)


def test_goods_that_nobody_knows_are_not_taken(shop: Shop) -> None:
    with pytest.raises(LookupError, match="no StockItem is on file under nowhere"):
        stock.receive(shop.company, "nowhere", pieces(1), by=shop.sam)


@pytest.mark.parametrize("length", [180, 200])
def test_a_reference_as_long_as_a_short_text_is_unique_and_found(shop: Shop, length: int) -> None:
    reference = "r" * length
    grace = shop.company.file(Customer(name="Grace Hopper", external_ref=reference))
    shop.company.file(Customer(name="Ada", external_ref="s" * length))

    with pytest.raises(StepRefused, match="on file already"):
        shop.company.file(Customer(name="Another", external_ref=reference))

    found = shop.company.find_filed(Customer, external_ref=reference)
    assert [one.id for one in found] == [grace.id]
    assert verify(shop.company).ok
