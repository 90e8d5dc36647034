"""Remedying: what was agreed on a complaint becomes exactly one document, and is done.

A remedy is opened by its complaint, issued by itself as soon as it can be, and follows its document
from then on: the credit note that is posted, the refund that is paid.  One that cannot be carried
out fails, which its complaint hears at once.
"""

from collections.abc import Iterable, Mapping

from fbo.back.finance import (
    AR_CLERK,
    CONTROLLER,
    RECEIVABLES,
    Credit,
    CreditNote,
    CreditReason,
    CreditWanted,
    Refund,
    why_not_credited,
)
from fbo.back.production import PLANNER, PRODUCTION
from fbo.back.warehouse import STOREKEEPER, WAREHOUSE, WarehousePolicy, stock
from fbo.front.aftersales import Return, ReturnLine
from fbo.front.sales import Order
from fbo.front.service import (
    CUSTOMER_SERVICE,
    SERVICE_AGENT,
    SERVICE_LEAD,
    SERVICE_MANAGER,
    Redress,
    Remedy,
    Unable,
    replacement_for,
    why_not_replaced,
)
from fbo.kernel.calendar import business_days
from fbo.kernel.errors import Reason
from fbo.kernel.people import SYSTEM, Desk
from fbo.kernel.quantity import Quantity, Unit
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.order_to_cash import OrderToCash
from fbo.processes.refunding import Refunding
from fbo.processes.return_to_settlement import ReturnToSettlement
from fbo.workflow.guard import rule
from fbo.workflow.on_file import on_file
from fbo.workflow.process import Process
from fbo.workflow.reaction import when
from fbo.workflow.state import State, one_of

EXECUTORS: Mapping[str, Desk] = {
    "apology": CUSTOMER_SERVICE,
    "explanation": CUSTOMER_SERVICE,
    "relief": CUSTOMER_SERVICE,
    "replacement": WAREHOUSE,
    "return_collection": WAREHOUSE,
    "repair": PRODUCTION,
}
"""Which desk carries out a remedy; all others receivables do."""

CREDITS: Mapping[str, CreditReason] = {
    "price_reduction": "price",
    "refund": "quality",
    "goodwill": "goodwill",
}
"""The remedies that are credit notes, and the reason that stands on these."""

GOODS = ("replacement", "return_collection")
"""The remedies that are goods: sent once more, or fetched."""

DESKS = (RECEIVABLES, WAREHOUSE, PRODUCTION, CUSTOMER_SERVICE)
CLERKS = (AR_CLERK, CONTROLLER, STOREKEEPER, PLANNER, SERVICE_AGENT, SERVICE_LEAD, SERVICE_MANAGER)


def executor(kind: str) -> Desk:
    """The desk that carries out a remedy of a kind."""
    return EXECUTORS.get(kind, RECEIVABLES)


def desk_of(remedy: Remedy) -> Desk:
    """The desk on which a remedy lies."""
    return executor(remedy.what.kind)


def why_not_offered(remedies: Iterable[Redress]) -> Reason | None:
    """Why something is no remedy that we carry out; `None`: all are."""
    for one in remedies:
        if not one.is_no_document and one.kind not in (*CREDITS, *GOODS):
            sentence = f"a {one.kind.replace('_', ' ')} cannot be carried out here yet"
            return Reason("no_such_remedy", sentence, {"kind": one.kind}, "offer something else")
        if not one.is_no_document and (one.amount is None or one.amount.amount <= 0):
            return Reason("no_amount", f"a {one.kind.replace('_', ' ')} says what it comes to")
        names = one.invoice is not None and (one.line is not None or one.kind == "goodwill")
        if one.kind in GOODS and (one.order is None or one.quantity is None):
            return Reason("no_order", "it says how much of which line of which order it is about")
        if one.kind in CREDITS and not names:
            return Reason("no_invoice", "it says which line of which invoice it is credited on")
    return None


