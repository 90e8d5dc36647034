"""Checks: a wrong definition fails when the class is made, with the culprit's name.

What can be seen from one class is checked here; what needs several (a reaction to a process the
company does not run) when the company is made.
"""

import inspect
import types
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeVar, Union, get_args, get_origin, get_type_hints

from fbo.kernel.document import Document
from fbo.kernel.errors import DefinitionError
from fbo.kernel.people import FRONT, SYSTEM, Desk, Office
from fbo.workflow.check_clocks import clocks, is_timed
from fbo.workflow.check_sight import sight
from fbo.workflow.check_words import words
from fbo.workflow.definition import Definition, effect_of, is_condition
from fbo.workflow.duties import OPEN
from fbo.workflow.graph import reachable, reaches
from fbo.workflow.guard import Guard, Rule
from fbo.workflow.handoff import Incomplete
from fbo.workflow.path import missing_field
from fbo.workflow.state import OneOf, State, same
from fbo.workflow.step import Step

if TYPE_CHECKING:
    from fbo.workflow.process import Process


def check(definition: Definition, cls: "type[Process[Any]]") -> None:
    """Refuse a definition that contradicts itself.  Raises `DefinitionError`."""
    # One after the other: what comes later relies on there being no fault before.
    faults = chain(
        words(definition),
        _strangers(definition),
        _graph(definition),
        _desks(definition),
        _crossings(definition),
        _unlisted(definition),
        _consultations(definition),
        _voices(definition, cls),
        sight(definition, cls),
        clocks(definition, cls),
        _conditions(definition),
        _effects(definition, cls),
        _paths(definition),
        _queues(definition),
        _duties(definition),
        _system_steps(definition),
    )
    for fault in faults:
        raise DefinitionError(definition.name, fault)


def _strangers(definition: Definition) -> Iterator[str]:
    """States a step names that are not the class's."""
    for step in definition.steps.values():
        for name in dict.fromkeys(name for way in definition.ways(step) for name in way):
            if name not in definition.states:
                yield f"{step.name} names the state {name or '?'}, which the class does not have"


def _graph(definition: Definition) -> Iterator[str]:
    steps = definition.steps.values()
    arrived = reachable(definition, definition.initial.name)
    for name, state in definition.states.items():
        if name not in arrived:
            yield f"no step leads to {name}"
        for step in steps if state.final else ():
            if name in definition.sources(step) and definition.targets(step, name) - {name}:
                yield f"{name} is final, but {step.name} leads out of it"
        if not state.ended and not any(
            definition.states[end].ended for end in reachable(definition, name)
        ):
            yield f"{name} is a dead end: no step leads from it to an end"


def _desks(definition: Definition) -> Iterator[str]:
    for name, state in definition.states.items():
        if not state.ended and not state.desks and not is_timed(definition, state):
            yield f"{name} has neither desk nor clock"


def _offices(state: State) -> set[Office]:
    return {desk.office for desk in state.desks}


def _crossings(definition: Definition) -> Iterator[str]:
    """A step that takes the case out of the office where it began needs a way back."""
    home = _offices(definition.initial)
    for step in definition.steps.values():
        for source, target in definition.ways(step):
            here, there = definition.states[source], definition.states[target]
            if there.ended or not here.desks or not there.desks:
                continue
            for office in (_offices(here) & home) - _offices(there):
                if not _has_way_back(definition, target, office):
                    yield (
                        f"{step.name} crosses from {source} to {target}, "
                        f"and no way leads back to a desk of the {office.name} office"
                    )


def _unlisted(definition: Definition) -> Iterator[str]:
    """A crossing names what must be filled in first, unless it is the way back for what is not."""
    back = definition.steps.get("return_incomplete")
    if back is not None and not _sends_back(back):
        yield "return_incomplete takes no form that says what is missing: takes=Incomplete"
    for step in definition.steps.values():
        if step.checklist or _sends_back(step):
            continue
        for source, target in definition.ways(step):
            if definition.states[target].ended:
                continue
            here, there = _offices(definition.states[source]), _offices(definition.states[target])
            if here and there and not here & there:
                yield f"{step.name} crosses from {source} to {target} without a checklist="


def _sends_back(step: Step[Any]) -> bool:
    return step.takes is not None and issubclass(step.takes, Incomplete)


def _consultations(definition: Definition) -> Iterator[str]:
    """What is asked stays where it is, and somebody of the desk asked can answer it."""
    steps = definition.steps.values()
    answered = {step.answers.name: step for step in steps if step.answers is not None}
    for step in steps:
        if step.asks is None:
            continue
        if any(branch.target != same for branch in step.branches):
            yield f"{step.name} asks another desk, so that its target is `same`"
        if step.name not in answered:
            yield f"{step.name} asks, but no step answers it"
    for asking, step in answered.items():
        if asking not in definition.steps or definition.steps[asking].asks is None:
            yield f"{step.name} answers {asking}, which asks nothing"
            continue
        desks = _desks_asked(definition.steps[asking])
        if not any(desk in role.desks for desk in desks for role in step.by):
            names = " or ".join(desk.name for desk in desks)
            yield f"{step.name} answers for {names}, but nobody who sits there may take it"


def _desks_asked(step: Step[Any]) -> tuple[Desk, ...]:
    if isinstance(step.asks, OneOf):
        return step.asks.choices
    return () if step.asks is None else (step.asks,)


def _has_way_back(definition: Definition, start: str, office: Office) -> bool:
    back = definition.steps.get("return_incomplete")
    if back is not None and start in definition.sources(back):
        return True
    return reaches(definition, start, lambda state: office in _offices(state))


