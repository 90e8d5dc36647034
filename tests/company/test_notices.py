"""Notices: who is told, over which channel, how often; and who may not tell a customer anything."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from fbo import (
    AR_CLERK,
    CONTROLLER,
    CREDIT_CLERK,
    CREDIT_CONTROL,
    SALES,
    SALES_MANAGER,
    SALES_REP,
    SYSTEM,
    THE_SYSTEM,
    Actor,
    BugError,
    Company,
    Customer,
    Document,
    Employee,
    Form,
    Id,
    Incomplete,
    MemoryNotifier,
    Process,
    State,
    StepRefused,
    days,
    to_customer,
    to_desk,
    to_front_owner,
    to_manager,
    to_owner,
    verify,
)
from fbo.front.sales import SALES_DEPARTMENT
from fbo.kernel.text import ShortText
from fbo.ports.notification import Delivered, Message, Outcome, Refused
from fbo.testing.shop import Shop

ALL = frozenset({"email", "sms", "letter", "desk"})


class Question(Document):
    """Something a customer wants to know."""

    customer: Id
    due: ShortText = ""


class Answer(Form):
    text: ShortText
    tone: ShortText = ""


class Asking(Process[Question]):
    """A question that travels between sales and credit control."""

    speaker = SALES_DEPARTMENT

    noted = State(SALES, initial=True)
    with_finance = State(CREDIT_CONTROL, within=days(1), label="We are finding out")
    answered = State(final=True, label="Answered")

    note = noted.opens(by=(SALES_REP, SYSTEM))
    hand_over = noted.to(with_finance, by=(SALES_REP, SYSTEM), checklist=("customer",))
    nudge = with_finance.to(
        with_finance,
        by=(SALES_REP, CREDIT_CLERK, SYSTEM),
        tells=(
            to_owner("owner"),
            to_front_owner("front"),
            to_desk(CREDIT_CONTROL, "desk"),
            to_manager("manager"),
        ),
    )
    remind = with_finance.to(
        with_finance, by=(SALES_REP, SYSTEM), tells=to_customer("reminder", once=())
    )
    redate = with_finance.to(
        with_finance, by=SALES_REP, takes=Answer, tells=to_customer("redated", once=("due",))
    )
    write = with_finance.to(
        with_finance, by=SALES_REP, tells=to_customer("letter", channels=("letter", "email"))
    )
    give_back = with_finance.to(noted, by=CREDIT_CLERK, takes=Incomplete)
    answer = with_finance.to(
        answered, by=(SALES_REP, CREDIT_CLERK), takes=Answer, tells=to_customer("answer")
    )

    @redate.then
    def _redate(self, form: Answer) -> Question:
        self.tell("redated", due=form.text)
        return self.change(due=form.text)

    @answer.then
    def _answer(self, form: Answer) -> None:
        self.tell("answer", text=f"We say: {form.text}", by=self.hand.id)


class Desk:
    """A company in which a question is asked, and what it sends."""

    def __init__(self, *, texts: Path | None = None, **ada: Any) -> None:
        self.mail = MemoryNotifier(ALL)
        self.company = Company(processes=[Asking], notifiers=[self.mail], texts=texts)
        hire = self.company.hire
        self.anna = hire("Anna", SALES_REP, email="anna@shop.example")
        self.olga = hire("Olga", SALES_REP, email="olga@shop.example")
        self.carla = hire("Carla", CREDIT_CLERK, email="carla@shop.example")
        hire("Cora", CONTROLLER), hire("Mia", SALES_MANAGER), hire("Rita", AR_CLERK)
        fields = {"email": "ada@example.com", **ada}
        self.ada = self.company.file(Customer(name="Ada", **fields))

    def asked(self, by: Actor | None = None) -> Asking:
        case = self.company.open(
            Asking, Question(customer=self.ada.id), by=by or self.anna, then=Asking.hand_over
        )
        self.company.run_due()
        self.mail.sent.clear()
        return case

    def sent(self) -> dict[str, tuple[str, str]]:
        self.company.run_due()
        return {m.subject.lower(): (m.channel, m.to) for m in self.mail.sent}

    def dead(self) -> list[list[str]]:
        letters = self.company.driver.run(self.company.relay.dead_letters())
        return [letter.body["reasons"] for letter in letters]


# Who is told.


def test_an_employee_is_told_in_his_language(tmp_path: Path) -> None:
    (tmp_path / "es.toml").write_text(
        '[messages.owner]\nsubject = "Aviso"\ntext = "Mire el caso."\n', encoding="utf-8"
    )
    desk = Desk(texts=tmp_path)
    desk.company.change(desk.company.get(Employee, desk.anna.id), language="es")

    desk.asked().nudge(by=desk.anna)

    assert desk.sent()["aviso"] == ("email", "anna@shop.example")


def test_whoever_has_no_address_is_told_at_his_desk() -> None:
    desk = Desk()
    mute = desk.company.hire("Mute", SALES_REP)

    desk.asked(by=mute).nudge(by=mute)

    assert desk.sent()["owner"] == ("desk", "SALES")


def test_a_name_that_a_step_does_not_fill_in_is_told_to_whoever_wrote_the_step(
    tmp_path: Path,
) -> None:
    (tmp_path / "en.toml").write_text(
        '[messages.reminder]\nsubject = "{who}?"\ntext = "By {due}."\n', encoding="utf-8"
    )
    desk = Desk(texts=tmp_path)
    case = desk.asked()

    with pytest.raises(BugError, match=r"Asking tells 'reminder' and does not say due, who"):
        case.remind(by=desk.anna)

    assert desk.sent() == {}


def test_the_owner_is_told_by_mail() -> None:
    desk = Desk()

    desk.asked().nudge(by=desk.anna)

    assert desk.sent()["owner"] == ("email", "anna@shop.example")


def test_an_owner_who_is_no_employee_is_the_desk_that_speaks() -> None:
    desk = Desk()

    desk.asked(by=THE_SYSTEM).nudge(by=THE_SYSTEM)

    assert desk.sent()["owner"] == ("desk", "SALES")


def test_a_customer_who_opened_a_case_does_not_hear_what_its_owner_is_told(shop: Shop) -> None:
    from fbo import Suspension

    ada = Actor.customer(shop.ada.id)
    order = shop.company.open(type(shop.drafted()), shop.order(), by=ada)
    order.place(by=ada)
    shop.company.run_due()
    shop.mail.sent.clear()

    shop.now(order).suspend(Suspension(reason="he never pays"), by=shop.carla)
    shop.company.run_due()

    assert [(message.channel, message.to) for message in shop.mail.sent] == [("desk", "SALES")]


def test_the_front_owner_is_the_account_owner() -> None:
    desk = Desk()
    desk.company.change(desk.ada, account_owner=desk.olga.id)

    desk.asked().nudge(by=desk.anna)

    assert desk.sent()["front"] == ("email", "olga@shop.example")


def test_without_an_account_owner_the_front_owner_is_the_owner() -> None:
    desk = Desk()

    desk.asked().nudge(by=desk.anna)

    assert desk.sent()["front"] == ("email", "anna@shop.example")


def test_without_any_owner_the_front_owner_is_the_desk_that_speaks() -> None:
    desk = Desk()

    desk.asked(by=THE_SYSTEM).nudge(by=THE_SYSTEM)

    assert desk.sent()["front"] == ("desk", "SALES")


def test_the_manager_is_the_role_that_leads_the_department_that_has_the_case() -> None:
    desk = Desk()

    desk.asked().nudge(by=desk.anna)

    assert desk.sent()["manager"] == ("desk", "CONTROLLER")


def test_a_desk_is_told_by_its_name() -> None:
    desk = Desk()

    desk.asked().nudge(by=desk.anna)

    assert desk.sent()["desk"] == ("desk", "CREDIT_CONTROL")


# Over which channel.


@pytest.mark.parametrize(
    ("fields", "channel"),
    [
        ({}, ("email", "ada@example.com")),
        ({"phones": ["+34 600 000 000"]}, ("email", "ada@example.com")),
        ({"phones": ["+34 600"], "preferred_channel": "sms"}, ("sms", "+34 600")),
        ({"preferred_channel": "sms"}, ("email", "ada@example.com")),
        ({"email": "", "phones": ["+34 600"]}, ("sms", "+34 600")),
    ],
)
def test_a_customer_is_reached_as_he_prefers_where_he_has_an_address(
    fields: dict[str, Any], channel: tuple[str, str]
) -> None:
    desk = Desk(**fields)

    desk.asked().remind(by=desk.anna)

    assert desk.sent()["reminder"] == channel


def test_a_notice_may_ask_for_a_channel() -> None:
    from fbo.front.crm import CustomerAddress

    home = CustomerAddress(name="Ada", street="1 Long Lane", city="London")
    desk = Desk(preferred_channel="email", addresses=[home])

    desk.asked().write(by=desk.anna)

    assert desk.sent()["letter"] == ("letter", "Ada\n1 Long Lane\nLondon")


def test_a_channel_that_nobody_serves_is_passed_over() -> None:
    desk = Desk(phones=["+34 600"], preferred_channel="sms")
    mail = MemoryNotifier()
    company = Company(desk.company.store, processes=[Asking], notifiers=[mail])
    desk.asked().remind(by=desk.anna)

    company.run_due()

    assert [(m.channel, m.to) for m in mail.sent] == [("email", "ada@example.com")]


class Bouncing(MemoryNotifier):
    """A notifier for which the mailboxes of one domain do not exist."""

    def send(self, message: Message, *, timeout: timedelta) -> Outcome:
        super().send(message, timeout=timeout)
        gone = message.channel == "email" and message.to.endswith("example.com")
        return Refused("no such mailbox", disable=True) if gone else Delivered()


def bounced(**ada: Any) -> Desk:
    desk = Desk(**ada)
    desk.mail = Bouncing(ALL)
    desk.company.driver.notifiers = (desk.mail,)
    return desk


def test_an_address_that_does_not_exist_is_never_tried_again() -> None:
    desk = bounced()
    case = desk.asked()
    case.remind(by=desk.anna)
    desk.company.run_due()
    case.write(by=desk.anna)

    desk.company.run_due()

    assert [message.to for message in desk.mail.sent] == ["ada@example.com", "anna@shop.example"]
    assert desk.dead() == [
        ["no such mailbox", "no address of the recipient is on file"],
        ["no address of the recipient is on file"],
    ]


def test_where_one_address_does_not_exist_another_channel_is_tried_at_once() -> None:
    desk = bounced(phones=["+34 600"])

    desk.asked().remind(by=desk.anna)
    desk.company.run_due()

    assert [(m.channel, m.to) for m in desk.mail.sent] == [
        ("email", "ada@example.com"),
        ("sms", "+34 600"),
    ]
    assert len({m.id for m in desk.mail.sent}) == 1


def test_a_new_address_is_tried_though_the_old_one_did_not_exist() -> None:
    desk = bounced()
    case = desk.asked()
    case.remind(by=desk.anna)
    desk.company.run_due()

    desk.company.change(desk.ada, email="ada@home.example")
    case.write(by=desk.anna)

    assert desk.sent()["letter"] == ("email", "ada@home.example")


def test_what_is_noted_of_a_bad_address_does_not_say_which_it_was() -> None:
    desk = bounced()
    desk.asked().remind(by=desk.anna)
    desk.company.run_due()

    (note,) = desk.company.store.get("main", [("spoilt", f"{desk.ada.id}|email")])

    assert note is not None
    assert "ada@" not in str(note.body)


# How often.


def test_what_is_told_once_a_case_is_told_once() -> None:
    desk = Desk()
    case = desk.asked()
    case.remind(by=desk.anna)
    case.remind(by=desk.anna)

    desk.company.run_due()

    assert len(desk.mail.sent) == 1


def test_another_case_is_told_as_well() -> None:
    desk = Desk()
    first, second = desk.asked(), desk.asked()
    for case in (first, second, first):
        case.remind(by=desk.anna)

    desk.company.run_due()

    assert len(desk.mail.sent) == 2


def test_what_is_told_once_for_each_value_is_told_again_for_another() -> None:
    desk = Desk()
    case = desk.asked()
    for due in ("Friday", "Friday", "Monday"):
        case.redate(Answer(text=due), by=desk.anna)

    desk.company.run_due()

    assert len(desk.mail.sent) == 2
    assert verify(desk.company).ok


# Only the front office speaks to a customer.


def test_what_a_back_office_employee_types_reaches_no_customer() -> None:
    desk = Desk()
    case = desk.asked()

    with pytest.raises(StepRefused) as refused:
        case.answer(Answer(text="he is bankrupt"), by=desk.carla)

    assert [reason.code for reason in refused.value.reasons] == ["front_office_writes"]
    assert case.state is Asking.with_finance
    assert desk.sent() == {}


def test_what_a_front_office_employee_types_does() -> None:
    desk = Desk()

    desk.asked().answer(Answer(text="soon"), by=desk.anna)

    assert "answer" in desk.sent()


def test_a_process_that_lost_its_speaker_tells_a_customer_nothing() -> None:
    class Mute(Asking, replaces=Asking):
        pass

    Mute.speaker = None
    company = Company(processes=[Mute])
    anna = company.hire("Anna", SALES_REP)
    case = company.open(Mute, Question(customer="ada"), by=anna, then=Asking.hand_over)

    with pytest.raises(BugError, match="is not to speak"):
        case.remind(by=anna)


def test_a_message_that_the_back_office_wrote_to_a_customer_is_not_sent() -> None:
    from fbo.ports.storage import Batch, Put

    desk = Desk()
    body = {
        "template": "order_decided",
        "audience": "customer",
        "case": "x",
        "process": "Shipping",
        "to": desk.ada.id,
        "created": "2026-01-01T00:00:00.000000Z",
        "attempt": 0,
    }
    put = Put(("message", "forged"), body, 0, {"due": ("2026-01-01",)})
    desk.company.store.commit(Batch("main", "forged", (put,)))

    assert desk.sent() == {}
    assert desk.dead() == [["only the front office speaks to a customer"]]
