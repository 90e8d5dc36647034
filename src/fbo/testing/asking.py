"""Asking a company for steps, and judging what it answers.

Whoever may not act must be told so and nothing else; a refusal must change nothing; a key must have
one answer and one effect.  What may be done is worked out here from the roles alone, so that the
judgement owes nothing to the engine's.
"""

from collections.abc import Iterable
from typing import Any, Final

from fbo.back.finance import CustomerReceipt
from fbo.kernel.document import Form
from fbo.kernel.errors import IdempotencyMismatch, NotAllowed, StepRefused
from fbo.kernel.people import CUSTOMER, Actor
from fbo.processes.receipting import Receipting
from fbo.testing.laws.sight import must, same
from fbo.testing.shop import Shop
from fbo.workflow.outcome import Outcome
from fbo.workflow.process import Process

__all__ = ["Asking"]

EVERY: Final = 3
"""One in so many steps that nobody gave a key has one all the same."""


class Asking:
    """Everybody of a shop, and what each was answered under which key."""

    def __init__(self, shop: Shop, customers: Iterable[str]) -> None:
        self.company = shop.company
        self.people: dict[str, Actor] = {
            name: getattr(shop, name) for name in ("anna", "ben", "carla", "sam", "rita")
        }
        self.people |= {name: Actor.customer(name) for name in customers}
        self._answers: dict[tuple[str, str], tuple[Any, Outcome | str]] = {}
        self._pressed: list[tuple[Process[Any], str, Form | None, str, str]] = []
        self._seen = 0
        self._acts = 0

    def act(
        self, case: Process[Any], step: str, form: Form | None, hand: str, key: str | None = None
    ) -> None:
        """Take a step; what it answers must be right for who took it, under which key.

        Of those without a key every third has one of its own, so that steps of every kind are
        pressed again.

        Raises `LawBrokenError` where it is not.
        """
        self._acts += 1
        if key is None and self._acts % EVERY == 0:
            key = f"act-{self._acts}"
        if key is not None:
            self._pressed.append((case, step, form, hand, key))
        self._act(case, step, form, hand, key)

    def _act(
        self, case: Process[Any], step: str, form: Form | None, hand: str, key: str | None
    ) -> None:
        actor, before = self.people[hand], self.end()
        request = (case.family, step, case.id, form)
        take = getattr(case, step)
        try:
            outcome: Outcome = take(*(() if form is None else (form,)), by=actor, key=key)
        except IdempotencyMismatch:
            self._was_mismatched(hand, key, request)
        except StepRefused as refused:
            self._was_refused(case, step, actor, refused, before)
            self._was_answered(hand, key, request, str(refused), before)
        else:
            must(_may(case, step, actor), f"{hand} took {step} and may not")
            self._was_answered(hand, key, request, outcome, before)

    def register(self, receipt: CustomerReceipt, key: str | None) -> None:
        """Rita opens a receipt and registers it, in one commit."""
        request, before = ("receipt", receipt), self.end()
        rita, first = self.people["rita"], Receipting.register
        try:
            case = self.company.open(Receipting, receipt, by=rita, then=first, key=key)
        except IdempotencyMismatch:
            self._was_mismatched("rita", key, request)
        else:
            self._was_answered("rita", key, request, case.id, before)

    def press_again(self, which: int) -> None:
        """Somebody presses again what he pressed before, or something else under the same key."""
        if self._pressed:
            case, step, form, hand, key = self._pressed[which % len(self._pressed)]
            if which % EVERY == 1:
                case, step, form, *_ = self._pressed[-1]
            self._act(case, step, form, hand, key)

    def end(self) -> int:
        """Where the journal ends now."""
        while page := self.company.journal(self._seen):
            self._seen = page[-1].seq
        return self._seen

    def _was_mismatched(self, hand: str, key: str | None, request: object) -> None:
        known = self._answers.get((hand, key or ""))
        must(known is not None and known[0] != request, "the key of this very request is refused")

    def _was_answered(
        self, hand: str, key: str | None, request: object, answer: Outcome | str, before: int
    ) -> None:
        """O2C-I9: a key has one answer, be it a refusal, and one effect."""
        if key is None:
            return
        known = self._answers.setdefault((hand, key), (request, answer))
        if known[1] is not answer:
            same("the request under a key that is answered", request, known[0])
            same("the answer to a key", answer, known[1])
            same("the journal after a second press", self.end(), before)

    def _was_refused(
        self, case: Process[Any], step: str, actor: Actor, refused: StepRefused, before: int
    ) -> None:
        """L6: a refusal changes nothing; to whom may not act it tells nothing else."""
        types = [entry.type for entry in self.company.journal(before)]
        must(types in ([], [f"{case.family}.refused"]), f"a refused {step} has done {types}")
        may = _may(case, step, actor)
        same(f"whether {step} is not allowed", isinstance(refused, NotAllowed), not may)
        codes = [reason.code for reason in refused.reasons]
        must(codes, "a refusal without a reason")
        if not may:
            same("what is told to whom may not act", codes, ["not_allowed"])


def _may(case: Process[Any], step: str, actor: Actor) -> bool:
    """By his roles alone; a customer with his own cases only."""
    roles = set(case.definition.steps[step].by) & actor.roles
    if roles == {CUSTOMER}:
        return bool(case.document.customer == actor.id)
    return bool(roles)
