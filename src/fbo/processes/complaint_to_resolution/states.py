"""Where a complaint may be, on whose desk, and what is timed of it over all of its states."""

from datetime import datetime

from typing_extensions import TypeVar

from fbo.back.legal import LEGAL
from fbo.front.service import CUSTOMER_SERVICE, SERVICE_DEPARTMENT, Complaint, ComplaintPolicy
from fbo.kernel.calendar import Duration
from fbo.processes.complaint_to_resolution.desks import (
    APPROVERS,
    EXECUTES,
    INVESTIGATORS,
    approves,
    executes,
    investigates,
)
from fbo.processes.complaint_to_resolution.on_file import ComplaintOnFile
from fbo.workflow.clocks import clock
from fbo.workflow.state import State, one_of

C = TypeVar("C", bound=Complaint, default=Complaint)


def effective_receipt(complaint: Complaint) -> datetime | None:
    """From when its times count."""
    return complaint.effective_received_at


def resolution(case: ComplaintOnFile[Complaint]) -> Duration | None:
    """Our own time to put it right, by severity."""
    return case.policy(ComplaintPolicy).resolution.get(case.document.severity)


class ComplaintStates(ComplaintOnFile[C], abstract=True):
    """The states of a complaint, from the first word to the matter put right."""

    speaker = SERVICE_DEPARTMENT

    received = State(CUSTOMER_SERVICE, initial=True, label="Received")
    acknowledged = State(CUSTOMER_SERVICE, label="We are looking into it")
    assessed = State(CUSTOMER_SERVICE, label="We are looking into it")
    under_investigation = State(one_of(INVESTIGATORS, by=investigates), label="Being investigated")
    awaiting_customer = State(
        CUSTOMER_SERVICE, holder="customer", label="We need something from you"
    )
    awaiting_third_party = State(
        one_of(INVESTIGATORS, by=investigates),
        holder="third party",
        label="Waiting for {waits_for}",
    )
    findings_ready = State(CUSTOMER_SERVICE, label="Being investigated")
    awaiting_approval = State(one_of(APPROVERS, by=approves), label="Being investigated")
    offer_sent = State(CUSTOMER_SERVICE, holder="customer", label="Our proposal is with you")
    not_upheld_sent = State(CUSTOMER_SERVICE, holder="customer", label="Our answer is with you")
    under_review = State(CUSTOMER_SERVICE, label="Under senior review")
    accepted = State(CUSTOMER_SERVICE, label="Agreed")
    in_remedy = State(one_of(EXECUTES, by=executes), label="Being put right")
    referred_to_adr = State(LEGAL, holder="third party", label="With {adr_body}")
    resolved = State(CUSTOMER_SERVICE, label="Resolved")
    closed = State(at_rest=True, label="Closed")
    withdrawn = State(at_rest=True, label="Withdrawn")
    forwarded = State(final=True, label="Forwarded")
    duplicate = State(final=True, label="Duplicate")

    # What the law gives us, which runs whoever holds the complaint.  Of all its clocks only the one
    # of the final response flags it: whoever is merely slow has still time.
    ack = clock(
        within=lambda case: case.regime.ack,
        since=effective_receipt,
        met=lambda complaint: complaint.acknowledged_at,
        kind="statutory",
        escalates=0,
    )
    final = clock(
        within=lambda case: case.regime.final,
        since=effective_receipt,
        met=lambda complaint: complaint.final_at,
        kind="statutory",
    )
    remedy = clock(
        within=lambda case: case.regime.remedy,
        starts=(accepted, in_remedy),
        stops=resolved,
        for_good=True,
        again=True,
        kind="statutory",
        escalates=0,
    )

    # What we give ourselves, which pauses while the customer has a question to answer.
    update = clock(
        within=lambda case: case.regime.update,
        since=lambda complaint: complaint.told_at,
        stops=(referred_to_adr, resolved),
        again=True,
        escalates=0,
    )
    resolution = clock(
        within=resolution, since=effective_receipt, stops=(referred_to_adr, resolved), escalates=0
    )
