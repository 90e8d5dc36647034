"""Deciding: may this actor take this step of this case now, which way does it go, to what effect.

Plain synchronous functions over a case and what is on file.  They read no clock, make no ids, touch
no store, and may be asked as often as one likes.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from fbo.kernel.document import Document, Form
from fbo.kernel.errors import BugError, DutyConflict, NotAllowed, Reason, StepRefused
from fbo.kernel.frozen import frozen
from fbo.kernel.people import CUSTOMER, SYSTEM, Actor
from fbo.workflow.duties import OPEN, conflict
from fbo.workflow.guard import Guard, Rule
from fbo.workflow.handing import why_not
from fbo.workflow.questions import why_not_paused
from fbo.workflow.state import Before, Same, State, Target
from fbo.workflow.step import Step

__all__ = [
    "OPEN",
    "Verdict",
    "carry_out",
    "choose",
    "failing",
    "judge",
    "judge_opening",
    "resolve",
    "run",
]

if TYPE_CHECKING:
    from fbo.workflow.process import Process


@frozen
class Verdict:
    """Where a step leads, or every reason why it may not be taken.

    `back`: it leads back to where the case came from.  `waivers`: those under which it is taken.
    """

    target: State | None
    reasons: tuple[Reason, ...] = ()
    error: type[StepRefused] = StepRefused
    back: bool = False
    waivers: tuple[str, ...] = ()

    def refusal(self, step: Step[Any]) -> StepRefused:
        """The reasons as an error."""
        return self.error(step.name, self.reasons)


def judge(
    case: "Process[Any]", step: Step[Any], form: Form | None, actor: Actor, hand: Actor
) -> Verdict:
    """Judge a step.

    `actor` has the rights; `hand` is the person who set the step off, at whom duties look.  To
    somebody who may not act at all, only that is told.
    """
    case.by, case.hand, case.form = actor, hand, form
    if not _may(case, step, actor):
        unfit = _incompetent(case, step, form, actor)
        if unfit is not None:
            return Verdict(None, (unfit,), NotAllowed)
    waivers: tuple[str, ...] = ()
    if step.duties:
        clash, waivers = conflict(case, step, hand)
        if clash is not None:
            return Verdict(None, (clash,), DutyConflict)
    if not case.definition.leads_from(step.name, case.facts.state):
        return Verdict(None, (_wrong_state(case, step, actor),))
    if not _fits(step, form):
        return Verdict(None, (_wrong_form(step),))
    reasons = failing(case, step.needs, form)
    if step.checklist:
        reasons += _unfilled(case, step)
    reasons += why_not(case, step, form)
    target, otherwise = choose(case, step, form)
    leads_to = None if target is None else resolve(case, target)
    if leads_to is not None and leads_to.holder == "customer":
        reasons += why_not_paused(case, step, leads_to)
    if reasons or leads_to is None:
        return Verdict(None, _each_once((*reasons, *otherwise)))
    return Verdict(leads_to, back=type(target) is Before, waivers=waivers)


def judge_opening(case: "Process[Any]", actor: Actor) -> Verdict:
    """Judge whether the actor may open this case."""
    definition = case.definition
    opening = next(iter(definition.openings), None)
    if opening is None:
        initial = definition.initial.name
        allowed = any(
            _may(case, step, actor)
            for step in definition.steps.values()
            if definition.leads_from(step.name, initial)
        )
        if allowed or actor.kind == "system":
            return Verdict(definition.initial)
        return Verdict(None, (Reason("not_allowed", "opening it is not yours"),), NotAllowed)
    if not _may(case, opening, actor):
        return Verdict(None, (_not_allowed(opening),), NotAllowed)
    reasons = tuple(failing(case, opening.needs, None))
    return Verdict(None if reasons else definition.initial, reasons)


def choose(
    case: "Process[Any]", step: Step[Any], form: Form | None
) -> tuple[Target | None, tuple[Reason, ...]]:
    """The first branch whose conditions hold; if none does, the reasons of all."""
    reasons: list[Reason] = []
    for branch in step.branches:
        failed = failing(case, branch.when, form) if branch.when else ()
        if not failed:
            return branch.target, ()
        reasons += failed
    return None, tuple(reasons)


def failing(
    case: "Process[Any]", conditions: Iterable[Guard[Any] | Rule], form: Form | None
) -> list[Reason]:
    """The reason of each condition that does not hold."""
    reasons: list[Reason] = []
    for condition in conditions:
        asked = condition
        if isinstance(condition, Rule):
            asked = rule = case.definition.rules.get(condition.name, condition)
            answer = rule.ask(case, form) if rule.wants_form else rule.ask(case)
        else:
            answer = condition.ask(case.document)
        if answer is not True:
            reasons.append(asked.reason if answer is False else answer)
    return reasons


def resolve(case: "Process[Any]", target: Target) -> State:
    """The state a target means for this case; compare `went` by `==` with what a class declares."""
    if isinstance(target, State):
        return target
    if isinstance(target, Same):
        return case.state
    return case.definition.state(case.came_from(target.state.name))


def carry_out(case: "Process[Any]", step: Step[Any], form: Form | None, target: State) -> Document:
    """Run the step's effect; the document after it.  What it asks for stands in `case.asked`.

    Raises `BugError` where the effect returns what is no such document or does not validate.
    """
    name = case.definition.effects.get(step.name)
    case.begin(target)
    if name is None:
        unchanged: Document = case.document
        return unchanged
    return run(case, name, *(() if form is None else (form,)))


def run(case: "Process[Any]", name: str, *given: object) -> Document:
    """Run an effect or a reaction by its name; the document after it.

    Raises `BugError` where it returns what is no such document or does not validate.
    """
    effect = getattr(case, name)
    case.asked = []
    try:
        changed: object = effect(*given) if given and _takes_one(effect) else effect()
    except ValidationError as error:
        places = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors())
        raise BugError(f"{name} of {case.family} makes a document with a bad {places}") from error
    if changed is None:
        unchanged: Document = case.document
        return unchanged
    if not isinstance(changed, case.definition.document):
        raise BugError(f"{name} of {case.family} returned a {type(changed).__name__}")
    return changed


def _takes_one(effect: Any) -> bool:
    """Whether the effect takes the form, or the other document, beside the case."""
    code = effect.__func__.__code__
    return bool(code.co_argcount > 1)


def _may(case: "Process[Any]", step: Step[Any], actor: Actor) -> bool:
    if not step.staff.isdisjoint(actor.roles):
        return True
    return step.for_customers and CUSTOMER in actor.roles and _is_his(case, actor)


def _is_his(case: "Process[Any]", actor: Actor) -> bool:
    """A customer acts on his own cases only."""
    return getattr(case.document, "customer", case.id) == actor.id


def _not_allowed(step: Step[Any]) -> Reason:
    people = [role for role in step.by if role is not SYSTEM] or step.by
    titles = " or ".join(dict.fromkeys(role.title for role in people))
    return Reason(
        "not_allowed",
        f"only {titles} may do that",
        {"roles": [role.name for role in step.by]},
        way_out=f"ask {titles}",
    )


def _incompetent(
    case: "Process[Any]", step: Step[Any], form: Form | None, actor: Actor
) -> Reason | None:
    """Why somebody without a role may not take the step; `None` if his competence lets him."""
    competence = step.competence
    if competence is None or not competence.is_of(actor):
        return _not_allowed(step)
    # What is at stake may stand on the form; one that does not fit is refused as such.
    return competence.beyond(actor, case.document, form) if _fits(step, form) else None


def _wrong_state(case: "Process[Any]", step: Step[Any], actor: Actor) -> Reason:
    definition, state = case.definition, case.state.name
    sources = sorted(definition.sources(step))
    steps = ", ".join(map(_words, definition.steps_for(state, actor.roles)))
    way_out = f"what you may take in that state: {steps}" if steps else ""
    if step.opening:
        return Reason("wrong_state", "it has been opened already", {"state": state}, way_out)
    sentence = f"it is {_words(state)}, not {' or '.join(map(_words, sources))}"
    return Reason("wrong_state", sentence, {"state": state, "from": sources}, way_out)


def _fits(step: Step[Any], form: Form | None) -> bool:
    return form is None if step.takes is None else isinstance(form, step.takes)


def _wrong_form(step: Step[Any]) -> Reason:
    wanted = "no form" if step.takes is None else f"the form {step.takes.__name__}"
    return Reason("wrong_form", f"it takes {wanted}", way_out=f"take it on {wanted}")


def _unfilled(case: "Process[Any]", step: Step[Any]) -> Iterator[Reason]:
    missing = [name for name in step.checklist if not getattr(case.document, name)]
    if missing:
        yield Reason(
            "incomplete",
            f"{', '.join(map(_words, missing))} must be filled in first",
            {"missing": missing},
            way_out="fill it in and take the step again",
        )


def _each_once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Without repetition; compared, since facts cannot be hashed."""
    each: list[Reason] = []
    for reason in reasons:
        if reason not in each:
            each.append(reason)
    return tuple(each)


def _words(name: str) -> str:
    return name.replace("_", " ")
