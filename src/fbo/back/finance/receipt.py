"""Receipts: money that has come in, whoever reports it."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal, cast

from pydantic import model_validator

from fbo.kernel.document import Document, Id, Many, Value
from fbo.kernel.money import Money
from fbo.kernel.text import Name, ShortText
from fbo.kernel.times import Day, Instant
from fbo.workflow.guard import guard


class Allocated(Value):
    """What an invoice takes of a receipt."""

    public: ClassVar[tuple[str, ...]] = ("invoice", "amount")

    invoice: Id
    amount: Money


class Held(Value):
    """What is kept of a receipt for an order, as its prepayment."""

    public: ClassVar[tuple[str, ...]] = ("order", "amount")

    order: Id
    amount: Money


class ChargedBack(Value):
    """What a payer's bank has taken back, and what it calls that."""

    external_ref: ShortText
    amount: Money


class CustomerReceipt(Document):
    """Money a customer has paid, by bank, provider or cash.

    `invoices` are those it is meant for, in the order in which they take it; what they do not take
    becomes customer credit. `orders` are those it was paid for before they were billed; `held` what
    is kept for them, `allocated` what invoices have taken, `settles` the orders of those invoices:
    filled in as it happens. `authorised` is card money that is promised, `charged_back` what the
    payer's bank has taken back, `given_back` what refunds give back of it, `in_bank` what the
    bank's statements have shown. `reference`, made of `provider` and `external_ref`, is what no
    other receipt has: so a payment is one, however often it is reported.
    """

    indexed = ("customer", "external_ref")
    unique = ("reference",)
    public: ClassVar[tuple[str, ...]] = (
        "amount",
        "currency",
        "received_on",
        "channel",
        "orders",
        "allocated",
        "held",
    )
    restricted: ClassVar[tuple[str, ...]] = (
        "authorised",
        "authorised_until",
        "charged_back",
        "charge_backs",
        "given_back",
        "in_bank",
    )

    customer: Id
    amount: Money
    currency: ShortText
    received_on: Day
    channel: Literal["bank", "provider", "cash"] = "bank"
    provider: ShortText | None = None
    external_ref: ShortText | None = None
    reference: Name | None = None
    authorised: Money | None = None
    authorised_until: Instant | None = None
    charged_back: Money | None = None
    charge_backs: Many[ChargedBack] = ()
    given_back: Money | None = None
    in_bank: Money | None = None
    references: Many[ShortText] = ()
    invoices: Many[Id] = ()
    orders: Many[Id] = ()
    settles: Many[Id] = ()
    held: Many[Held] = ()
    allocated: Many[Allocated] = ()

    @model_validator(mode="before")
    @classmethod
    def _refer(cls, values: Any) -> Any:
        """A reference is unique for each provider; a bank's line has none beside its own."""
        if not isinstance(values, Mapping):
            return values
        given = cast("Mapping[str, Any]", values)
        ref = given.get("external_ref")
        if ref is None:
            return given
        return {**given, "reference": reference_of(given.get("provider"), ref)}

    @property
    def kept(self) -> Money:
        """What has not been taken back of it."""
        return self.amount if self.charged_back is None else self.amount - self.charged_back

    @property
    def refundable(self) -> Money:
        """What has neither been taken back of it nor is given back by a refund."""
        return self.kept if self.given_back is None else self.kept - self.given_back

    @property
    def unused(self) -> Money:
        """What neither an invoice has taken nor an order keeps."""
        taken = Money.total((part.amount for part in self.allocated), self.currency)
        held = Money.total((part.amount for part in self.held), self.currency)
        return self.kept - taken - held

    @property
    def uncleared(self) -> Money:
        """What the bank's statements have not shown of it yet."""
        return self.amount if self.in_bank is None else self.amount - self.in_bank


def reference_of(provider: str | None, external_ref: str) -> str:
    """What tells a payment from every other: the provider's name and what he calls it."""
    return f"{provider}:{external_ref}" if provider else external_ref


@guard(
    "a receipt is over an amount above zero, in its own currency",
    way_out="give it what has come, in its currency",
)
def is_money(receipt: CustomerReceipt) -> bool:
    """Whether the amount is positive and in the receipt's currency."""
    return receipt.amount.amount > 0 and receipt.amount.currency == receipt.currency
