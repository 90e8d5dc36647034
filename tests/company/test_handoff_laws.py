"""Generated: whatever two offices do to each other's work, the laws of hand-offs hold."""

from datetime import timedelta
from typing import Any

from deals import Answer, Deal, Dealing, Detail, ada, bob, cleo, sally
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fbo import FboError, Incomplete
from fbo.adapters.ids import CountingIds
from fbo.company.verifying.verify import verify
from fbo.testing.laws.handoffs import keep_handoff_laws
from fbo.testing.shop import Shop

PEOPLE = (ada, bob, cleo, sally)
FIELDS = st.lists(st.sampled_from(("what", "size", "colour")), max_size=2, unique=True)
STEPS = tuple(name for name in Dealing.definition.steps)
MOST = 3

_which = st.integers(0, MOST - 1)
_who = st.sampled_from(PEOPLE)


class Passing(RuleBasedStateMachine):
    """Three deals at most, which anybody passes on, sends back, asks about and drops."""

    def __init__(self) -> None:
        super().__init__()
        self.shop = Shop(processes=(Dealing,), ids=CountingIds())
        self.deals: list[str] = []

    @rule(what=st.sampled_from(("", "a table")), by=_who)
    @precondition(lambda self: len(self.deals) < MOST)
    def open(self, what: str, by: Any) -> None:
        """Somebody notes a deal, and may have nothing to say about it."""
        company = self.shop.company
        self._try(lambda: self.deals.append(company.open(Dealing, Deal(what=what), by=by).id))

    @rule(which=_which, step=st.sampled_from(STEPS), by=_who, missing=FIELDS)
    @precondition(lambda self: self.deals)
    def take(self, which: int, step: str, by: Any, missing: list[str]) -> None:
        """Somebody takes a step, or tries to."""
        forms = {
            "fill_in": Detail(what="a chair", size="small"),
            "say_colour": Answer(answer="oak"),
            "return_incomplete": Incomplete(reason="look again", missing=missing),
        }
        given = (forms[step],) if step in forms else ()
        case = self._deal(which)
        self._try(lambda: getattr(case, step)(*given, by=by))

    @rule(which=_which, by=_who, purpose=st.sampled_from(("", "ask_colour")))
    @precondition(lambda self: self.deals)
    def accept(self, which: int, by: Any, purpose: str) -> None:
        """Somebody accepts what is offered, if he may."""
        case = self._deal(which)
        self._try(lambda: self.shop.company.handoffs.accept(case, by=by, purpose=purpose))

    @rule(which=_which, by=_who, missing=FIELDS, back=st.booleans())
    @precondition(lambda self: self.deals)
    def answer_nothing(self, which: int, by: Any, missing: list[str], *, back: bool) -> None:
        """A question is sent back, or withdrawn."""
        case, handoffs = self._deal(which), self.shop.company.handoffs
        why = Incomplete(reason="of what?", missing=missing)
        if back:
            self._try(lambda: handoffs.send_back(case, why, by=by, purpose="ask_colour"))
        else:
            self._try(lambda: handoffs.withdraw(case, "ask_colour", by=by))

    @rule(hours=st.integers(0, 40))
    def time_passes(self, hours: int) -> None:
        """Some hours, working or not."""
        self.shop.clock.advance(timedelta(hours=hours, minutes=17))

    @invariant()
    def the_laws_hold(self) -> None:
        """After each of them."""
        keep_handoff_laws(self.shop.company)

    def teardown(self) -> None:
        """In the end every record is what the journal says."""
        assert verify(self.shop.company).first_fault is None

    def _deal(self, which: int) -> Dealing:
        return self.shop.company.case(Dealing, self.deals[which % len(self.deals)])

    def _try(self, act: Any) -> None:
        try:
            act()
        except FboError:
            return


def test_whatever_two_offices_do_the_laws_of_hand_offs_hold() -> None:
    few = settings(max_examples=60, stateful_step_count=30, deadline=None)
    run_state_machine_as_test(Passing, settings=few)
