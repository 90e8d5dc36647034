"""Beginning: what is known of a complaint when it is taken in, and what it is about.

Nothing here looks further than the complaint and the form of a step; whether it is the customer
himself who takes it in, the process asks.
"""

from typing import Final

from fbo.front.service import Assessment, Complaint
from fbo.kernel.errors import Reason
from fbo.workflow.guard import guard


def concerned(complaint: Complaint, form: object) -> tuple[str, ...]:
    """The invoices that a complaint is about, and those that a form says it is about, too."""
    return (*complaint.invoices, *(form.invoices if isinstance(form, Assessment) else ()))


def sold_by(complaint: Complaint, form: object) -> tuple[str, ...]:
    """The orders that a complaint is about, and those that a form says it is about, too."""
    return (*complaint.orders, *(form.orders if isinstance(form, Assessment) else ()))


@guard("it does not say what is wrong", way_out="write down what the customer says")
def says_what_is_wrong(complaint: Complaint) -> bool:
    """Whether the customer's words are there."""
    return bool(complaint.statement.strip())


SAID_AT_FIRST: Final = frozenset(
    (
        *("customer", "external_ref", "channel", "received_at", "on_behalf_of", "authority_proof"),
        *("statement", "desired_remedy", "subjects", "claims", "currency", "category", "severity"),
        *("complexity", "distress", "safety", "regime", "confidentiality", "vexatious"),
        *("evidence", "linked", "agency"),
    )
)
"""What may be known of a complaint when it is taken in; all else comes of its steps."""


@guard("a complaint begins with nothing done of it", way_out="say what is wrong, and nothing else")
def has_only_begun(complaint: Complaint) -> bool:
    """Whether nobody has owned, found, offered or answered anything yet."""
    fields = Complaint.model_fields.items()
    return all(
        getattr(complaint, name) == field.default
        for name, field in fields
        if name not in SAID_AT_FIRST
    )


OURS_TO_SAY: Final = (
    *("received_at", "severity", "complexity", "regime", "confidentiality", "vexatious"),
    "agency",
)
"""What nobody says of his own complaint: when it reached us, how grave it is, under which law."""


def why_not_his_to_say(complaint: Complaint) -> Reason | None:
    """Why a customer may not take in his own complaint so: it says what is ours to say."""
    fields = Complaint.model_fields
    said = [name for name in OURS_TO_SAY if getattr(complaint, name) != fields[name].default]
    if not said:
        return None
    return Reason(
        "says_only_his_own",
        f"it says what is ours to say: {', '.join(name.replace('_', ' ') for name in said)}",
        {"fields": said},
        way_out="leave that out, and say what is wrong",
    )
