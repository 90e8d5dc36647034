"""Remedies: what was agreed on a complaint, carried out as exactly one document each."""

from fbo.front.service.redress import Redress
from fbo.kernel.document import Document, Form, Id
from fbo.kernel.text import ShortText


class Remedy(Document):
    """One thing that was agreed, and the document it has become.

    `offer` is the version of the proposal it comes from, `place` which of its remedies it is.
    `document_ref` is set once, to the id of the document.
    """

    indexed = ("customer", "complaint")
    complaint: Id
    customer: Id
    currency: ShortText
    offer: int
    place: int
    what: Redress
    document_ref: Id | None = None
    failed_for: ShortText = ""


class Unable(Form):
    """Why a remedy cannot be carried out."""

    reason: ShortText