def why_not_capped(
    remedies: Iterable[Redress],
    invoices: Mapping[str, InvoiceToCash],
    notes: Iterable[CreditNote],
) -> Reason | None:
    """Why these cannot be credited beside all that was; `None`: they can, as far as is known.

    The invoice has the last word, when it is asked to credit them.
    """
    wanted: dict[tuple[str, bool], list[CreditWanted]] = {}
    for one in remedies:
        if one.kind in CREDITS and one.invoice is not None:
            want = CreditWanted(line=line_of(one, invoices), amount=one.amount)
            wanted.setdefault((one.invoice, one.kind == "goodwill"), []).append(want)
    earlier = tuple(notes)
    for (id_, given), wants in wanted.items():
        before = [note for note in earlier if note.invoice == id_]
        reason: CreditReason = "goodwill" if given else "quality"
        form = Credit(origin=id_, reason=reason, lines=_summed(wants))
        why = why_not_credited(invoices[id_].document, before, form)
        if why is not None:
            return why
    return None


def line_of(redress: Redress, invoices: Mapping[str, InvoiceToCash]) -> int:
    """The line that is credited; goodwill names none, and stands by the first."""
    if redress.line is not None or redress.invoice is None:
        return redress.line or 0
    return min(row.line for row in invoices[redress.invoice].document.lines)


def _summed(wants: Iterable[CreditWanted]) -> list[CreditWanted]:
    """What is wanted of each line, all together."""
    lines: dict[int, CreditWanted] = {}
    for want in wants:
        had = lines.get(want.line)
        if had is not None and had.amount is not None and want.amount is not None:
            lines[want.line] = CreditWanted(line=want.line, amount=had.amount + want.amount)
        else:
            lines[want.line] = want
    return list(lines.values())


