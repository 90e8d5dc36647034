"""Scenario: what happens below the line of visibility changes nothing above it.

One story of an order is told twice: what the customer takes part in happens at the same moments,
and everything else (who does it, how often, when, what they note, whom they ask) is drawn anew.
After every moment, and right before the next, the customer must see the same, byte for byte.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from fbo import (
    AR_CLERK,
    CREDIT_CLERK,
    PACKER,
    PICKER,
    SALES_MANAGER,
    SALES_REP,
    SERVICE_AGENT,
    STOREKEEPER,
    Delivery,
    InboundMessage,
    Messaging,
    OrderToCash,
    Picking,
    Policies,
    PromiseKeeping,
    PromisePolicy,
    Risk,
    StepRefused,
    Task,
    Tasking,
    customer_view,
    eur,
)
from fbo.front.crm import ColleagueQuestion, Note, Question
from fbo.kernel.json import canonical
from fbo.kernel.people import Actor
from fbo.testing.shop import MONDAY, Shop

DAY = timedelta(days=1)
QUICK = settings(
    max_examples=25, deadline=None, derandomize=True, phases=(Phase.generate, Phase.target)
)


class Drawn:
    """Ids that differ from story to story, and with every commit."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def new(self) -> str:
        return f"{self._random.getrandbits(64):016x}"


@dataclass(frozen=True)
class Below:
    """Everything that the customer must not be able to tell."""

    seed: int
    staff: str
    limit: str | None
    status: str
    priority: int
    spare: int
    done: tuple[tuple[tuple[int, str], ...], ...] = field(default=())


class Story:
    """An order of three lamps, from Ada's wish to its end."""

    def __init__(self, below: Below, *, checked: bool) -> None:
        self.below, self.checked = below, checked
        # Whom a promise at risk is told to is drawn; so he hears of it from nobody by itself.
        quiet = Policies(promise=PromisePolicy(warns_after=None))
        self.shop = Shop(ids=Drawn(below.seed), policies=quiet)
        self.company = self.shop.company
        self.seen: list[bytes] = []
        hire = self.company.hire
        name = below.staff
        self.anna: Actor = hire(f"Anna {name}", SALES_REP, SALES_MANAGER, id=f"anna-{name}")
        self.carla: Actor = hire(f"Carla {name}", CREDIT_CLERK, id=f"carla-{name}")
        self.sam: Actor = hire(f"Sam {name}", STOREKEEPER, PICKER, PACKER, id=f"sam-{name}")
        self.iris: Actor = hire(f"Iris {name}", SERVICE_AGENT, id=f"iris-{name}")
        self.shop.rita = hire(f"Rita {name}", AR_CLERK, id=f"rita-{name}")
        limit = "1.00" if checked else below.limit
        self.ada = self.company.file(
            self.shop.ada.document.changed(
                {"credit_limit": limit and eur(limit), "credit_status": below.status}
            ),
            id="ada",
        )
        self.shop.lamp = self.company.file(self.shop.lamp.document.changed({"sku": "L"}), id="lamp")
        self.shop.receive(3 + below.spare)
        wish = self.shop.order(
            3, customer="ada", priority=below.priority, promised=date(2026, 12, 4)
        )
        self.order = self.company.open(OrderToCash, wish, by=self.anna, id="order")

    def told(self) -> list[bytes]:
        """The whole story; what the customer saw of it."""
        moments: list[Callable[[], Any]] = [
            self._place,
            *([self._agree] if self.checked else []),
            self._write,
            self._start,
            self._ask,
            self._dispatch,
            self._reply,
            self._deliver,
            self._pay,
        ]
        for nth, happens in enumerate(moments):
            begins = MONDAY + nth * DAY
            for minutes, act in sorted(self.below.done[nth % len(self.below.done)]):
                self.shop.clock.set(begins - DAY + timedelta(minutes=1 + minutes))
                with suppress(StepRefused, LookupError):
                    getattr(self, f"do_{act}")()
            self.shop.clock.set(begins)
            self._look()
            happens()
            self._look()
        return self.seen

    def _look(self) -> None:
        view = self.company.customer_view("order").as_json()
        alone = customer_view(self.company.read_case("order")).as_json()
        self.seen.append(canonical([view, alone]))

    # What the customer takes part in.

    def _place(self) -> None:
        self.order.place(by=self.anna)

    def _agree(self) -> None:
        limit = self.below.limit
        self.ada = self.company.change(self.ada, credit_limit=limit and eur(limit))
        self._now().reconsider(by=self.carla)

    def _write(self) -> None:
        self._say("Where are my lamps?", "one")
        self._thread().take_up(by=self.iris)

    def _ask(self) -> None:
        with suppress(StepRefused):
            self.do_advise()
        self._thread().ask(Question(text="Which floor is it?"), by=self.iris)

    def _reply(self) -> None:
        self._say("The third.", "two")

    def _say(self, text: str, number: str) -> None:
        message = InboundMessage(
            channel="web", external_id=number, customer="ada", text=text, about=("order",)
        )
        self.company.receive(message)

    def _start(self) -> None:
        self._now().start_fulfilment(by=self.sam)

    def _dispatch(self) -> None:
        for step in ("assign", "pick", "pack", "dispatch"):
            with suppress(StepRefused):
                self._ship(step)

    def _deliver(self) -> None:
        self._shipment().confirm_delivery(Delivery(proof=self.below.staff), by=self.sam)

    def _pay(self) -> None:
        self.shop.settled(self.order)
        self.company.run_due()

    # What he does not.

    def do_look_around(self) -> None:
        self.company.run_due()

    def do_reconsider(self) -> None:
        self._now().reconsider(by=self.carla)

    def do_allocate(self) -> None:
        self._now().allocate(by=self.sam)

    def do_accept(self) -> None:
        order = self._now()
        for by in (self.carla, self.sam, self.shop.rita):
            with suppress(StepRefused):
                self.company.handoffs.accept(order, by=by)

    def do_assign(self) -> None:
        self._ship("assign")

    def do_unassign(self) -> None:
        self._ship("unassign")

    def do_pick(self) -> None:
        self._ship("pick")

    def do_pack(self) -> None:
        self._ship("pack")

    def do_unpack(self) -> None:
        self._ship("unpack")

    def do_note(self) -> None:
        tags = (*self.ada.document.segment_tags, f"tag {self.below.staff}")
        self.ada = self.company.change(self.ada, segment_tags=tags, account_owner=self.anna.id)

    def do_write_a_note(self) -> None:
        self._thread().note(Note(text=f"{self.below.staff}: difficult"), by=self.iris)

    def do_pass_on(self) -> None:
        question = ColleagueQuestion(desk="WAREHOUSE", text=f"{self.below.staff} asks")
        self._thread().pass_on(question, by=self.iris)

    def do_advise(self) -> None:
        self._thread().advise(Note(text=f"says {self.below.staff}"), by=self.sam)

    def do_endanger(self) -> None:
        for promise in self.company.find(PromiseKeeping, about="order"):
            promise.put_at_risk(Risk(because=f"{self.below.staff} is ill"), by=self.anna)

    def do_task(self) -> None:
        todo = Task(desk="WAREHOUSE", what="he is difficult", about="order")
        self.company.open(Tasking, todo, by=self.sam)

    def do_pay_in_part(self) -> None:
        for invoice in self._now().invoices:
            self.shop.paid(eur("1.00"), invoice.id, customer="ada")

    def do_another_draft(self) -> None:
        self.shop.drafted()

    def _now(self) -> OrderToCash:
        return self.company.case(OrderToCash, "order")

    def _thread(self) -> Messaging:
        threads = self.company.find(Messaging, customer="ada")
        if not threads:
            raise LookupError
        return threads[0]

    def _shipment(self) -> Any:
        return self.shop.shipments(self.order)[0]

    def _ship(self, step: str) -> None:
        forms = (Picking(),) if step == "pick" else ()
        if shipments := self.shop.shipments(self.order):
            getattr(shipments[0], step)(*forms, by=self.sam)


