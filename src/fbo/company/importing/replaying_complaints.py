"""Replaying complaints: the agency's file, taken through complaint-to-resolution.

A complaint is opened on the day the agency received it, and worked from the day it was sent to the
company; steps of which the file knows no day are taken on that day.  The agency's words (in time,
disputed, what was answered) stay its own, beside the complaint; whether we were late is judged by
our clocks.

What was answered decides how far a complaint goes:

    In progress, late, or no word    it is under investigation
    closed without relief            the answer is that nothing is upheld, which is accepted,
                                     or disputed, where the agency says so
    closed with relief               a proposal, accepted and carried out; disputed after all,
                                     it is taken up again
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from fbo.adapters.clocks import SettableClock
from fbo.back.people import Employee
from fbo.back.production import INSPECTOR
from fbo.company.company import Company
from fbo.company.importing.cfpb import NO_RELIEF, RELIEF, ComplaintRow
from fbo.company.importing.replaying import Progress, Replaying
from fbo.front.crm import Customer, CustomerAddress
from fbo.front.service import (
    SERVICE_AGENT,
    Acceptance,
    Acknowledgement,
    AgencyRecord,
    Assessment,
    Brief,
    Complaint,
    ComplaintChannel,
    ComplaintOutcome,
    Decision,
    Dispute,
    Findings,
    Heading,
    NewOffer,
    Redress,
    Reopening,
    Subject,
)
from fbo.kernel.people import THE_SYSTEM, Actor, Role
from fbo.processes.complaint_to_resolution import ComplaintToResolution as Complaints

AGENCY: Final = "CFPB"
COUNTRY: Final = "US"
CURRENCY: Final = "USD"
UNSAID: Final = "the agency's file does not say why"
NO_WORDS: Final = "The agency has published no words of the complainant."
CHANNELS: Final[dict[str, ComplaintChannel]] = {
    "web": "web",
    "phone": "phone",
    "email": "email",
    "postal mail": "letter",
    "fax": "letter",
    "referral": "letter",
}
"""Over which channel a complaint came, by the agency's word; the web where it has another."""

DISPUTED: Final = "he disputes the answer"
HEARD_WITHIN: Final = timedelta(days=15)
"""Within so many days companies are to answer what the agency sends them."""

RECEIVED, SENT = 0, 1
"""What happens on one day, in this order."""


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """That a complaint came, or was sent on, on a day; `nth` is its place in the file."""

    day: date
    kind: int
    nth: int


def events(complaints: tuple[ComplaintRow, ...]) -> tuple[Event, ...]:
    """What happened, in order; nothing is sent on before it came, whatever the file says."""
    found: list[Event] = []
    for nth, row in enumerate(complaints):
        found.append(Event(row.received, RECEIVED, nth))
        found.append(Event(max(row.sent or row.received, row.received), SENT, nth))
    return tuple(sorted(found))


def replay_complaints(
    company: Company,
    complaints: tuple[ComplaintRow, ...],
    clock: SettableClock,
    progress: Progress | None = None,
) -> None:
    """Replay complaints in a company that runs by this clock; it ends on the last day, at nine.

    What the company has already is left as it is.  No step is taken that the file does not tell of:
    what our clocks would have had done meanwhile (reminders, reviews) is left to `run_due`; that a
    step was late is noted with the step.  Raises `InputError` for a company of another clock.
    """
    _Replay(company, complaints, clock).run(progress)


