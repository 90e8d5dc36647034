"""What may be filled in for each step of a complaint, so that some of it is refused.

A machine of complaints draws the amounts, the outcome, and whether a word is the last one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fbo.front.crm import Question, Reply
from fbo.front.service import (
    Acceptance,
    Acknowledgement,
    AdrDecision,
    AdrReferral,
    Agreement,
    Assessment,
    Brief,
    Complaint,
    ComplaintOutcome,
    ComplaintWithdrawal,
    CounterOffer,
    Decision,
    Dispute,
    Escalation,
    Findings,
    Heading,
    MissingFields,
    NewOffer,
    Proposal,
    Redress,
    Reopening,
    Review,
    RootCause,
    Settlement,
    ThirdPartyQuestion,
    ThirdPartyReply,
    Update,
)
from fbo.kernel.document import Form
from fbo.testing.complaints import LAST_WORD

__all__ = ["SECRETS", "Drawn"]

SECRETS: Final = ("a loose contact", "bad soldering", "within my limit")
"""What these forms say that no customer may see."""

CAUSE: Final = (RootCause(code="bad soldering"),)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn for a step of a complaint; `count` makes words differ from those before."""

    complaint: Complaint
    remedies: Sequence[Redress]
    outcome: ComplaintOutcome
    final: bool
    count: int
    today: date

    def form(self, step: str) -> Form | None:
        """The form for a step; `None` where it takes none."""
        return {**self._received(), **self._looked_into(), **self._answered()}.get(step)

    def _received(self) -> dict[str, Form]:
        return {
            "acknowledge": Acknowledgement(signed="Iris", next_on=self.today),
            "assess": Assessment(
                category="product",
                severity="critical" if self.final else "medium",
                regime=self.complaint.regime,
            ),
            "resolve_summary": Agreement(remedies=self.remedies, how="by phone", root_causes=CAUSE),
            "send_update": Update(text=f"We are at it ({self.count})."),
            "withdraw": ComplaintWithdrawal(how="by mail"),
            "reopen": Reopening(reason="again", evidence=("a film",)),
        }

    def _looked_into(self) -> dict[str, Form]:
        party = "the carrier"
        return {
            "investigate": Brief(),
            "return_incomplete": MissingFields(reason="unclear", missing=("evidence",)),
            "ask_customer": Question(text=f"Which lamp, number {self.count}?"),
            "send_question": Question(text=f"Which of the lamps, number {self.count}?"),
            "record_reply": Reply(channel="phone", text="The left one."),
            "ask_third_party": ThirdPartyQuestion(party=party, text="?", expected=self.today),
            "record_third_party_reply": ThirdPartyReply(text="It fell."),
            "submit_findings": self._found(),
            "escalate": Escalation(reason="he calls every hour"),
            "review": Review(
                asks_for_more=self.final, findings=self._found() if self.count % 2 else None
            ),
        }

    def _answered(self) -> dict[str, Form]:
        last, offer = LAST_WORD if self.final else None, self.complaint.offer
        return {
            "request_approval": Proposal(remedies=self.remedies),
            "approve": Decision(reasons="within my limit"),
            "deny": Decision(reasons="too much"),
            "propose": NewOffer(remedies=self.remedies, final=last),
            "reject": Decision(reasons="It is fine.", final=last),
            "finalise": LAST_WORD,
            "accept": Acceptance(version=offer.version if offer is not None else 1),
            "counter": CounterOffer(words="More!"),
            "dispute": Dispute(words="No!"),
            "refer_to_adr": AdrReferral(),
            "agree_settlement": Settlement(remedies=self.remedies),
            "record_adr_decision": AdrDecision(
                decision="pay", outcome="upheld", remedies=self.remedies if self.final else ()
            ),
        }

    def _found(self) -> Findings:
        heading = Heading(heading="flicker", outcome=self.outcome, facts="a loose contact")
        return Findings(headings=(heading,), root_causes=CAUSE)
