"""The troubles of the demonstration: what customers complain about, ask, and send back.

Data only: what is said, what is found, how it ends.  Who says it is in `fbo.company.demo.unhappy`,
what is done about it in `fbo.company.demo.service`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fbo.front.aftersales.goods_back import CustomerDisposition, ReturnReason, StockDisposition
from fbo.front.service import Category, ComplaintChannel, ComplaintOutcome, RootCause
from fbo.front.service.redress import RedressKind


@dataclass(frozen=True, slots=True)
class Trouble:
    """A complaint: what the customer says, what is found, and what he is offered for it.

    `asks` is what he is asked meanwhile, `waits_for` who outside is.  `escalates`: his agent gives
    it to the manager at once; `disputes`: he does not accept the answer, and the manager finds
    otherwise.
    """

    words: str
    category: Category
    outcome: ComplaintOutcome
    found: str
    cause: RootCause | None = None
    remedy: RedressKind | None = None
    channel: ComplaintChannel = "email"
    asks: str = ""
    waits_for: str = ""
    escalates: bool = False
    disputes: bool = False


TROUBLES: Final[Sequence[Trouble]] = (
    Trouble(
        "One of them came broken.",
        "product",
        "upheld",
        "There was nothing between it and the box.",
        cause=RootCause(code="packed too loosely", department="WAREHOUSE"),
        remedy="price_reduction",
    ),
    Trouble(
        "It was to come sooner.",
        "delivery",
        "not_upheld",
        "It came on the day that was named in the order.",
        channel="phone",
    ),
    Trouble(
        "I have asked for an answer three times.",
        "other",
        "upheld",
        "The letters lay on a desk of somebody who is ill.",
        cause=RootCause(code="nobody stands in", department="CUSTOMER_SERVICE"),
        remedy="goodwill",
        escalates=True,
    ),
    Trouble(
        "You have billed more than we agreed on.",
        "billing",
        "not_upheld",
        "The price is that of the order.",
        remedy="goodwill",
        channel="phone",
        disputes=True,
    ),
    Trouble(
        "It does not work.",
        "product",
        "upheld",
        "A contact is loose.",
        cause=RootCause(code="loose contact", department="QUALITY"),
        remedy="replacement",
        asks="Since when, and have you tried it in another room?",
    ),
    Trouble(
        "The parcel had been opened.",
        "delivery",
        "partly_upheld",
        "The carrier has opened it and closed it again; nothing is missing.",
        cause=RootCause(code="opened by the carrier", department="WAREHOUSE"),
        remedy="goodwill",
        waits_for="the carrier",
    ),
)
TROUBLE: Final[Mapping[str, Trouble]] = {trouble.words: trouble for trouble in TROUBLES}
"""A trouble by the customer's words."""

GOODWILL: Final = "15.00"
ON_REVIEW: Final = "What we agreed on by telephone had not been written down."


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants who does not complain, what is said to it, and asked of him first."""

    subject: str
    answer: str
    asks: str = ""


WISHES: Final[Sequence[Wish]] = (
    Wish("When do you deliver on Fridays?", "Between nine and three."),
    Wish("Please send the invoice once more.", "It is on its way.", "Which one of them?"),
    Wish("Do you deliver to the second floor?", "Yes, where there is a lift."),
)
WISH: Final[Mapping[str, Wish]] = {wish.subject: wish for wish in WISHES}
"""A wish by its subject."""

SENT_BACK: Final[Sequence[ReturnReason]] = ("not_wanted", "damaged", "other", "wrong_item")
"""Why something is sent back, in turn."""

USED: Final[ReturnReason] = "other"
"""Whoever has no better reason has used it: it is not taken back."""

AS_NEW: Final = "as the customer says"
ENDS: Final[Mapping[ReturnReason, tuple[StockDisposition, CustomerDisposition]]] = {
    "damaged": ("scrap", "credit"),
    "wrong_item": ("restock", "replace"),
}
"""What becomes of what came back, and what the customer has for it; else it is sold again."""
