"""What lies on the desk beside a complaint, and what must hold for it.

The customer, the remedies it has come to, the invoices it is about with what was credited of them;
the rules that ask them; and what the effects of its process have in common.  Its states and steps
are in the modules beside this one.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from typing_extensions import TypeVar

from fbo.front.crm import Customer
from fbo.front.sales import Order
from fbo.front.service import (
    SERVICE_MANAGER,
    Acceptance,
    AdrDecision,
    Agreement,
    Complaint,
    ComplaintPolicy,
    FinalResponse,
    Findings,
    NewOffer,
    Offer,
    Proposal,
    Redress,
    Regime,
    Response,
    ResponseKind,
    Settlement,
    worth,
)
from fbo.kernel.errors import Reason
from fbo.kernel.money import Money
from fbo.kernel.people import FRONT
from fbo.processes.complaint_to_resolution.beginning import concerned, sold_by
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.messaging import Messaging
from fbo.processes.prevention import Prevention
from fbo.processes.remedying import (
    Remedying,
    why_not_capped,
    why_not_corrected,
    why_not_offered,
    why_not_put_right,
)
from fbo.workflow.guard import rule
from fbo.workflow.handing import sits_at
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process
from fbo.workflow.timing import clocks_of

C = TypeVar("C", bound=Complaint, default=Complaint)

NOTHING = Decimal(0)
SETTLED = ("resolved", "closed", "withdrawn", "forwarded", "duplicate")
FAILED = ("failed", "cancelled")


def is_granted(remedy: Remedying) -> bool:
    """Whether a remedy has not failed, and was not cancelled."""
    return remedy.state.name not in FAILED


def _orders(case: "ComplaintOnFile[Complaint]", form: object) -> list[str]:
    """The orders that a complaint is about, and those that its invoices have billed."""
    billed = (order for one in case.invoices.values() for order in one.document.orders)
    return [*sold_by(case.document, form), *billed]


class ComplaintOnFile(Process[C], abstract=True):
    """A complaint with all that is on file beside it; no process of its own."""

    # On file: what lies on the desk beside the complaint.
    customer = on_file(Customer, lambda complaint: complaint.customer)
    remedies = on_file.children(Remedying)
    conversations = on_file.children(Messaging)
    remedies_of_his = on_file.cases(Remedying, "customer", lambda complaint: complaint.customer)
    invoices = on_file.every_case(InvoiceToCash, concerned)
    causes = on_file.cases(Prevention, "code", lambda complaint: complaint.causes)
    orders = on_file.every(Order, _orders, of_case=True)
    credit_notes = on_file.cases(Crediting, "customer", lambda complaint: complaint.customer)

    # What must hold of what it is about.
    @rule("the customer is one with another", way_out="name the other")
    def customer_is_there(self) -> bool:
        """Whether the customer is on file, and not merged into another."""
        return self.customer.merged_into is None

    @rule("it is said to have come later than now", way_out="say when it came, or leave it open")
    def has_come(self) -> bool:
        """Whether it was received by now: times count from then."""
        received = self.document.received_at
        return received is None or received <= self.now

    @rule(
        "it is about what somebody else was sold or billed",
        code="not_his_own",
        way_out="name what is his; for whom he speaks, we write it down",
    )
    def is_about_his_own(self) -> bool:
        """Whether its orders and invoices are the customer's; who speaks for another is believed.

        By those who work here, that is: they have seen the proof.
        """
        him, complaint = self.document.customer, self.document
        if complaint.on_behalf_of and complaint.authority_proof and self.by.kind == "employee":
            return True
        billed = (one.document.customer for one in self.invoices.values())
        sold = (order.customer for order in self.orders.values())
        return {him, *billed, *sold} == {him}

    # What must hold of remedies.
    @rule("nothing is proposed", way_out="name what is to put it right")
    def proposes_something(self, form: Agreement | NewOffer | Proposal | Settlement) -> bool:
        """Whether there is a remedy at all."""
        return bool(form.remedies)

    @rule("that is no remedy we carry out", code="no_such_remedy")
    def can_be_carried_out(
        self, form: Agreement | NewOffer | Proposal | Settlement | AdrDecision
    ) -> bool | Reason:
        """Whether each remedy says what it needs to, on an invoice this complaint is about."""
        notes = [n.document for n in self.credit_notes if n.state != Crediting.cancelled]
        wrong = (
            why_not_corrected(one, self.invoices, notes, self.customer) for one in form.remedies
        )
        return self._why_unfit(form.remedies) or next(filter(None, wrong), None) or True

    @rule("more would be put right than was delivered", code="qty_exceeds_delivered")
    def is_within_what_was_delivered(
        self, form: Agreement | NewOffer | Proposal | Settlement | AdrDecision
    ) -> bool | Reason:
        """Whether each unit was delivered, and the customer has had nothing else for it."""
        if self._why_unfit(form.remedies) is not None:
            return True
        return why_not_put_right(form.remedies, self.invoices, self.orders) or True

    @rule("more would be credited than was billed", code="credit_cap")
    def is_within_what_was_billed(
        self, form: Agreement | NewOffer | Proposal | Settlement
    ) -> bool | Reason:
        """Whether each line has so much left, over all complaints, returns and cancellations."""
        if self._why_unfit(form.remedies) is not None:
            return True
        notes = [n.document for n in self.credit_notes if n.state != Crediting.cancelled]
        return why_not_capped(form.remedies, self.invoices, notes) or True

    @rule("it is more than you may offer", code="beyond_authority")
    def is_within_authority(self, form: Agreement | NewOffer) -> bool | Reason:
        """Whether all remedies of the complaint together are within it, or were approved."""
        if self._is_approved(form.remedies):
            return True
        limit, total = self._authority(), self._total(form.remedies)
        if total.amount <= limit:
            return self._may_give_goodwill(form.remedies)
        return Reason(
            "beyond_authority",
            f"{total} on this complaint is more than the {limit} you may offer",
            {"limit": str(limit), "total": str(total)},
            way_out="request approval",
        )

    @rule("it is within your own authority", way_out="propose it")
    def is_beyond_authority(self, form: Proposal) -> bool:
        """Whether somebody else has to approve it."""
        goodwill = self._may_give_goodwill(form.remedies) is True
        return self._total(form.remedies).amount > self._authority() or not goodwill

    # What must hold of times.
    @rule("it is too late to settle it on the spot", way_out="let it be investigated")
    def is_in_time_for_a_summary(self) -> bool:
        """Whether a summary resolution is still possible."""
        return self.now <= self.summary_until

    @rule("the proposal is not the current one", code="offer_replaced")
    def is_the_current_offer(self, form: Acceptance) -> bool:
        """Whether the version accepted is that of the last proposal."""
        offer = self.document.offer
        return offer is not None and offer.version == form.version

    @rule("the proposal has expired", code="offer_expired", way_out="ask for it to be renewed")
    def is_still_valid(self) -> bool:
        """Whether the last proposal may still be accepted."""
        offer = self.document.offer
        return offer is not None and self.now <= offer.valid_until

    @rule("the final response has not been sent", way_out="finalise it first")
    def final_was_sent(self) -> bool:
        """Whether the customer has our last word."""
        return self.document.final_at is not None

    @rule("our last word was not said yet, and we are not late", code="not_yet_final")
    def may_go_outside(self) -> bool | Reason:
        """Whether an outside body may be turned to: within its window, or where we are late."""
        until = self.document.adr_until
        if until is not None and self.now > until:
            over = "the time to turn to it is over"
            return Reason("adr_window_over", over, {"until": str(until)})
        return until is not None or self.is_late

    # What must hold of people.
    @rule("it lies on another desk", way_out="ask the desk it lies on")
    def is_ours(self) -> bool:
        """Whether who acts sits at the desk on which it lies."""
        return sits_at(self.by, self.state.desk_of(self.document))

    @rule("whoever is complained about, or looked into it before, does not investigate it")
    def is_impartial(self) -> bool:
        """Whether the hand is neither the person complained about nor an earlier investigator."""
        persons = {*self.hand.persons, self.hand.id}
        return not persons & self._partial

    @rule("whoever is complained about does not decide it", way_out="leave it to a colleague")
    def is_not_about_him(self) -> bool:
        """Whether the hand is not the person complained about."""
        return not {*self.hand.persons, self.hand.id} & self.document.complained_about

    @rule("it has no findings", way_out="let it be investigated")
    def has_findings(self) -> bool:
        """Whether it is known what happened."""
        return bool(self.document.findings)

    @rule("each point needs an outcome, and it a cause, or a word why there is none")
    def is_found_out(self, form: Findings) -> bool:
        """Whether the findings say all they have to."""
        return bool(form.headings) and bool(form.root_causes or form.no_cause)

    @rule("its cause is not known", way_out="name a cause, or why there is none")
    def knows_its_cause(self) -> bool:
        """Whether it may be closed."""
        return self.document.has_a_cause

    # What is worked out.
    @property
    def answers_for_it(self) -> str:
        """Its owner in the front office; before there is one, whoever has taken it in."""
        return self.document.owner or self.facts.owner

    @property
    def is_disputing(self) -> bool:
        """Whether what it claims is still disputed: it is open, and not put right."""
        return self.state.name not in SETTLED

    @property
    def open_question(self) -> str:
        """What the customer was asked last and has not answered."""
        asked = (one.text for one in reversed(self.document.asked) if one.answered_at is None)
        return next(asked, "")

    @property
    def regime(self) -> Regime:
        """What its regime says."""
        return self.policy(ComplaintPolicy).regime(self.document.regime)

    @property
    def began_at(self) -> datetime:
        """From when its times count."""
        return self.document.effective_received_at or self.now

    @property
    def summary_until(self) -> datetime:
        """Up to when it may be settled on the spot."""
        return self.calendar.add(self.began_at, self.regime.summary)

    @property
    def is_late(self) -> bool:
        """Whether the final response is overdue and has not been sent, be it closed meanwhile."""
        final = clocks_of(self, self.now).get("final")
        return self.document.final_at is None and final is not None and final.due <= self.now

    @property
    def _partial(self) -> frozenset[str]:
        """Who may not look into it: those it is about, and who did so at an earlier level."""
        level = self.document.level
        earlier = {one.person for one in self.document.investigators if one.level < level}
        return self.document.complained_about | earlier

    def _why_unfit(self, remedies: Sequence[Redress]) -> Reason | None:
        """Why something says too little, or is about what the complaint is not about."""
        for one in remedies:
            if one.invoice is not None and one.invoice not in self.document.invoices:
                sentence = "the complaint is not about this invoice"
                return Reason("no_such_invoice", sentence, way_out="name it among its subjects")
            if one.order is not None and one.order not in self.document.orders:
                sentence = "the complaint is not about this order"
                return Reason("no_such_order", sentence, way_out="name it among its subjects")
        return why_not_offered(remedies, self.invoices, self.document.currency)

    def _granted(self) -> list[Redress]:
        """The remedies that it has come to, but for those that failed."""
        return [one.document.what for one in self.remedies if is_granted(one)]

    def _total(self, more: Sequence[Redress]) -> Money:
        """What all comes to; what is sent once more, at least what it was sold at."""
        every = (*self._granted(), *more)
        sold = (self._sold_at(one) for one in every)
        least = Money.total((one for one in sold if one is not None), self.document.currency)
        return worth(every, self.document.currency) + least

    def _sold_at(self, one: Redress) -> Money | None:
        """By how much a replacement is worth more than it says; `None`: by nothing."""
        order = self.orders.get(one.order or "")
        if one.kind != "replacement" or order is None or one.quantity is None:
            return None
        lines = (line for line in order.lines if line.line == one.order_line)
        sold = [line.value(one.quantity) for line in lines if line.unit == one.quantity.unit]
        if not sold or one.amount is None or sold[0].currency != one.amount.currency:
            return None
        return max(sold[0] - one.amount, one.amount - one.amount)

    def _authority(self) -> Decimal:
        """Up to what the actor may offer on one complaint."""
        own = self.by.authority.get("remedy")
        if own is not None and own.currency == self.document.currency:
            return own.amount
        ladder = self.policy(ComplaintPolicy).authority
        return max((ladder.get(role.name, NOTHING) for role in self.by.roles), default=NOTHING)

    def _is_approved(self, remedies: Sequence[Redress]) -> bool:
        approved = self.document.approved
        return approved is not None and tuple(approved.remedies) == tuple(remedies)

    def _may_give_goodwill(self, remedies: Sequence[Redress]) -> bool | Reason:
        """Whether the customer has not had so much goodwill that the manager decides."""
        policy = self.policy(ComplaintPolicy)
        if self.by.has_any((SERVICE_MANAGER,)) or all(one.kind != "goodwill" for one in remedies):
            return True
        had = sum(
            1
            for one in self.remedies_of_his
            if one.document.what.kind == "goodwill"
            and one.state.name not in FAILED
            and self.calendar.add(datetime.fromisoformat(one.facts.entered), policy.goodwill_within)
            >= self.now
        )
        if had + sum(one.kind == "goodwill" for one in remedies) <= policy.goodwill:
            return True
        sentence = f"the customer has had {had} goodwill remedies already"
        return Reason("goodwill_again", sentence, {"had": had}, "ask the manager")

    # What the effects have in common.
    def _kept(self, **changes: object) -> C:
        """The complaint with some changes; who acts first of the front office answers for it."""
        sits = any(desk.office == FRONT for role in self.hand.roles for desk in role.desks)
        if self.document.owner is None and self.hand.kind == "employee" and sits:
            changes["owner"] = self.hand.id
        return self.change(**changes)

    def _answered(self, kind: ResponseKind, **changes: object) -> C:
        """The customer was answered: before or with the first answer, it is acknowledged."""
        told = (*self.document.responses, Response(kind=kind, at=self.now))
        if not self.document.responses and kind != "ack":
            told = (Response(kind="ack", at=self.now), *told)
        return self._kept(responses=told, **changes)

    def _final(self, form: FinalResponse, **changes: object) -> C:
        """Our last word was said: the time of the outside body begins."""
        if self.document.final_at is not None:
            return self._answered("final", **changes)
        return self._answered(
            "final",
            answer=f"{form.decision}\n\n{form.reasons}",
            adr_body=form.adr_body or self.regime.body,
            adr_until=self.calendar.add(self.now, self.regime.adr),
            **changes,
        )

    def _offered(self, remedies: Sequence[Redress]) -> tuple[Offer, ...]:
        """All proposals, with a new one."""
        valid = self.policy(ComplaintPolicy).offer_valid
        new = Offer(
            version=len(self.document.offers) + 1,
            remedies=remedies,
            made_at=self.now,
            valid_until=self.calendar.add(self.now, valid),
            by=self.hand.id,
        )
        return (*self.document.offers, new)

    def _say(self, template: str, **data: object) -> None:
        """Fill in a notice: all of them name the complaint by its number."""
        self.tell(template, number=self.document.number, **data)
