"""The settings of customer service: complaints, what puts them right or prevents them, tickets."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final

from fbo.back.finance import FinancePolicy
from fbo.back.production import Effect, PreventionPolicy
from fbo.company.policies import Policies
from fbo.front.crm import ColleagueQuestion
from fbo.front.service import (
    ComplaintOutcome,
    Conversion,
    DuplicateOf,
    MergedInto,
    NewOffer,
    Redress,
    Ticket,
)
from fbo.front.service.redress import RedressKind
from fbo.kernel.calendar import days
from fbo.kernel.document import Form
from fbo.kernel.money import eur
from fbo.kernel.quantity import pieces
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.crediting import Crediting
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.processes.prevention import Prevention
from fbo.processes.refunding import Refunding
from fbo.processes.remedying import Remedying
from fbo.processes.ticketing import Ticketing
from fbo.processes.warranty_service import WarrantyService
from fbo.testing.complaints import ServiceDesk
from fbo.testing.exploring.settings import Case, FormsOf, Setting, unless
from fbo.testing.machines.complaint_forms import Drawn
from fbo.testing.shop import Shop

__all__ = ["CAUSES", "COMPLAINTS", "REMEDIES", "TICKETS"]


# Complaints.


def _received(shop: Shop) -> ComplaintToResolution:
    """Ada complains, and wants forty euro."""
    return ServiceDesk(shop).received("40.00")


def _received_twice(shop: Shop) -> ComplaintToResolution:
    """She complains once more about what she has complained about already."""
    desk = ServiceDesk(shop)
    return desk.received(linked=desk.received("40.00").id)


def _investigated(shop: Shop) -> ComplaintToResolution:
    """Quality looks into it."""
    return ServiceDesk(shop).investigated("40.00")


def _found(shop: Shop) -> ComplaintToResolution:
    """She is found to be right."""
    return ServiceDesk(shop).found("40.00")


def _turned_down(shop: Shop) -> ComplaintToResolution:
    """She was told that she is not."""
    return ServiceDesk(shop).turned_down(final=True)


def _offered(shop: Shop) -> ComplaintToResolution:
    """She was offered something."""
    return ServiceDesk(shop).offered("40.00")


def _billed(shop: Shop) -> ServiceDesk:
    """What Ada has bought is billed, whoever has to agree to that."""
    desk = ServiceDesk(shop)
    if desk.bill.state == InvoiceToCash.submitted:
        desk.bill.approve(by=desk.conrad)
        desk.bill.issue(by=desk.rosa)
    return desk


def _agreed(shop: Shop) -> ComplaintToResolution:
    """She has accepted it, and its credit note waits for the controller."""
    desk = _billed(shop)
    return desk.accept(desk.offered("40.00"))


OUTCOMES: Final[tuple[ComplaintOutcome, ...]] = ("upheld", "not_upheld")
DRAWN: Final = (
    *(
        "assess",
        "resolve_summary",
        "return_incomplete",
        "submit_findings",
        "review",
        "request_approval",
    ),
    *("propose", "reject", "agree_settlement", "record_adr_decision"),
)
"""The steps of which the forms cannot be guessed."""


def _drawn(step: str, case: ComplaintToResolution) -> Iterable[Form]:
    """As somebody fills it in for forty euro, with the last word and without."""
    complaint = case.document
    invoice = complaint.invoices[0]
    off = Redress(kind="price_reduction", invoice=invoice, line=1, amount=eur("40.00"))
    for outcome, final in zip(OUTCOMES, (True, False), strict=True):
        drawn = Drawn(complaint, (off,), outcome, final, 1, case.now.date())
        if (form := drawn.form(step)) is not None:
            yield form


def _duplicate(case: ComplaintToResolution) -> tuple[DuplicateOf, ...]:
    linked = case.document.linked
    return () if linked is None else (DuplicateOf(of=linked),)


ANSWERS: Final[Mapping[str, FormsOf]] = {
    **{f"ComplaintToResolution.{step}": partial(_drawn, step) for step in DRAWN},
    "ComplaintToResolution.mark_duplicate": _duplicate,
}
CHECKED: Final = Policies(finance=FinancePolicy(approve_above=eur("5.00"), auto_issue=False))
"""Whatever is credited waits for the controller."""

COMPLAINTS: Final = (
    Setting(
        (_received, _received_twice, _investigated, _turned_down, _offered),
        along=(Remedying,),
        forms=ANSWERS,
    ),
    Setting((_found,), along=(Remedying,), forms=ANSWERS, limits={"remedy": eur("30.00")}),
    Setting((_agreed,), along=(Remedying, Crediting), forms=ANSWERS, policies=CHECKED),
)


# What puts them right, and what prevents them.


def _remedy(shop: Shop, paid: str = "") -> Remedying:
    """Forty euro of what Ada was billed, and perhaps has paid, are to be credited."""
    desk = _billed(shop)
    if paid:
        shop.paid(eur(paid), desk.bill.id)
    desk.accept(desk.offered("40.00"))
    return shop.company.find(Remedying)[0]


def _to_be_done(shop: Shop, kind: RedressKind, *, sold: bool = True) -> Remedying:
    """Something else than a credit is agreed on one of her lamps, which may be sold no more."""
    desk = ServiceDesk(shop)
    shop.receive(1)
    lamp: dict[str, Any] = {"order": desk.order.id, "order_line": 1, "quantity": pieces(1)}
    named: dict[str, Any] = {"serial": "L-1", "reason": "It flickers."}
    goods = lamp if kind != "expenses" else {}
    what = Redress(kind=kind, amount=eur("20.00"), **goods, **named)
    case = desk.found()
    case.propose(NewOffer(remedies=(what,)), by=desk.mia)
    shop.company.change(shop.lamp, active=sold)
    desk.accept(case)
    return shop.company.find(Remedying)[0]


def _cause(shop: Shop) -> Prevention:
    """A first complaint was about a loose contact."""
    ServiceDesk(shop).found()
    return shop.company.find(Prevention)[0]


def _comes_up_again(shop: Shop, case: Case) -> None:
    unless(case.state.name != "watched")
    ServiceDesk(shop).found()


def _figures(_: Any) -> Iterable[Effect]:
    for after in (5, 1):
        yield Effect(before=4, orders_before=100, after=after, orders_after=100)


MEASURED: Final = Policies(prevention=PreventionPolicy(complaints=2, measured=days(0)))
"""Whether it has helped is told at once: no time passes of which nothing else comes."""

REMEDIES: Final = (
    Setting((_remedy,), along=(Crediting,), policies=CHECKED),
    Setting((partial(_remedy, paid="200.00"),), along=(Refunding,)),
    Setting((partial(_to_be_done, kind="expenses"),), along=(Refunding,)),
    Setting((partial(_to_be_done, kind="repair"),), along=(WarrantyService,)),
    Setting((partial(_to_be_done, kind="replacement", sold=False),)),
)
CAUSES: Final = (
    Setting(
        (_cause,),
        happens={"it comes up again": _comes_up_again},
        forms={"Prevention.verify": _figures},
        policies=MEASURED,
    ),
)


# Tickets.


def _ticket(shop: Shop) -> Ticketing:
    """Ada asks for something, and has asked for something else before."""
    desk = ServiceDesk(shop)
    ada = shop.ada.id
    first = shop.company.open(Ticketing, Ticket(customer=ada, text="Where is it?"), by=desk.iris)
    wanted = Ticket(customer=ada, subject="A lamp flickers", linked_to=first.id)
    return shop.company.open(Ticketing, wanted, by=desk.iris)


def _merged(case: Ticketing) -> tuple[MergedInto, ...]:
    linked = case.document.linked_to
    return () if linked is None else (MergedInto(into=linked),)


WANTED: Final[Mapping[str, FormsOf]] = {
    "Ticketing.merge": _merged,
    "Ticketing.hand_over": lambda _: (ColleagueQuestion(desk="SALES", text="Where is it?"),),
    "Ticketing.convert": lambda _: (Conversion(to="complaint"), Conversion(to="order")),
}
TICKETS: Final = (Setting((_ticket,), forms=WANTED),)