class Remedying(Process[Remedy]):
    """A remedy, from the agreement to what it has become."""

    # On file.
    invoices = on_file.every_case(
        InvoiceToCash, lambda remedy: () if remedy.what.invoice is None else (remedy.what.invoice,)
    )
    credit_notes = on_file.cases(Crediting, "customer", lambda remedy: remedy.customer)
    refunds = on_file.children(Refunding)
    order = on_file.optional(Order, lambda remedy: remedy.what.order)
    shelf = on_file.balances(stock.at, lambda case: case.shelves, of_case=True)

    # What must hold.
    @rule("a remedy is opened by its complaint", way_out="propose it to the customer there")
    def is_of_its_complaint(self) -> bool:
        """Whether the complaint that it is for has opened it."""
        return self.parent == self.document.complaint

    @rule("it has become a document already")
    def has_no_document(self) -> bool:
        """Whether nothing has come of it yet: it is carried out once."""
        return self.document.document_ref is None

    @rule("it cannot be carried out")
    def can_be_issued(self) -> bool:
        """Whether nothing that is known stands in the way."""
        return self._why_not() is None

    @rule("something has come of it already", way_out="wait for its document")
    def is_in_hand_only(self) -> bool:
        """Whether nothing was issued yet; what then fails, fails by itself."""
        return self.by.kind == "system" or self.state.name == "approved"

    # Where it is.
    planned = State(one_of(DESKS, by=desk_of), initial=True, within=business_days(1))
    approved = State(one_of(DESKS, by=desk_of), within=business_days(2))
    issued = State(one_of(DESKS, by=desk_of), within=business_days(5))
    done = State(final=True)
    failed = State(final=True)
    cancelled = State(final=True)

    # What moves it on.
    plan_it = planned.opens(by=SYSTEM, needs=is_of_its_complaint)
    approve = planned.to(approved, by=SYSTEM)
    issue = approved.to(
        issued, by=(SYSTEM, *CLERKS), needs=has_no_document, when=can_be_issued, as_soon_as=True
    ).otherwise(failed)
    finish = issued.to(done, by=SYSTEM)
    fail = (approved | issued).to(failed, by=(SYSTEM, *CLERKS), needs=is_in_hand_only, takes=Unable)
    cancel = (planned | approved).to(
        cancelled, by=(SYSTEM, SERVICE_LEAD, SERVICE_MANAGER), takes=Unable
    )

    # To what effect.
    @issue.then
    def _carry_out(self) -> Remedy | None:
        if self.went == Remedying.failed:
            why = self._why_not()
            return self.change(failed_for="" if why is None else why.sentence[:200])
        what = self.document.what
        if what.is_no_document:
            self.proceed(Remedying.finish)
        elif self.order is not None and what.kind == "replacement":
            again = replacement_for(self.order, what, self.id)
            return self.change(document_ref=self.open(OrderToCash, again, then=OrderToCash.place))
        elif what.order is not None and what.quantity is not None:
            return self.change(document_ref=self._fetch(what.order, what.quantity))
        elif what.invoice is not None:
            line = CreditWanted(line=line_of(what, self.invoices), amount=what.amount)
            form = Credit(
                origin=self.id,
                reason=CREDITS[what.kind],
                lines=(line,),
                keep_as_credit=what.kind == "goodwill",
            )
            self.take(InvoiceToCash.credit, what.invoice, form)
        return None

    @fail.then
    def _say_why(self, form: Unable) -> Remedy:
        return self.change(failed_for=form.reason)

    @cancel.then
    def _say_why_not(self, form: Unable) -> Remedy:
        return self.change(failed_for=form.reason)

    # What it hears.
    @when(ReturnToSettlement.receive, while_=issued)
    def _is_fetched(self, _: Return) -> None:
        self.proceed(Remedying.finish)

    @when(
        ReturnToSettlement.cancel,
        ReturnToSettlement.refuse,
        ReturnToSettlement.expire,
        while_=issued,
    )
    def _is_not_fetched(self, _: Return) -> None:
        self.proceed(Remedying.fail, Unable(reason="it did not come back"))

    @when(OrderToCash.complete, while_=issued)
    def _is_sent(self, _: Order) -> None:
        self.proceed(Remedying.finish)

    @when(OrderToCash.cancel, OrderToCash.reject, while_=issued)
    def _is_not_sent(self, _: Order) -> None:
        if self.cause.state.ended:
            self.proceed(Remedying.fail, Unable(reason="it was not sent"))

    @when(Crediting.draft, of=lambda note: note.origin, while_=issued)
    def _is_a_document(self, _: CreditNote) -> Remedy:
        return self.change(document_ref=self.cause.id)

    @when(Crediting.issue, of=lambda note: note.origin, while_=issued)
    def _is_credited(self, note: CreditNote) -> None:
        """What was paid of it already is paid back; a gift pays what he buys next."""
        if note.keep_as_credit or not note.excess:
            self.proceed(Remedying.finish)
        else:
            refund = Refund(
                customer=note.customer,
                amount=note.excess,
                currency=note.currency,
                origin=self.cause.id,
                invoice=note.invoice,
                order=note.orders[0] if note.orders else None,
                reason="complaint",
            )
            self.open(Refunding, refund)

    @when(Refunding.confirm, Refunding.confirm_by_hand, while_=issued)
    def _is_paid_back(self, _: Refund) -> None:
        self.proceed(Remedying.finish)

    @when(Crediting.cancel, of=lambda note: note.origin, while_=issued)
    def _is_not_credited(self, _: CreditNote) -> None:
        self.proceed(Remedying.fail, Unable(reason="its credit note was cancelled"))

    @when(Refunding.deny, while_=issued)
    def _is_not_paid_back(self, _: Refund) -> None:
        self.proceed(Remedying.fail, Unable(reason="its refund was denied"))

    def _fetch(self, order: str, quantity: Quantity) -> str:
        """Have goods come back at our cost; what the customer has for them is decided there."""
        line = ReturnLine(line=self.document.what.order_line or 0, wanted=quantity, reason="defect")
        goods = Return(
            customer=self.document.customer,
            order=order,
            lines=(line,),
            origin=self.document.complaint,
            free_label=True,
        )
        return self.open(ReturnToSettlement, goods)

    def _why_not(self) -> Reason | None:
        """Why it cannot be carried out now; `None`: nothing is known."""
        wanted = (self.document.what,)
        notes = [n.document for n in self.credit_notes if n.state != Crediting.cancelled]
        why = why_not_offered(wanted) or why_not_capped(wanted, self.invoices, notes)
        return why or self._why_not_sent()

    @property
    def shelves(self) -> tuple[tuple[str, Unit, str], ...]:
        """Where what is sent once more may lie; nothing where nothing is sent."""
        what = self.document.what
        if what.item is None or what.quantity is None or what.kind != "replacement":
            return ()
        places = self.policy(WarehousePolicy).places
        return tuple((what.item, what.quantity.unit, place) for place in places)

    def _why_not_sent(self) -> Reason | None:
        what, order = self.document.what, self.order
        if what.kind != "replacement":
            return None
        if order is None:
            return Reason("not_on_file", "the order is not on file")
        there = sum(max(self.shelf[key].available, 0) for key in self.shelf)
        if what.quantity is not None and there >= what.quantity.units:
            return why_not_replaced(order, what, ())
        return Reason("out_of_stock", "it is out of stock", way_out="offer something else")