def _voices(definition: Definition, cls: "type[Process[Any]]") -> Iterator[str]:
    """Only a front-office department speaks to a customer, and every end is told to him."""
    speaker = cls.speaker
    if speaker is not None and speaker.office != FRONT:
        yield f"{speaker.name} is no front-office department and does not speak to customers"
    silent = "tells a customer something, but no front-office department speaks"
    for reaction in definition.reactions if speaker is None else ():
        if any(notice.audience == "customer" for notice in reaction.tells):
            yield f"{reaction.name} {silent}"
    for step in (*definition.openings, *definition.steps.values()):
        told = any(notice.audience == "customer" for notice in step.tells)
        if told and speaker is None:
            yield f"{step.name} {silent}"
        if speaker is None or told:
            continue
        for source, name in definition.ways(step):
            end = definition.states[name]
            if end.final and end.label and source != name:
                yield f"{step.name} leads to {name}, an end that tells the customer nothing"


def _conditions(definition: Definition) -> Iterator[str]:
    for step in (*definition.openings, *definition.steps.values()):
        for asked in (*step.needs, *(c for branch in step.branches for c in branch.when)):
            if not is_condition(asked):
                yield f"{step.name} asks {asked!r}, which is neither a guard nor a rule"
            elif isinstance(asked, Guard):
                yield from _guard_of_another(definition, step, asked)
            else:
                yield from _form_of_another(step, asked)


def _guard_of_another(definition: Definition, step: Step[Any], asked: Guard[Any]) -> Iterator[str]:
    wanted = _as_class(asked.document)
    if wanted is not None and not issubclass(definition.document, wanted):
        mine = definition.document.__name__
        yield f"{step.name} asks {asked.name} about a {mine}; it is a guard of {wanted.__name__}"


def _form_of_another(step: Step[Any], asked: Rule) -> Iterator[str]:
    if not asked.wants_form:
        return
    wanted = _as_class(asked.form)
    if step.takes is None:
        yield f"{step.name} takes no form, but its rule {asked.name} wants one"
    elif wanted is not None and not issubclass(step.takes, wanted):
        yield f"{step.name} takes {step.takes.__name__}, but its rule {asked.name} wants " + (
            wanted.__name__
        )


def _effects(definition: Definition, cls: type) -> Iterator[str]:
    steps = {step.name: step for step in (*definition.openings, *definition.steps.values())}
    for step_name, effect_name in definition.effects.items():
        function = effect_of(cls, effect_name)
        returned = _returned(function)
        for document in returned:
            if not issubclass(document, definition.document) and not issubclass(
                definition.document, document
            ):
                yield f"the effect {effect_name} of {step_name} returns another document: " + (
                    document.__name__
                )
        wanted = list(inspect.signature(function).parameters.values())[1:]
        if wanted:
            form = wanted[0].annotation
            yield from _form_of_another_effect(steps[step_name], effect_name, form)


def _form_of_another_effect(step: Step[Any], effect: str, form: Any) -> Iterator[str]:
    wanted = _as_class(form)
    if step.takes is None:
        yield f"the effect {effect} wants a form, but {step.name} takes none"
    elif wanted is not None and not issubclass(step.takes, wanted):
        yield f"the effect {effect} wants {wanted.__name__}, but {step.name} takes " + (
            step.takes.__name__
        )


def _returned(function: Any) -> list[type[Document]]:
    """The documents an effect says it returns, type variables by their bounds."""
    try:
        hint = get_type_hints(function).get("return")
    except NameError:
        return []
    arms = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    classes = [_as_class(arm) for arm in arms]
    return [c for c in classes if c is not None and issubclass(c, Document)]


def _as_class(hint: Any) -> type | None:
    if isinstance(hint, TypeVar) or hasattr(hint, "__bound__"):
        hint = hint.__bound__
    return hint if isinstance(hint, type) and hint is not inspect.Parameter.empty else None


def _paths(definition: Definition) -> Iterator[str]:
    for name, entry in definition.on_file.items():
        if entry.path is not None and not entry.of_case:
            missing = missing_field(entry.path, definition.document, form=entry.wants_form)
            if missing:
                yield f"the path of {name} on file asks for {missing}, which does not exist"


def _queues(definition: Definition) -> Iterator[str]:
    """Who waits is found by an index, and served by a step that SYSTEM can take."""
    for name, queue in definition.queues.items():
        step = definition.steps.get(queue.step.name)
        if queue.by not in definition.document.indexed:
            yield f"{name} finds who waits by {queue.by}, which is not indexed"
        if step is None or step.takes is not None or SYSTEM not in step.by:
            yield f"{name} serves by {queue.step.name}, which SYSTEM cannot take without a form"


def _duties(definition: Definition) -> Iterator[str]:
    """A duty towards a step of the same process names one that it has."""
    known = {OPEN, *definition.steps, *(step.name for step in definition.openings)}
    for name, duties in definition.duties.items():
        for duty in duties:
            if not duty.places and duty.name not in known:
                yield f"{name} has a duty towards {duty.name}, which is no step of the class"


def _system_steps(definition: Definition) -> Iterator[str]:
    for step in definition.steps.values():
        for field in step.packet:
            if field not in definition.document.model_fields:
                yield f"the packet of {step.name} names {field}, which does not exist"
        if step.as_soon_as and SYSTEM not in step.by:
            yield f"{step.name} is taken as soon as possible, but not by SYSTEM"
        if step.as_soon_as and step.takes is not None:
            yield f"{step.name} is taken by SYSTEM as soon as possible, which fills in no form"
        for field in step.checklist:
            if field not in definition.document.model_fields:
                yield f"the checklist of {step.name} names {field}, which does not exist"