class _Replay(Replaying):
    """One run over the file."""

    source = "cfpb"

    def __init__(
        self, company: Company, complaints: tuple[ComplaintRow, ...], clock: SettableClock
    ) -> None:
        super().__init__(company, clock)
        self.complaints = complaints
        self.agent = self.inspector = THE_SYSTEM

    def run(self, progress: Progress | None) -> None:
        """Everything, in order."""
        happened = events(self.complaints)
        if not happened:
            return
        self.set_clock(happened[0].day)
        self.finish_what_was_cut_off()
        self.agent = self._hire("Agent", SERVICE_AGENT)
        self.inspector = self._hire("Inspector", INSPECTOR)
        act = {RECEIVED: self._receive, SENT: self._work}
        for number, event in enumerate(happened, start=1):
            self.set_clock(event.day)
            act[event.kind](self.complaints[event.nth])
            if progress is not None:
                progress(number, len(happened))

    def _hire(self, name: str, role: Role) -> Actor:
        hired = Employee(name=name, roles=(role.name,), external_ref=self.reference(name.lower()))
        return Actor.employee(self.on_file(hired, name.lower()), role)

    # --- what happens ---------------------------------------------------------------------------

    def _receive(self, row: ComplaintRow) -> None:
        """It comes: from somebody whom the file does not name."""
        key = (Complaints.family, self.reference(row.id))
        if key in self.there.ids:
            return
        where = CustomerAddress(region=row.state, postal_code=row.zip_code, country=COUNTRY)
        complainant = Customer(
            name=f"Complainant {row.id}",
            addresses=(where,),
            currency=CURRENCY,
            external_ref=self.reference(row.id),
        )
        complaint = Complaint(
            customer=self.on_file(complainant, row.id),
            external_ref=self.reference(row.id),
            channel=CHANNELS.get(row.submitted_via.casefold(), "web"),
            statement=row.narrative or row.issue or NO_WORDS,
            currency=CURRENCY,
            agency=_record(row),
        )
        opened = self.company.open(Complaints, complaint, by=self.agent)
        self.there.ids[key] = opened.id

    def _work(self, row: ComplaintRow) -> None:
        """Go on from wherever it is, as far as the file says that it went."""
        id_ = self.there.ids[Complaints.family, self.reference(row.id)]
        course = _Course(self, row, self.company.case(Complaints, id_))
        while (step := course.next_step()) is not None:
            step()
            course.case = self.company.case(Complaints, id_)


class _Course:
    """The course of one complaint, from wherever it is to where the file says that it came."""

    def __init__(self, replay: _Replay, row: ComplaintRow, case: Complaints) -> None:
        self.agent, self.inspector = replay.agent, replay.inspector
        self.today = replay.clock.now().date()
        self.row = row
        self.case = case
        self.complainant = Actor.customer(case.document.customer)
        # What was told first stands: a later file that tells more does not change what was done.
        told = case.document.agency or _record(row)
        self.response, self.disputed = told.response, bool(told.disputed)
        self.relieved = told.response in RELIEF

    def next_step(self) -> Callable[[], None] | None:
        """What is done next; `None`: the file says no more."""
        if self.case.document.reopen_count:
            return None
        answered = self.relieved or self.response in NO_RELIEF
        steps: dict[str, Callable[[], None] | None] = {
            "received": self._acknowledge,
            "acknowledged": self._assess,
            "assessed": self._investigate,
            "under_investigation": self._find_out if answered else None,
            "findings_ready": self._propose if self.relieved else self._turn_down,
            "offer_sent": self._accept,
            "not_upheld_sent": self._dispute if self.disputed else self._accept_decision,
            "resolved": self._close,
            "closed": self._take_up_again if self.relieved and self.disputed else None,
        }
        return steps.get(self.case.state.name)

    def _acknowledge(self) -> None:
        form = Acknowledgement(signed="Agent", next_on=self.today + HEARD_WITHIN)
        self.case.acknowledge(form, by=self.agent)

    def _assess(self) -> None:
        record = Subject(kind="agency", id=self.case.document.external_ref or self.case.id)
        form = Assessment(category="other", severity="medium", subjects=(record,))
        self.case.assess(form, by=self.agent)

    def _investigate(self) -> None:
        self.case.investigate(Brief(what=self.row.issue), by=self.agent)

    def _find_out(self) -> None:
        outcome: ComplaintOutcome = "upheld" if self.relieved else "not_upheld"
        what = self.row.issue or self.row.product or "the complaint"
        found = Findings(headings=(Heading(heading=what, outcome=outcome),), no_cause=UNSAID)
        self.case.submit_findings(found, by=self.inspector)

    def _propose(self) -> None:
        relief = Redress(kind="relief", reason=self.response)
        self.case.propose(NewOffer(remedies=(relief,)), by=self.agent)

    def _turn_down(self) -> None:
        self.case.reject(Decision(reasons=self.response), by=self.agent)

    def _accept(self) -> None:
        offer = self.case.document.offer
        version = offer.version if offer is not None else 0
        self.case.accept(Acceptance(version=version), by=self.complainant)

    def _accept_decision(self) -> None:
        self.case.accept_decision(by=self.complainant)

    def _dispute(self) -> None:
        self.case.dispute(Dispute(), by=self.complainant)

    def _close(self) -> None:
        self.case.close(by=self.agent)

    def _take_up_again(self) -> None:
        self.case.reopen(Reopening(reason=DISPUTED), by=self.complainant)


def _record(row: ComplaintRow) -> AgencyRecord:
    """What the agency says, in its own words."""
    return AgencyRecord(
        agency=AGENCY,
        received=row.received,
        sent=row.sent,
        product=row.product,
        company=row.company,
        response=row.response,
        timely=row.timely,
        disputed=row.disputed,
    )
