"""Causes of complaints: watched, seen to when they come up often, and measured."""

from datetime import date, timedelta

import pytest

from fbo import StepRefused
from fbo.back.production import Effect, KnowledgeNote, Measures
from fbo.company.reporting.causes import effect_of
from fbo.front.service import Findings, Heading, RootCause
from fbo.processes.prevention import Prevention
from fbo.testing.complaints import ServiceDesk


@pytest.fixture
def service() -> ServiceDesk:
    return ServiceDesk()


def action(service: ServiceDesk) -> Prevention:
    (found,) = service.company.find(Prevention)
    return found


def done(service: ServiceDesk) -> Prevention:
    """Three complaints of loose contacts; contacts are soldered twice from now on."""
    for _ in range(3):
        service.found()
    service.shop.clock.advance(timedelta(hours=1))
    case = action(service)
    form = Measures(measures="solder twice", due=date(2026, 12, 18))
    case.schedule(form, by=service.quentin)
    case.finish(by=service.quentin)
    return case


def test_two_complaints_of_one_cause_are_watched(service: ServiceDesk) -> None:
    service.found()
    service.found()

    assert (action(service).state, len(action(service).document.seen)) == (Prevention.watched, 2)


def test_three_complaints_of_one_cause_within_thirty_days_open_an_action(
    service: ServiceDesk,
) -> None:
    for _ in range(3):
        service.found()

    assert action(service).state == Prevention.opened


def test_each_cause_of_a_complaint_is_watched(service: ServiceDesk) -> None:
    heading = Heading(heading="flicker", outcome="upheld", facts="two things at once")
    causes = ("loose contact", "wrong bulb", "loose contact")
    found = Findings(
        headings=(heading,), root_causes=tuple(RootCause(code=code) for code in causes)
    )
    for _ in range(3):
        service.investigated().submit_findings(found, by=service.quentin)

    watched = service.company.find(Prevention)

    assert {one.document.code: len(one.document.seen) for one in watched} == {
        "loose contact": 3,
        "wrong bulb": 3,
    }
    assert {one.state for one in watched} == {Prevention.opened}
    assert len(watched) == 2


def test_three_complaints_over_a_year_open_nothing(service: ServiceDesk) -> None:
    for _ in range(3):
        service.found()
        service.shop.clock.advance(timedelta(days=120))

    assert action(service).state == Prevention.watched


def test_a_critical_complaint_opens_an_action_at_once(service: ServiceDesk) -> None:
    service.found(severity="critical")

    assert action(service).state == Prevention.opened


def test_a_complaint_that_is_looked_into_again_counts_once(service: ServiceDesk) -> None:
    complaint = service.found()
    service.propose(complaint, "20.00")
    service.accept(complaint)

    assert len(action(service).document.seen) == 1


def test_before_sixty_days_nobody_can_tell_whether_it_has_helped(service: ServiceDesk) -> None:
    case = done(service)
    effect = Effect(before=3, orders_before=1, after=0, orders_after=1)

    with pytest.raises(StepRefused) as refused:
        case.verify(effect, by=service.quirin)

    assert [reason.code for reason in refused.value.reasons] == ["can_be_told"]


def test_what_has_helped_is_verified_by_its_figures(service: ServiceDesk) -> None:
    case = done(service)
    service.shop.drafted()
    service.shop.clock.advance(timedelta(days=61))

    case.verify(effect_of(service.company, case.id), by=service.quirin)

    assert case.state == Prevention.verified_effective
    assert case.document.effect == Effect(before=3, orders_before=1, after=0, orders_after=1)


def test_what_has_not_helped_is_taken_up_again(service: ServiceDesk) -> None:
    case = done(service)
    service.shop.drafted()
    for _ in range(2):
        service.found()
    service.shop.clock.advance(timedelta(days=61))
    case = action(service)
    case.verify(effect_of(service.company, case.id), by=service.quirin)
    ineffective = case.state

    case.take_up_again(by=service.quirin)

    assert (ineffective, case.state) == (Prevention.ineffective, Prevention.opened)


def test_half_as_often_an_order_has_helped_and_a_little_more_has_not() -> None:
    half = Effect(before=10, orders_before=1000, after=5, orders_after=1000)
    more = Effect(before=10, orders_before=1000, after=6, orders_after=1000)

    assert (half.has_helped, more.has_helped) == (True, False)


def test_the_front_office_hears_what_to_tell_and_says_that_it_has(service: ServiceDesk) -> None:
    case = done(service)
    note = KnowledgeNote(words="Lamps bought before May are mended for nothing.")
    case.publish_note(note, by=service.quentin)
    asked = sorted(case.handoffs)

    case.acknowledge_note(by=service.iris)

    service.company.run_due()
    assert (asked, sorted(case.handoffs)) == (["publish_note"], [])
    assert any(note.words in mail.text for mail in service.shop.mail.sent if mail.to == "SALES")
