"""Complaints: taken in, looked into, answered, put right; each in its time, each once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from fbo import (
    BOT,
    STOREKEEPER,
    Actor,
    ComplaintToResolution,
    Crediting,
    Messaging,
    Redress,
    Remedying,
    StepRefused,
    eur,
    verify,
)
from fbo.company.views.disputes import claimed, disputed, is_silent_for
from fbo.front.crm import Question
from fbo.front.service import (
    SERVICE_DEPARTMENT,
    Acceptance,
    Acknowledgement,
    AdrDecision,
    AdrReferral,
    Assessment,
    Brief,
    ComplaintWithdrawal,
    CounterOffer,
    Decision,
    Dispute,
    DuplicateOf,
    Escalation,
    Findings,
    Forwarding,
    Heading,
    MissingFields,
    NewOffer,
    Proposal,
    Reopening,
    Review,
    RootCause,
    Settlement,
    Subject,
    ThirdPartyQuestion,
    Unable,
    Update,
)
from fbo.processes.refunding import Refunding
from fbo.processes.tasks import Tasking
from fbo.testing.complaints import LAST_WORD, ServiceDesk

At = ComplaintToResolution


@pytest.fixture
def service() -> ServiceDesk:
    return ServiceDesk()


def codes(attempt: Callable[[], Any]) -> list[str]:
    """For which reasons it is refused."""
    with pytest.raises(StepRefused) as refused:
        attempt()
    return [reason.code for reason in refused.value.reasons]


def later(service: ServiceDesk, **time: int) -> None:
    """So much later, what was due has been done."""
    service.shop.clock.advance(timedelta(**time))
    service.company.run_due()


def subjects(service: ServiceDesk, to: str = "") -> list[str]:
    """What was written to somebody, or to anybody."""
    service.company.run_due()
    return [mail.subject for mail in service.shop.mail.sent if not to or mail.to == to]


# --- taken in -----------------------------------------------------------------------------------


def test_a_complaint_has_a_number_and_an_owner(service: ServiceDesk) -> None:
    complaint = service.received()

    assert (complaint.document.number, complaint.document.owner) == (1, service.iris.id)


def test_a_complaint_that_says_nothing_is_not_taken_in(service: ServiceDesk) -> None:
    assert codes(lambda: service.received(statement="  ")) == ["says_what_is_wrong"]


def test_a_storekeeper_who_takes_a_call_hands_the_complaint_over(service: ServiceDesk) -> None:
    sam = service.company.hire("Sam", STOREKEEPER)

    complaint = service.company.open(At, service.complaint(), by=sam)

    assert complaint.handoff is not None
    assert (complaint.handoff.source, complaint.handoff.desk) == ("WAREHOUSE", "CUSTOMER_SERVICE")
    assert complaint.document.owner is None


def test_whoever_of_the_front_office_acts_first_owns_what_a_storekeeper_took(
    service: ServiceDesk,
) -> None:
    sam = service.company.hire("Sam", STOREKEEPER)
    complaint = service.company.open(At, service.complaint(), by=sam)
    next_on = service.shop.clock.now().date()

    complaint.acknowledge(Acknowledgement(signed="Leo", next_on=next_on), by=service.leo)

    assert complaint.document.owner == service.leo.id


def test_the_owner_stays_the_owner(service: ServiceDesk) -> None:
    complaint = service.received()
    next_on = service.shop.clock.now().date()

    complaint.acknowledge(Acknowledgement(signed="Leo", next_on=next_on), by=service.leo)

    assert complaint.document.owner == service.iris.id


def test_a_bot_takes_a_complaint_and_acknowledges_it(service: ServiceDesk) -> None:
    bot = Actor.bot("chat", SERVICE_DEPARTMENT)
    complaint = service.company.open(At, service.complaint(), by=bot)

    complaint.acknowledge(
        Acknowledgement(signed="us", next_on=service.shop.clock.now().date()), by=bot
    )

    assert BOT in bot.roles
    assert complaint.state == At.acknowledged


def test_the_manager_hears_of_what_is_serious(service: ServiceDesk) -> None:
    service.received(severity="high")

    assert "A serious complaint: 1" in subjects(service, "SERVICE_MANAGER")


def test_quality_and_legal_hear_of_what_is_critical(service: ServiceDesk) -> None:
    service.assessed(severity="critical")

    assert "A critical complaint: 1" in subjects(service, "QUALITY")
    assert "A critical complaint: 1" in subjects(service, "LEGAL")


def test_what_concerns_safety_is_a_task_for_quality_at_once(service: ServiceDesk) -> None:
    service.received(severity="critical", safety=True)

    (task,) = service.company.find(Tasking)
    assert (task.document.desk, task.document.due) == ("QUALITY", service.shop.clock.now().date())


def test_what_concerns_safety_is_critical(service: ServiceDesk) -> None:
    complaint = service.acknowledged()
    form = Assessment(category="product", severity="low", safety=True)

    assert codes(lambda: complaint.assess(form, by=service.iris)) == ["safety_is_critical"]


def test_a_regime_that_nobody_knows_is_refused(service: ServiceDesk) -> None:
    complaint = service.acknowledged()
    form = Assessment(category="product", severity="low", regime="moon")

    assert codes(lambda: complaint.assess(form, by=service.iris)) == ["regime_is_known"]


def test_times_follow_the_severity_that_was_assessed(service: ServiceDesk) -> None:
    before = service.received().clocks["resolution"].due

    after = service.assessed(severity="critical").clocks["resolution"].due

    assert after < before


def test_a_duplicate_is_told_to_the_customer_and_ends(service: ServiceDesk) -> None:
    first, second = service.received(), service.received()

    second.mark_duplicate(DuplicateOf(of=first.id), by=service.iris)

    assert (second.state, second.document.linked) == (At.duplicate, first.id)
    assert second.document.responses


def test_of_two_that_are_one_the_earlier_receipt_counts_and_the_evidence_is_kept(
    service: ServiceDesk,
) -> None:
    first = service.received(evidence=("a film",))
    service.shop.clock.advance(timedelta(days=3))
    second = service.acknowledged()
    due = first.clocks["final"].due

    first.mark_duplicate(DuplicateOf(of=second.id), by=service.iris)

    second = service.now(second)
    assert second.clocks["final"].due == due
    assert "a film" in second.document.evidence


def test_a_complaint_is_no_duplicate_of_somebody_elses(service: ServiceDesk) -> None:
    grace = service.shop.customer("Grace Hopper")
    hers, his = service.received(customer=grace.id, subjects=()), service.received()

    refused = codes(lambda: his.mark_duplicate(DuplicateOf(of=hers.id), by=service.iris))

    assert refused == ["is_the_same_matter"]


def test_what_others_answer_for_is_forwarded_with_their_contact(service: ServiceDesk) -> None:
    complaint = service.received()

    complaint.forward(Forwarding(to="the carrier", contact="0800"), by=service.iris)

    (mail,) = [m for m in service.shop.mail.sent if "0800" in m.text] or [None]
    service.company.run_due()
    sent = [m.text for m in service.shop.mail.sent if "0800" in m.text]
    assert (complaint.state, len(sent), mail) == (At.forwarded, 1, None)


def test_a_customer_may_let_it_rest(service: ServiceDesk) -> None:
    complaint = service.received("40.00")

    complaint.withdraw(ComplaintWithdrawal(how="by mail"), by=service.ada)

    assert complaint.state == At.withdrawn
    assert disputed(service.company, service.bill.id) == eur("0.00")


def test_a_matter_of_safety_is_not_let_rest(service: ServiceDesk) -> None:
    complaint = service.received(severity="critical", safety=True)
    form = ComplaintWithdrawal(how="by mail")

    refused = codes(lambda: complaint.withdraw(form, by=service.ada))

    assert refused == ["is_not_about_safety"]


# --- looked into --------------------------------------------------------------------------------


def test_it_lies_on_the_desk_that_its_category_names(service: ServiceDesk) -> None:
    desks = {
        category: service.investigated(category=category).handoff.desk  # type: ignore[union-attr]
        for category in ("delivery", "product", "billing", "conduct", "data")
    }

    assert list(desks.values()) == ["WAREHOUSE", "QUALITY", "RECEIVABLES", "PEOPLE", "LEGAL"]


def test_without_a_subject_it_is_not_handed_over(service: ServiceDesk) -> None:
    complaint = service.assessed(subjects=())

    assert codes(lambda: complaint.investigate(Brief(), by=service.iris)) == ["incomplete"]


def test_what_is_missing_sends_it_back_and_offers_it_again(service: ServiceDesk) -> None:
    complaint = service.investigated()
    form = MissingFields(reason="which lamp?", missing=("evidence",))
    complaint.return_incomplete(form, by=service.quentin)

    complaint.investigate(Brief(what="the left one"), by=service.iris)

    assert complaint.handoff is not None
    assert (complaint.handoff.return_count, complaint.handoff.status) == (1, "offered")


def test_who_sits_at_another_desk_finds_nothing(service: ServiceDesk) -> None:
    complaint = service.investigated(category="billing")

    assert codes(lambda: service.report(complaint)) == ["is_ours"]


def test_who_is_complained_about_does_not_investigate(service: ServiceDesk) -> None:
    about = (Subject(kind="employee", id=service.quentin.id),)
    complaint = service.investigated(subjects=about)

    assert codes(lambda: service.report(complaint)) == ["is_impartial"]


def test_who_is_complained_about_is_not_named_to_investigate(service: ServiceDesk) -> None:
    complaint = service.assessed(subjects=(Subject(kind="employee", id=service.quentin.id),))
    form = Brief(investigator=service.quentin.id)

    refused = codes(lambda: complaint.investigate(form, by=service.iris))

    assert refused == ["investigator_is_impartial"]


def test_a_question_of_an_agent_goes_out_by_mail(service: ServiceDesk) -> None:
    complaint = service.found()

    complaint.ask_customer(Question(text="Which lamp is it?"), by=service.iris)

    service.company.run_due()
    assert any("Which lamp is it?" in mail.text for mail in service.shop.mail.sent)
    assert complaint.clocks["resolution"].status == "paused"


def test_a_question_of_the_back_office_is_put_by_customer_service(service: ServiceDesk) -> None:
    complaint = service.investigated()
    complaint.ask_customer(Question(text="Did it fall?"), by=service.quentin)
    before = [m for m in service.shop.mail.sent if "fall" in m.text]

    complaint.send_question(Question(text="Has it fallen down?"), by=service.iris)

    service.company.run_due()
    assert before == []
    assert any("Has it fallen down?" in mail.text for mail in service.shop.mail.sent)
    assert service.company.find(Messaging)[0].state == Messaging.awaiting_customer


def test_who_does_not_answer_is_reminded_twice_and_holds_nothing_up(service: ServiceDesk) -> None:
    complaint = service.found()
    complaint.ask_customer(Question(text="Which lamp is it?"), by=service.iris)

    later(service, days=8)
    reminded = service.now(complaint).document.reminders
    later(service, days=8)

    assert reminded == 1
    assert service.now(complaint).state == At.findings_ready
    assert subjects(service).count("Your complaint 1") >= 2


def test_a_carrier_that_does_not_answer_holds_nothing_up(service: ServiceDesk) -> None:
    complaint = service.investigated()
    expected = service.shop.clock.now().date() + timedelta(days=2)
    form = ThirdPartyQuestion(party="the carrier", text="Was it dropped?", expected=expected)
    complaint.ask_third_party(form, by=service.quentin)
    label = complaint.label

    later(service, days=7)

    assert label == "Waiting for the carrier"
    assert service.now(complaint).state == At.under_investigation


# --- answered -----------------------------------------------------------------------------------


def test_an_agent_offers_up_to_fifty(service: ServiceDesk) -> None:
    complaint = service.found()

    offer = NewOffer(remedies=(service.redress("50.01"),))

    assert codes(lambda: complaint.propose(offer, by=service.iris)) == ["beyond_authority"]


def test_authority_counts_all_remedies_of_the_complaint(service: ServiceDesk) -> None:
    complaint = service.accept(service.offered("40.00"))
    complaint.reopen(Reopening(reason="it flickers again"), by=service.ada)
    service.report(complaint)

    offer = NewOffer(remedies=(service.redress("20.00"),))

    assert codes(lambda: complaint.propose(offer, by=service.iris)) == ["beyond_authority"]


def test_what_a_controller_approved_an_agent_may_offer(service: ServiceDesk) -> None:
    complaint = service.found()
    remedies = (service.redress("120.00"),)
    complaint.request_approval(Proposal(remedies=remedies), by=service.iris)

    complaint.approve(Decision(reasons="fair"), by=service.conrad)
    complaint.propose(NewOffer(remedies=remedies), by=service.iris)

    assert complaint.state == At.offer_sent


def test_something_else_than_what_was_approved_is_refused(service: ServiceDesk) -> None:
    complaint = service.found()
    form = Proposal(remedies=(service.redress("120.00"),))
    complaint.request_approval(form, by=service.iris)
    complaint.approve(Decision(reasons="fair"), by=service.conrad)

    offer = NewOffer(remedies=(service.redress("121.00"),))

    assert codes(lambda: complaint.propose(offer, by=service.iris)) == ["beyond_authority"]


def test_what_is_denied_may_not_be_offered(service: ServiceDesk) -> None:
    complaint = service.found()
    remedies = (service.redress("120.00"),)
    complaint.request_approval(Proposal(remedies=remedies), by=service.iris)
    complaint.deny(Decision(reasons="too much"), by=service.conrad)

    refused = codes(lambda: complaint.propose(NewOffer(remedies=remedies), by=service.iris))

    assert refused == ["beyond_authority"]


def test_who_investigated_does_not_approve(service: ServiceDesk) -> None:
    complaint = service.found()
    form = Proposal(remedies=(service.redress("120.00"),), of="quality")
    complaint.request_approval(form, by=service.iris)

    refused = codes(lambda: complaint.approve(Decision(reasons="fair"), by=service.quentin))

    assert refused == ["duty_conflict"]


def test_the_fourth_goodwill_in_ninety_days_is_the_managers(service: ServiceDesk) -> None:
    for _ in range(3):
        service.accept(service.offered("5.00", kind="goodwill"))
    complaint = service.found()
    offer = NewOffer(remedies=(service.redress("5.00", "goodwill"),))

    assert codes(lambda: complaint.propose(offer, by=service.leo)) == ["goodwill_again"]
    complaint.propose(offer, by=service.mia)
    assert complaint.state == At.offer_sent


def test_a_repair_of_nothing_in_particular_is_not_offered(service: ServiceDesk) -> None:
    complaint = service.found()
    offer = NewOffer(remedies=(Redress(kind="repair", amount=eur("10.00")),))

    assert codes(lambda: complaint.propose(offer, by=service.iris)) == ["no_order"]


def test_what_is_not_upheld_gets_goodwill_only(service: ServiceDesk) -> None:
    complaint = service.found(outcome="not_upheld")
    offer = NewOffer(remedies=(service.redress("10.00"),))

    assert codes(lambda: complaint.propose(offer, by=service.iris)) == ["is_due_to_him"]


def test_an_offer_that_was_replaced_is_not_accepted(service: ServiceDesk) -> None:
    complaint = service.offered("20.00")
    complaint.counter(CounterOffer(words="more!"), by=service.ada)
    service.propose(complaint, "30.00")

    refused = codes(lambda: complaint.accept(Acceptance(version=1), by=service.ada))

    assert refused == ["offer_replaced"]


def test_an_offer_is_not_accepted_minutes_after_it_expired(service: ServiceDesk) -> None:
    complaint = service.offered("20.00")

    later(service, days=28, minutes=1)

    refused = codes(lambda: complaint.accept(Acceptance(version=1), by=service.ada))
    assert refused == ["offer_expired"]


def test_another_customer_does_not_accept(service: ServiceDesk) -> None:
    complaint = service.offered("20.00")
    grace = Actor.customer(service.shop.customer("Grace Hopper").id)

    refused = codes(lambda: complaint.accept(Acceptance(version=1), by=grace))

    assert refused == ["not_allowed"]


def test_silence_after_our_last_word_lets_it_lapse(service: ServiceDesk) -> None:
    complaint = service.turned_down(final=True)

    later(service, days=15)
    reminded = service.now(complaint).document.reminders
    later(service, days=15)

    assert reminded == 1
    assert service.now(complaint).state == At.closed


def test_silence_before_our_last_word_is_a_task_for_the_owner(service: ServiceDesk) -> None:
    complaint = service.turned_down()

    later(service, days=29)

    tasks = [t.document for t in service.company.find(Tasking)]
    assert service.now(complaint).state == At.not_upheld_sent
    assert [task.desk for task in tasks] == ["CUSTOMER_SERVICE"]


def test_a_final_response_names_the_outside_body_and_until_when(service: ServiceDesk) -> None:
    complaint = service.offered("20.00", regime="uk_disp")

    complaint.finalise(LAST_WORD, by=service.iris)

    assert complaint.document.adr_body == "the Financial Ombudsman Service"
    assert complaint.clocks["final"].status == "met"


def test_the_last_word_is_said_once(service: ServiceDesk) -> None:
    complaint = service.offered("20.00", final=True)

    assert codes(lambda: complaint.finalise(LAST_WORD, by=service.iris)) == ["is_not_final_yet"]


def test_what_is_answered_at_once_is_acknowledged_with_it(service: ServiceDesk) -> None:
    complaint = service.received()
    complaint.escalate(Escalation(reason="he stands here"), by=service.iris)
    complaint = service.now(complaint)
    heading = Heading(heading="flicker", outcome="upheld")
    found = Findings(headings=(heading,), root_causes=(RootCause(code="loose contact"),))
    complaint.review(Review(findings=found), by=service.mia)

    service.propose(complaint, "20.00")

    assert [one.kind for one in complaint.document.responses] == ["ack", "update"]
    assert complaint.clocks["ack"].status == "met"


# --- looked at again ----------------------------------------------------------------------------


def test_a_dispute_goes_to_the_manager_at_the_next_level(service: ServiceDesk) -> None:
    complaint = service.turned_down()

    complaint.dispute(Dispute(words="It does flicker."), by=service.ada)

    assert (complaint.state, complaint.document.level) == (At.under_review, 2)
    assert complaint.escalated


def test_a_second_dispute_is_refused_and_the_answer_is_final(service: ServiceDesk) -> None:
    complaint = service.turned_down()
    complaint.dispute(Dispute(), by=service.ada)
    complaint.review(Review(), by=service.mia)
    without = codes(lambda: complaint.reject(Decision(reasons="no"), by=service.iris))

    complaint.reject(Decision(reasons="no", final=LAST_WORD), by=service.iris)

    assert without == ["is_final_at_last"]
    assert codes(lambda: complaint.dispute(Dispute(), by=service.ada)) == ["has_a_level_left"]


def test_the_second_level_is_investigated_by_somebody_else(service: ServiceDesk) -> None:
    complaint = service.turned_down()
    complaint.dispute(Dispute(), by=service.ada)
    complaint.review(Review(asks_for_more=True), by=service.mia)

    refused = codes(lambda: service.report(complaint))
    service.report(complaint, by=service.quirin)

    assert refused == ["is_impartial"]
    assert complaint.state == At.findings_ready


def test_a_flag_by_hand_brings_it_to_the_manager(service: ServiceDesk) -> None:
    complaint = service.assessed()

    complaint.escalate(Escalation(reason="he calls every hour"), by=service.iris)

    assert service.now(complaint).state == At.under_review
    assert "Escalated: complaint 1" in subjects(service, "SERVICE_MANAGER")


def test_a_level_is_reviewed_once(service: ServiceDesk) -> None:
    complaint = service.assessed()
    complaint.escalate(Escalation(reason="he calls every hour"), by=service.iris)
    complaint = service.now(complaint)
    complaint.review(Review(asks_for_more=True), by=service.mia)

    form = Escalation(reason="again")

    assert codes(lambda: complaint.escalate(form, by=service.iris)) == ["is_not_flagged"]
    assert service.now(complaint).state == At.under_investigation


def test_an_agent_who_does_not_own_it_does_not_escalate_it(service: ServiceDesk) -> None:
    complaint = service.assessed()
    form = Escalation(reason="I am curious")

    assert codes(lambda: complaint.escalate(form, by=service.leo)) == ["is_his_to_escalate"]


def test_before_our_last_word_no_outside_body_is_turned_to(service: ServiceDesk) -> None:
    complaint = service.offered("20.00")

    refused = codes(lambda: complaint.refer_to_adr(AdrReferral(), by=service.ada))

    assert refused == ["not_yet_final"]


def test_after_its_window_no_outside_body_is_turned_to(service: ServiceDesk) -> None:
    complaint = service.offered("20.00", final=True, regime="uk_disp")
    later(service, days=200)
    complaint = service.now(complaint)

    refused = codes(lambda: complaint.refer_to_adr(AdrReferral(), by=service.ada))

    assert refused == ["adr_window_over"]


def outside(service: ServiceDesk) -> ComplaintToResolution:
    complaint = service.turned_down(final=True)
    complaint.refer_to_adr(AdrReferral(ref="FOS-1"), by=service.ada)
    return complaint


def test_an_award_that_binds_us_is_carried_out(service: ServiceDesk) -> None:
    complaint = outside(service)
    form = AdrDecision(decision="pay", outcome="upheld", remedies=(service.redress("60.00"),))

    complaint.record_adr_decision(form, by=service.nora)

    assert service.now(complaint).state == At.resolved
    assert [n.document.net for n in service.company.find(Crediting)] == [eur("60.00")]


def test_an_award_of_nothing_closes_it(service: ServiceDesk) -> None:
    complaint = outside(service)

    form = AdrDecision(decision="nothing owed", outcome="not_upheld")
    complaint.record_adr_decision(form, by=service.nora)

    assert complaint.state == At.closed


def test_an_award_of_nothing_waits_for_the_remedy_that_is_on_its_way(service: ServiceDesk) -> None:
    service.shop.paid(eur("200.00"), service.bill.id)
    complaint = service.accept(service.offered("40.00", final=True))
    complaint.refer_to_adr(AdrReferral(), by=service.ada)
    (refund,) = service.company.find(Refunding)

    form = AdrDecision(decision="nothing more owed", outcome="partly_upheld")
    complaint.record_adr_decision(form, by=service.nora)
    waiting = complaint.state
    refund.submit(by=service.rosa)
    refund.confirm(by=service.rosa)

    complaint = service.now(complaint)
    assert (waiting, complaint.state) == (At.in_remedy, At.resolved)
    assert complaint.document.adr_decision == "nothing more owed"
    assert len(complaint.document.offers) == 1


def test_what_was_decided_outside_is_not_reopened(service: ServiceDesk) -> None:
    complaint = outside(service)
    form = AdrDecision(decision="nothing owed", outcome="not_upheld")
    complaint.record_adr_decision(form, by=service.nora)

    again = Reopening(reason="but")

    assert codes(lambda: complaint.reopen(again, by=service.ada)) == ["decided_outside"]


def test_what_is_settled_outside_is_carried_out(service: ServiceDesk) -> None:
    complaint = outside(service)

    form = Settlement(remedies=(service.redress("30.00"),))
    complaint.agree_settlement(form, by=service.nora)

    assert service.now(complaint).state == At.resolved


# --- put right ----------------------------------------------------------------------------------


def test_a_complaint_ends_with_one_credit_note(service: ServiceDesk) -> None:
    complaint = service.accept(service.offered("40.00"))
    complaint.close(by=service.iris)

    assert complaint.state == At.closed
    assert [note.document.net for note in service.company.find(Crediting)] == [eur("40.00")]


def test_a_remedy_names_the_document_it_has_become(service: ServiceDesk) -> None:
    service.accept(service.offered())

    (note,) = service.company.find(Crediting)
    (remedy,) = service.company.find(Remedying)
    assert (remedy.state.name, remedy.document.document_ref) == ("done", note.id)


def test_what_was_paid_already_is_paid_back(service: ServiceDesk) -> None:
    service.shop.paid(eur("200.00"), service.bill.id)
    complaint = service.accept(service.offered("40.00"))
    (refund,) = service.company.find(Refunding)
    waiting = complaint.state

    refund.submit(by=service.rosa)
    refund.confirm(by=service.rosa)

    assert (waiting, refund.document.amount) == (At.in_remedy, eur("40.00"))
    assert service.now(complaint).state == At.resolved


def test_a_remedy_that_cannot_be_carried_out_asks_for_another(service: ServiceDesk) -> None:
    complaint, another = service.offered("150.00"), service.offered("100.00")
    service.accept(complaint)

    another = service.accept(another)

    assert another.state == At.findings_ready
    assert service.company.find(Remedying, state="failed")[0].document.failed_for


def test_another_remedy_in_the_place_of_a_failed_one_puts_it_right(service: ServiceDesk) -> None:
    complaint, another = service.offered("150.00"), service.offered("100.00")
    service.accept(complaint)
    another = service.accept(another)
    service.propose(another, "50.00")

    another = service.accept(another)

    assert another.state == At.resolved


def test_a_reopened_complaint_opens_no_remedy_twice(service: ServiceDesk) -> None:
    complaint = service.accept(service.offered("40.00"))
    complaint.reopen(Reopening(reason="it flickers again"), by=service.ada)
    service.report(complaint)
    service.propose(complaint, "10.00")

    service.accept(complaint)

    nets = sorted(note.document.net for note in service.company.find(Crediting))
    assert nets == [eur("10.00"), eur("40.00")]


def test_a_remedy_is_not_opened_by_hand(service: ServiceDesk) -> None:
    service.accept(service.offered("40.00"))
    (remedy,) = service.company.find(Remedying)

    with pytest.raises(StepRefused):
        service.company.open(Remedying, remedy.document, by=service.rosa)


def test_a_remedy_that_has_become_a_document_does_not_fail_by_hand(service: ServiceDesk) -> None:
    service.shop.paid(eur("200.00"), service.bill.id)
    service.accept(service.offered("40.00"))
    (remedy,) = service.company.find(Remedying)

    refused = codes(lambda: remedy.fail(Unable(reason="no"), by=service.rosa))

    assert refused == ["is_in_hand_only"]


def test_an_apology_is_done_when_it_is_said(service: ServiceDesk) -> None:
    complaint = service.found()
    complaint.propose(NewOffer(remedies=(Redress(kind="apology"),)), by=service.iris)

    assert service.accept(complaint).state == At.resolved


def test_after_ninety_days_nothing_new_reopens_nothing(service: ServiceDesk) -> None:
    complaint = service.accept(service.offered("40.00"))
    later(service, days=91)
    complaint = service.now(complaint)

    refused = codes(lambda: complaint.reopen(Reopening(reason="hm"), by=service.ada))
    complaint.reopen(Reopening(reason="hm", evidence=("a film",)), by=service.ada)

    assert refused == ["too_late_to_reopen"]
    assert complaint.document.reopen_count == 1


# --- what others see of it ----------------------------------------------------------------------


def test_what_is_claimed_is_disputed_until_it_is_put_right(service: ServiceDesk) -> None:
    complaint = service.found("40.00")
    before = claimed(service.company, service.bill.id)
    service.propose(complaint, "10.00")

    service.accept(complaint)

    assert before == eur("160.00")
    assert disputed(service.company, service.bill.id) == eur("0.00")
    assert claimed(service.company, service.bill.id) == eur("190.00")


def test_no_more_is_disputed_than_is_open(service: ServiceDesk) -> None:
    service.received("150.00")
    service.received("150.00")

    assert disputed(service.company, service.bill.id) == eur("200.00")


def test_marketing_is_silent_while_a_serious_complaint_is_open(service: ServiceDesk) -> None:
    complaint = service.assessed(severity="high")
    before = is_silent_for(service.company, service.shop.ada.id)

    complaint.withdraw(ComplaintWithdrawal(how="by mail"), by=service.ada)

    assert (before, is_silent_for(service.company, service.shop.ada.id)) == (True, False)


def test_the_customer_sees_no_findings_no_cause_and_no_limit(service: ServiceDesk) -> None:
    complaint = service.offered("40.00")

    seen = str(service.company.customer_view(complaint).as_json())

    assert "Our proposal is with you" in seen
    assert "loose contact" not in seen
    assert "approved" not in seen


def test_an_update_starts_the_time_for_the_next_one_anew(service: ServiceDesk) -> None:
    complaint = service.assessed()
    before = complaint.clocks["update"].due
    later(service, days=3)

    complaint = service.now(complaint)
    complaint.send_update(Update(text="We are still looking."), by=service.iris)

    assert complaint.clocks["update"].due > before


def test_every_record_is_what_the_journal_says(service: ServiceDesk) -> None:
    complaint = service.accept(service.offered("40.00"))
    complaint.reopen(Reopening(reason="again"), by=service.ada)
    outside(service)

    assert verify(service.company).first_fault is None
