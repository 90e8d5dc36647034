"""Publishing: a document shows what its class names, and nothing else."""

from datetime import date

import pytest

from fbo.kernel.document import Address, Document, Many, Personal, Value
from fbo.kernel.errors import DefinitionError, UnknownField
from fbo.kernel.money import Money, eur
from fbo.kernel.publishing import published, visibility
from fbo.kernel.text import ShortText


class Copy(Value):
    """A part, of which the cost stays inside."""

    public = ("title", "price")
    restricted = ("cost",)

    title: ShortText
    price: Money
    cost: Money = eur("0.00")


class Parcel(Document):
    """A document with parts, and a property worked out from them."""

    public = ("copies", "ship_to", "promised", "total")

    copies: Many[Copy] = ()
    ship_to: Personal[Address] = Address()
    promised: date | None = None
    note: ShortText = ""

    @property
    def total(self) -> Money:
        return Money.total((copy.price for copy in self.copies), "EUR")


BOOK = Copy(title="Middlemarch", price=eur("12.00"), cost=eur("7.00"))


def test_a_document_shows_what_its_class_names() -> None:
    parcel = Parcel(copies=[BOOK], promised=date(2026, 11, 27), note="a difficult customer")

    assert published(parcel) == {
        "copies": [{"title": "Middlemarch", "price": "12.00 EUR"}],
        "promised": "2026-11-27",
        "total": "12.00 EUR",
    }


def test_what_is_empty_is_left_out() -> None:
    assert published(Parcel()) == {"total": "0.00 EUR"}


def test_a_document_shows_nothing_unless_its_class_names_it() -> None:
    class Silent(Document):
        note: ShortText = "a word"

    assert published(Silent()) == {}


def test_a_subclass_shows_no_more_than_its_base_names() -> None:
    class Gift(Parcel):
        giver: ShortText = ""

    assert "giver" not in published(Gift(giver="Grace"))


def test_an_address_shows_what_is_written_on_the_parcel() -> None:
    parcel = Parcel(ship_to=Address(name="Ada Lovelace", city="London"))

    assert published(parcel)["ship_to"] == {"name": "Ada Lovelace", "city": "London"}


@pytest.mark.parametrize(
    ("name", "wanted"), [("title", "public"), ("cost", "restricted"), ("price", "public")]
)
def test_a_class_says_who_may_see_a_field(name: str, wanted: str) -> None:
    assert visibility(Copy, name) == wanted


def test_what_a_class_does_not_name_is_for_the_staff() -> None:
    assert visibility(Parcel, "note") == "office"


def test_a_field_that_is_not_there_is_seen_by_nobody() -> None:
    with pytest.raises(UnknownField):
        visibility(Parcel, "colour")


# What is refused when the class is made.


@pytest.mark.parametrize("where", ["public", "restricted"])
def test_a_class_cannot_show_a_field_it_does_not_have(where: str) -> None:
    with pytest.raises(UnknownField, match="colour"):
        type("Odd", (Document,), {where: ("colour",), "__module__": __name__})


def test_a_field_is_not_both_public_and_restricted() -> None:
    with pytest.raises(DefinitionError, match="Odd: note is both public and restricted"):

        class Odd(Document):
            public = ("note",)
            restricted = ("note",)

            note: ShortText = ""


def test_a_part_of_which_nothing_is_public_cannot_be_shown() -> None:
    class Cost(Value):
        amount: Money

    with pytest.raises(DefinitionError, match="costs is public, but nothing of a Cost is"):

        class Odd(Document):
            public = ("costs",)

            costs: Many[Cost] = ()
