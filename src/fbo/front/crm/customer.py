"""Customers: who buys, how to reach them, on what terms.

The records have no desk of their own; sales keeps them.  The lifecycle of a customer and his
consent come with their processes.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from fbo.front.crm.identity import digests, identity_key
from fbo.front.sales.desk import SALES_MANAGER, SALES_REP
from fbo.kernel.document import Address, Document, Id, Many, Personal, Value
from fbo.kernel.money import Money
from fbo.kernel.terms import PaymentTerms
from fbo.kernel.text import Name, ShortText
from fbo.kernel.times import Instant

CreditStatus = Literal["ok", "watch", "stop"]


class Identifier(Value):
    """A number somebody else knows the customer by: a tax id, a company register's number."""

    public: ClassVar[tuple[str, ...]] = ("scheme", "value")

    scheme: ShortText
    value: ShortText
    verified_at: Instant | None = None


class CustomerAddress(Address):
    """An address and what it is for."""

    public: ClassVar[tuple[str, ...]] = (*Address.public, "use")

    use: Literal["shipping", "billing", "both"] = "both"


class Customer(Document):
    """A person or an organisation that buys.

    `credit_limit=None` is unlimited: nothing is checked and nothing held.  `credit_status` is set
    by credit control, as is the limit: `stop` lets no order through.
    """

    keepers = (SALES_REP, SALES_MANAGER)
    # Who may owe how much is no decision of those who sell.
    kept_by: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "credit_limit": ("CREDIT_CLERK", "CONTROLLER"),
        "credit_status": ("CREDIT_CLERK", "CONTROLLER"),
    }
    indexed = ("external_ref", "identity")
    unique = ("external_ref",)
    public: ClassVar[tuple[str, ...]] = (
        *("name", "email", "phones", "addresses", "kind", "identifiers", "language"),
        *("currency", "payment_terms", "preferred_channel", "do_not_contact"),
    )
    restricted: ClassVar[tuple[str, ...]] = ("credit_limit", "credit_status", "service_flags")

    name: Personal[Name]
    email: Personal[ShortText] = ""
    phones: Personal[Many[ShortText]] = ()
    addresses: Personal[Many[CustomerAddress]] = ()
    kind: Literal["person", "organisation"] = "person"
    identifiers: Many[Identifier] = ()
    language: ShortText = "en"
    tz: ShortText = "UTC"
    currency: ShortText = "EUR"
    payment_terms: PaymentTerms = PaymentTerms.net(30)
    credit_limit: Money | None = None
    credit_status: CreditStatus = "ok"
    account_owner: Id | None = None
    parent_org: Id | None = None
    merged_into: Id | None = None
    created_from: Id | None = None
    segment_tags: Many[ShortText] = ()
    service_flags: Many[ShortText] = ()
    preferred_channel: Literal["email", "sms", "letter"] | None = None
    do_not_contact: bool = False
    external_ref: ShortText | None = None

    @property
    def identity(self) -> tuple[str, ...]:
        """What he is found by when he writes or calls: short digests of his addresses."""
        return digests((self.email, *self.phones))

    def is_known_as(self, address: str) -> bool:
        """Whether an e-mail address or a telephone number is one of his."""
        key = identity_key(address)
        return bool(key) and key in map(identity_key, (self.email, *self.phones))
