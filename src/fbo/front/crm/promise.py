"""Promises: what the front office has told a customer will happen, and until when."""

from typing import ClassVar

from fbo.kernel.document import Document, Form, Id, Many, Personal
from fbo.kernel.text import Name, ShortText
from fbo.kernel.times import Instant


class Promise(Document):
    """What a customer was promised.

    `about` is the case it was promised in; `made_by` the front-office department that answers for
    it; `what` a word for texts and figures (`delivery`), `text` the words that were said, if they
    were words of their own.  It is kept until `due`, that instant included.  `depends_on` names the
    facts that keep it, as the journal does (`Shipping.confirm_delivery`).  `warned_at` is when the
    customer was told that it may not be kept, `because` why that is; `instead_of` is the
    promise whose place it took, `replaced_by` the one that took its place, due at `moved_to`.
    """

    indexed = ("customer", "about")
    public: ClassVar[tuple[str, ...]] = ("what", "text", "due")

    customer: Id
    about: Id | None = None
    made_by: ShortText
    what: ShortText = ""
    text: Personal[ShortText] = ""
    due: Instant
    depends_on: Many[ShortText] = ()
    because: ShortText = ""
    warned_at: Instant | None = None
    instead_of: Id | None = None
    replaced_by: Id | None = None
    moved_to: Instant | None = None


class Risk(Form):
    """Why a promise may not be kept: a word (`backordered`) or a sentence for colleagues."""

    because: Name


class NewPromise(Form):
    """What is promised instead, and until when; without a text, the same as before."""

    due: Instant
    text: Personal[ShortText] = ""


class Withdrawal(Form):
    """Why a promise is taken back; the customer reads it."""

    reason: Name
