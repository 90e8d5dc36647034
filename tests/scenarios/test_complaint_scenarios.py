"""Scenarios: the ombudsman is reachable when we never answered (S15); replies, reopening (S13)."""

from datetime import UTC, date, datetime, time

import pytest

from fbo import BusinessCalendar, ComplaintToResolution, InboundMessage, Messaging, StepRefused
from fbo.adapters.clocks import SettableClock
from fbo.front.crm import Question
from fbo.front.service import (
    Acknowledgement,
    AdrReferral,
    Agreement,
    Assessment,
    Reopening,
    RootCause,
)
from fbo.kernel.zones import wall_time
from fbo.testing.complaints import ServiceDesk
from fbo.testing.shop import Shop

WEEK = BusinessCalendar("Europe/Madrid", dict.fromkeys(range(5), ((time(9), time(17)),)))


def madrid(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    there = wall_time(
        date(year, month, day), time(hour, minute), "Europe/Madrid", gap="shift", fold=0
    )
    return there.astimezone(UTC)


@pytest.fixture
def service() -> ServiceDesk:
    """A Monday, 23 November 2026, 09:00 in Madrid."""
    clock = SettableClock(madrid(2026, 11, 23, 9))
    return ServiceDesk(Shop(clock=clock, calendar=WEEK))


def at(service: ServiceDesk, *when: int) -> None:
    """So late it is, and what was due has been done."""
    service.shop.clock.set(madrid(*when))
    service.company.run_due()


def on_friday_evening(service: ServiceDesk) -> ComplaintToResolution:
    """A complaint under DISP, received on Friday, 27 November, 18:10."""
    at(service, 2026, 11, 27, 18, 10)
    return service.received(regime="uk_disp")


# --- S15 ----------------------------------------------------------------------------------------


def test_a_complaint_of_friday_evening_counts_from_monday_morning(service: ServiceDesk) -> None:
    complaint = on_friday_evening(service)

    dues = {name: clock.due for name, clock in complaint.clocks.items()}
    assert complaint.document.effective_received_at == madrid(2026, 11, 30, 9)
    assert dues["ack"] == madrid(2026, 12, 1, 17)
    assert dues["final"] == madrid(2027, 1, 25, 17)
    assert complaint.summary_until == madrid(2026, 12, 3, 17)


def test_twelve_days_of_waiting_for_the_customer_move_no_final_response(
    service: ServiceDesk,
) -> None:
    complaint = on_friday_evening(service)
    at(service, 2026, 11, 30, 10)
    complaint.acknowledge(
        Acknowledgement(signed="Iris", next_on=date(2026, 12, 4)), by=service.iris
    )
    form = Assessment(category="product", severity="medium", regime="uk_disp")
    complaint.assess(form, by=service.iris)
    complaint.ask_customer(Question(text="Which lamp is it?"), by=service.iris)

    at(service, 2026, 12, 12, 10)

    assert service.now(complaint).clocks["final"].due == madrid(2027, 1, 25, 17)
    assert (
        service.now(complaint).clocks["resolution"].due > complaint.clocks["resolution"].started_at
    )


def settle(service: ServiceDesk, complaint: ComplaintToResolution) -> None:
    """Iris gives 40.00 as goodwill, on the spot."""
    goodwill = (service.redress("40.00", "goodwill"),)
    cause = (RootCause(code="loose contact"),)
    form = Agreement(remedies=goodwill, how="on the telephone", root_causes=cause)
    complaint.resolve_summary(form, by=service.iris)


def acknowledged(service: ServiceDesk) -> ComplaintToResolution:
    complaint = on_friday_evening(service)
    at(service, 2026, 11, 30, 10)
    complaint.acknowledge(
        Acknowledgement(signed="Iris", next_on=date(2026, 12, 4)), by=service.iris
    )
    return complaint


def test_on_the_third_day_it_is_settled_on_the_spot_and_no_final_response_is_owed(
    service: ServiceDesk,
) -> None:
    complaint = acknowledged(service)
    at(service, 2026, 12, 3, 16, 59)

    settle(service, complaint)

    final = service.now(complaint).clocks["final"]
    assert service.now(complaint).state == ComplaintToResolution.resolved
    assert (final.status, final.met_at) == ("met", madrid(2026, 12, 3, 16, 59))


def test_on_the_fourth_day_it_is_too_late_to_settle_it_on_the_spot(service: ServiceDesk) -> None:
    complaint = acknowledged(service)
    at(service, 2026, 12, 4, 9)

    with pytest.raises(StepRefused) as refused:
        settle(service, complaint)

    assert [reason.code for reason in refused.value.reasons] == ["is_in_time_for_a_summary"]


def test_the_ombudsman_is_reachable_the_day_after_we_are_late(service: ServiceDesk) -> None:
    complaint = on_friday_evening(service)
    at(service, 2027, 1, 25, 12)

    with pytest.raises(StepRefused) as refused:
        service.now(complaint).refer_to_adr(AdrReferral(), by=service.ada)
    at(service, 2027, 1, 26, 9)
    complaint = service.now(complaint)
    complaint.refer_to_adr(AdrReferral(), by=service.ada)

    assert [reason.code for reason in refused.value.reasons] == ["not_yet_final"]
    assert complaint.state == ComplaintToResolution.referred_to_adr
    assert complaint.document.final_at is None
    assert complaint.label == "With the Financial Ombudsman Service"


def test_three_quarters_on_it_is_flagged_and_reviewed_and_the_manager_is_told(
    service: ServiceDesk,
) -> None:
    complaint = on_friday_evening(service)
    before = service.now(complaint)

    at(service, 2027, 1, 11, 17)

    told = [mail for mail in service.shop.mail.sent if mail.to == "SERVICE_MANAGER"]
    complaint = service.now(complaint)
    assert (before.escalated, complaint.escalated["clock"]) == ({}, "final")
    assert complaint.state == ComplaintToResolution.under_review
    assert any("review" in mail.subject for mail in told)


def test_what_lies_with_the_customer_is_flagged_and_reviewed_when_he_has_answered(
    service: ServiceDesk,
) -> None:
    complaint = on_friday_evening(service)
    at(service, 2026, 11, 30, 10)
    complaint.acknowledge(
        Acknowledgement(signed="Iris", next_on=date(2026, 12, 4)), by=service.iris
    )
    complaint.assess(
        Assessment(category="product", severity="medium", regime="uk_disp"), by=service.iris
    )
    at(service, 2027, 1, 8, 12)
    complaint = service.now(complaint)
    complaint.ask_customer(Question(text="Which lamp is it?"), by=service.iris)

    at(service, 2027, 1, 11, 17)
    flagged = service.now(complaint)
    service.company.receive(
        InboundMessage(
            channel="web", external_id="w-1", sender="ada@example.com", text="the left one"
        )
    )

    assert (flagged.state.name, bool(flagged.escalated)) == ("awaiting_customer", True)
    assert service.now(complaint).state == ComplaintToResolution.under_review


def test_a_breach_is_recorded_and_stays(service: ServiceDesk) -> None:
    complaint = on_friday_evening(service)
    at(service, 2027, 1, 26, 9)

    settled = service.now(complaint).clocks["final"]

    assert (settled.status, settled.breached_at) == ("breached", madrid(2027, 1, 25, 17))


# --- S13 ----------------------------------------------------------------------------------------


def test_an_answer_on_another_channel_brings_it_back_and_the_clock_runs_from_there(
    service: ServiceDesk,
) -> None:
    complaint = service.found()
    complaint.ask_customer(Question(text="Which lamp is it?"), by=service.iris)
    at(service, 2026, 11, 24, 10)

    service.company.receive(
        InboundMessage(
            channel="web", external_id="w-1", sender="ada@example.com", text="the left one"
        )
    )
    service.company.run_due()

    complaint = service.now(complaint)
    told = [mail.subject for mail in service.shop.mail.sent if "answered" in mail.subject]
    assert complaint.state == ComplaintToResolution.findings_ready
    assert complaint.clocks["resolution"].status == "running"
    assert complaint.clocks["resolution"].pauses[-1].until == madrid(2026, 11, 24, 10)
    assert complaint.document.questions[-1].answer == "the left one"
    assert told


def test_reopened_it_has_the_hours_that_were_left(service: ServiceDesk) -> None:
    """Created Monday 09:00 with eight hours, resolved at noon, reopened on Wednesday at ten."""
    complaint = service.acknowledged()
    complaint.assess(Assessment(category="product", severity="critical"), by=service.iris)
    at(service, 2026, 11, 23, 12)
    settle(service, complaint)
    final = service.now(complaint).clocks["final"]
    at(service, 2026, 11, 25, 10)

    complaint = service.now(complaint)
    complaint.reopen(Reopening(reason="it flickers again"), by=service.ada)

    taken = [e for e in service.company.journal() if e.type == "ComplaintToResolution.reopen"]
    assert complaint.clocks["resolution"].due == madrid(2026, 11, 25, 15)
    assert complaint.document.reopen_count == 1
    assert (complaint.clocks["final"].due, len(taken)) == (final.due, 1)


def test_thanks_leave_it_resolved_and_are_kept(service: ServiceDesk) -> None:
    complaint = service.accept(service.offered("40.00"))

    received = service.company.receive(
        InboundMessage(
            channel="email", external_id="m-9", sender="ada@example.com", text="Thanks, that worked"
        )
    )

    thread = service.company.case(Messaging, received.conversation)
    assert service.now(complaint).state == ComplaintToResolution.resolved
    assert thread.document.messages[-1].text == "Thanks, that worked"