ACTS = tuple(name.removeprefix("do_") for name in dir(Story) if name.startswith("do_"))
ONE_DAY = st.lists(st.tuples(st.integers(0, 1400), st.sampled_from(ACTS)), max_size=5).map(tuple)


@st.composite
def belows(draw: Any) -> Below:
    return Below(
        seed=draw(st.integers(0, 2**32)),
        staff=draw(st.sampled_from(["Smith", "Jones", "Li"])),
        limit=draw(st.sampled_from([None, "1000.00", "5000.00"])),
        status=draw(st.sampled_from(["ok", "watch"])),
        priority=draw(st.integers(0, 9)),
        spare=draw(st.integers(0, 3)),
        done=tuple(draw(st.lists(ONE_DAY, min_size=9, max_size=9))),
    )


@QUICK
@given(one=belows(), other=belows(), checked=st.booleans())
def test_what_happens_below_the_line_changes_nothing_above_it(
    one: Below, other: Below, checked: bool
) -> None:
    first, second = Story(one, checked=checked).told(), Story(other, checked=checked).told()

    assert first == second


def test_the_story_is_one_in_which_the_customer_sees_something() -> None:
    quiet = Below(1, "Smith", None, "ok", 0, 0, ((),))

    story = Story(quiet, checked=True)
    story.told()

    events = story.company.customer_view("order").events
    assert [event.label for event in events if event.label] == [
        *("Order received", "Being checked", "Confirmed, delivery by 4 Dec 2026"),
        *("Being prepared", "On its way", "Delivered", "Completed"),
    ]


def test_what_the_customer_takes_part_in_does_change_what_he_sees() -> None:
    quiet = Below(1, "Smith", None, "ok", 0, 0, ((),))

    assert Story(quiet, checked=True).told() != Story(quiet, checked=False).told()
