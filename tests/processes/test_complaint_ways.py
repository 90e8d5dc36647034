"""Ways of a complaint: each state is reached and can be ended; after silence one leads outside."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from fbo import ComplaintToResolution, Crediting, eur
from fbo.back.finance import FinancePolicy
from fbo.company.policies import Policies
from fbo.front.crm import Question
from fbo.front.service import (
    AdrDecision,
    AdrReferral,
    ComplaintWithdrawal,
    Dispute,
    DuplicateOf,
    Forwarding,
    Proposal,
    ThirdPartyQuestion,
)
from fbo.processes.refunding import Refunding
from fbo.testing.complaints import ServiceDesk
from fbo.testing.shop import Shop

At = ComplaintToResolution
Way = Callable[[ServiceDesk], ComplaintToResolution]


def awaiting_customer(service: ServiceDesk) -> ComplaintToResolution:
    case = service.found(regime="uk_disp")
    case.ask_customer(Question(text="Which lamp is it?"), by=service.iris)
    return case


def awaiting_third_party(service: ServiceDesk) -> ComplaintToResolution:
    case = service.investigated(regime="uk_disp")
    expected = service.shop.clock.now().date() + timedelta(days=200)
    form = ThirdPartyQuestion(party="the carrier", text="Was it dropped?", expected=expected)
    case.ask_third_party(form, by=service.quentin)
    return case


def awaiting_approval(service: ServiceDesk) -> ComplaintToResolution:
    case = service.found(regime="uk_disp")
    case.request_approval(Proposal(remedies=(service.redress("120.00"),)), by=service.iris)
    return case


def under_review(service: ServiceDesk) -> ComplaintToResolution:
    case = service.turned_down(regime="uk_disp")
    case.dispute(Dispute(), by=service.ada)
    return case


def in_remedy(service: ServiceDesk) -> ComplaintToResolution:
    """Its refund waits for the bank."""
    service.shop.paid(eur("200.00"), service.bill.id)
    return service.accept(service.offered("40.00", regime="uk_disp"))


def referred(service: ServiceDesk) -> ComplaintToResolution:
    case = service.turned_down(final=True, regime="uk_disp")
    case.refer_to_adr(AdrReferral(), by=service.ada)
    return case


def closed(service: ServiceDesk) -> ComplaintToResolution:
    case = service.turned_down(regime="uk_disp")
    case.accept_decision(by=service.ada)
    return case


def withdrawn(service: ServiceDesk) -> ComplaintToResolution:
    case = service.received(regime="uk_disp")
    case.withdraw(ComplaintWithdrawal(how="by mail"), by=service.ada)
    return case


def forwarded(service: ServiceDesk) -> ComplaintToResolution:
    case = service.received(regime="uk_disp")
    case.forward(Forwarding(to="the carrier", contact="0800"), by=service.iris)
    return case


def duplicate(service: ServiceDesk) -> ComplaintToResolution:
    case = service.received(regime="uk_disp")
    case.mark_duplicate(DuplicateOf(of=service.received().id), by=service.iris)
    return case


WAYS: dict[str, Way] = {
    "received": lambda service: service.received(regime="uk_disp"),
    "acknowledged": lambda service: service.acknowledged(regime="uk_disp"),
    "assessed": lambda service: service.assessed(regime="uk_disp"),
    "under_investigation": lambda service: service.investigated(regime="uk_disp"),
    "awaiting_customer": awaiting_customer,
    "awaiting_third_party": awaiting_third_party,
    "findings_ready": lambda service: service.found(regime="uk_disp"),
    "awaiting_approval": awaiting_approval,
    "offer_sent": lambda service: service.offered("20.00", regime="uk_disp"),
    "not_upheld_sent": lambda service: service.turned_down(regime="uk_disp"),
    "under_review": under_review,
    "in_remedy": in_remedy,
    "referred_to_adr": referred,
    "resolved": lambda service: service.accept(service.offered("20.00", regime="uk_disp")),
    "closed": closed,
    "withdrawn": withdrawn,
    "forwarded": forwarded,
    "duplicate": duplicate,
}
PASSING: set[str] = {"accepted"}
"""Where a complaint never rests: the system takes it on at once."""

OPEN = sorted(name for name, state in At.definition.states.items() if not state.ended)
each_way = pytest.mark.parametrize("state", sorted(WAYS))
each_open = pytest.mark.parametrize("state", [name for name in OPEN if name in WAYS])


@pytest.fixture
def service() -> ServiceDesk:
    return ServiceDesk()


def test_a_way_is_known_to_every_state() -> None:
    assert set(WAYS) | PASSING == set(At.definition.states)


@each_way
def test_the_state_is_reached(service: ServiceDesk, state: str) -> None:
    assert WAYS[state](service).state.name == state


@each_open
def test_after_silence_the_ombudsman_is_reached_and_what_he_decides_ends_it(
    service: ServiceDesk, state: str
) -> None:
    case = WAYS[state](service)
    service.shop.clock.advance(timedelta(days=60))
    service.company.run_due()
    case = service.now(case)
    if case.state != At.referred_to_adr:
        case.refer_to_adr(AdrReferral(), by=service.ada)

    decision = AdrDecision(decision="nothing owed", outcome="not_upheld")
    case.record_adr_decision(decision, by=service.nora)
    # What was agreed before, and waits for the bank, is paid first.
    for refund in service.company.find(Refunding):
        refund.submit(by=service.rosa)
        refund.confirm(by=service.rosa)

    assert service.now(case).state == (At.resolved if state == "in_remedy" else At.closed)


def test_a_closed_complaint_leaves_nothing_open_but_the_watch_of_its_cause(
    service: ServiceDesk,
) -> None:
    case = service.accept(service.offered("20.00"))
    case.close(by=service.iris)

    children = [child for ids in case.facts.children.values() for child in ids]
    cases = [service.company.read_case(child) for child in children]
    left_open = [child.state.name for child in cases if not child.state.ended]
    assert left_open == ["watched"]


def test_a_credit_note_that_finance_wants_to_see_first_keeps_it_in_remedy() -> None:
    finance = FinancePolicy(approve_above=eur("30.00"))
    service = ServiceDesk(Shop(policies=Policies(finance=finance)))
    service.bill.approve(by=service.conrad)
    service.bill.issue(by=service.rosa)
    case = service.accept(service.offered("40.00"))
    (note,) = service.company.find(Crediting)
    waiting = case.state

    note.approve(by=service.conrad)
    note.issue(by=service.rosa)

    assert (waiting, service.now(case).state) == (At.in_remedy, At.resolved)
