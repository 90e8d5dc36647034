"""Payments: what a provider or a bank reports is taken in once, and finds what it pays.

A report may come many times, at the same moment, or before the one it follows.  Which is the first
is settled by the store; what contradicts what is known changes nothing, and receivables is told.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from fbo.back.finance import (
    AR_CLERK,
    RECEIVABLES,
    Authorisation,
    CustomerReceipt,
    PaymentReport,
    TakenBack,
    reference_of,
)
from fbo.back.records import Task
from fbo.company.engine.ops import Doing, Get
from fbo.company.engine.records import unique_key
from fbo.company.matching import matched
from fbo.front.crm import Customer
from fbo.kernel.errors import Conflict, InvalidText, NotAllowed, Reason, StepRefused
from fbo.kernel.json import parse
from fbo.kernel.money import Money
from fbo.kernel.people import SYSTEM, THE_SYSTEM, Actor
from fbo.processes.receipting import Receipting
from fbo.processes.tasks import Tasking

if TYPE_CHECKING:
    from fbo.company.company import Company

ROUNDS = 5
"""So often a report is looked at anew, should another be taken in at the same moment."""


@dataclass(frozen=True, slots=True)
class PaymentTaken:
    """The receipt that a payment is, whoever reported it, and how often."""

    receipt: str
    reference: str
    amount: Money


class Payments:
    """What is reported to a company of money."""

    def __init__(self, company: "Company") -> None:
        self._company = company

    def receive(self, report: PaymentReport, *, by: Actor = THE_SYSTEM) -> PaymentTaken:
        """Take in what a provider or a bank reports, once, however often it does.

        The same again is answered as the first time.  Raises `StepRefused` with
        `external_ref_conflict` where the same reference comes with another amount,
        `unknown_payment` where what is charged back was never reported, `unknown_payer` where
        nothing says who has paid: nothing is done then, and receivables has a task.
        """
        if not {SYSTEM, AR_CLERK} & by.roles:
            raise NotAllowed("receive_payment", (_nobody_reports(),))
        for _ in range(ROUNDS):
            known = self._known(report)
            try:
                return (
                    self._take_in(report, by) if known is None else self._again(report, known, by)
                )
            except Conflict:
                continue
            except StepRefused as refused:
                if not _was_first_elsewhere(refused.reasons):
                    raise
        raise StepRefused("receive_payment", (Reason("busy", "it is being taken in just now"),))

    # --- the first time -------------------------------------------------------------------------

    def _take_in(self, report: PaymentReport, by: Actor) -> PaymentTaken:
        """A payment nobody has told us of."""
        if report.what == "charged_back":
            raise self._told(report, "unknown_payment", "what is charged back was never reported")
        found = matched(self._company, report)
        if found is None or not self._is_on_file(found.customer):
            raise self._told(report, "unknown_payer", "nothing says who has paid")
        receipt = CustomerReceipt(
            customer=found.customer,
            amount=report.amount,
            currency=report.amount.currency,
            received_on=report.on or self._company.driver.clock.now().date(),
            channel="provider" if report.provider else "bank",
            provider=report.provider or None,
            external_ref=report.external_ref,
            references=report.references,
            invoices=found.invoices,
            orders=found.orders,
        )
        form = None
        first: Any = Receipting.register
        if report.what == "authorised":
            first, form = Receipting.authorise, _authorisation(report)
        case = self._company.open(Receipting, receipt, by=by, then=first, form=form)
        return _answer(case)

    # --- the same again, or what follows --------------------------------------------------------

    def _again(self, report: PaymentReport, case: Receipting, by: Actor) -> PaymentTaken:
        """A payment that is known."""
        if report.what == "charged_back":
            self._charge_back(report, case, by)
        elif report.amount != case.document.amount:
            raise self._told(
                report,
                "external_ref_conflict",
                f"{case.document.reference} is known with {case.document.amount}",
            )
        elif report.what == "captured" and case.state in (
            Receipting.drafted,
            Receipting.authorised,
        ):
            case.register(by=by, seen=case.version)
        return _answer(case)

    def _charge_back(self, report: PaymentReport, case: Receipting, by: Actor) -> None:
        """The payer's bank has taken it back: once, and only what has come."""
        before = [
            back.amount
            for back in case.document.charge_backs
            if back.external_ref == report.charge_back_ref
        ]
        if before and before[0] != report.amount:
            raise self._told(report, "external_ref_conflict", f"it was taken back with {before[0]}")
        if before:
            return
        if case.state not in (Receipting.registered, Receipting.cleared):
            raise self._told(report, "unknown_payment", "what is charged back has not come")
        form = TakenBack(
            reason=report.reason or "charged back",
            amount=report.amount,
            external_ref=report.charge_back_ref,
        )
        case.charge_back(form, by=by, seen=case.version)

    def _is_on_file(self, customer: str) -> bool:
        try:
            self._company.get(Customer, customer)
        except LookupError:
            return False
        return True

    def _known(self, report: PaymentReport) -> Receipting | None:
        id_ = self._company.driver.run(_receipt(report))
        return self._company.case(Receipting, id_) if id_ else None

    def _told(self, report: PaymentReport, code: str, sentence: str) -> StepRefused:
        """Receivables is told, once of each; nothing else is done."""
        name = reference_of(report.provider, report.external_ref)
        what = f"{code}: {name}, {report.amount}, {report.what}"
        task = Task(desk=RECEIVABLES.name, what=what)
        digest = sha256(f"{what} {report.charge_back_ref}".encode()).hexdigest()
        self._company.open(Tasking, task, by=THE_SYSTEM, key=f"payment-{digest}")
        facts = {"reference": name, "amount": str(report.amount)}
        way_out = "ask whoever reported it"
        return StepRefused("receive_payment", (Reason(code, sentence, facts, way_out),))


def verified_report(body: bytes, signature: str, secret: bytes) -> PaymentReport:
    """A report out of the bytes of a message, if whoever knows the secret has signed them.

    `signature` is the HMAC-SHA256 of the body, in hexadecimal digits.  Raises `InvalidText` where
    it is another, `InputError` where the body is no report.
    """
    expected = hmac.new(secret, body, sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.strip().lower().encode()):
        raise InvalidText("signature", "it is not signed with our secret")
    try:
        return PaymentReport.model_validate(parse(body), strict=False)
    except ValidationError as error:
        places = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors())
        raise InvalidText("body", f"it is no report of a payment: {places}") from None


def _receipt(report: PaymentReport) -> Doing[str]:
    """The receipt of a payment that was reported before; empty for none."""
    name = reference_of(report.provider, report.external_ref)
    (record,) = yield Get((unique_key(CustomerReceipt, "reference", name),))
    return "" if record is None else str(record.body["id"])


def _answer(case: Receipting) -> PaymentTaken:
    return PaymentTaken(case.id, str(case.document.reference), case.document.amount)


def _authorisation(report: PaymentReport) -> Authorisation:
    if report.until is None:
        raise InvalidText("until", "an authorisation says how long it holds")
    return Authorisation(amount=report.amount, until=report.until)


def _was_first_elsewhere(reasons: Iterable[Reason]) -> bool:
    """Whether another has taken the same report in meanwhile."""
    return any(
        reason.code == "wrong_state"
        or (reason.code, reason.facts.get("field"))
        == ("already_on_file", "CustomerReceipt.reference")
        for reason in reasons
    )


def _nobody_reports() -> Reason:
    return Reason("not_allowed", "payments are reported by the system or by receivables")
