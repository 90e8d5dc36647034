"""Words: what steps and states are made of is of the right kind, for those who use no type checker.

A type checker finds most of this earlier.  Without one, nobody would hear of a step that nobody can
take, or of a branch that is never come to.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fbo.kernel.calendar import Duration
from fbo.kernel.document import Form
from fbo.kernel.people import Role
from fbo.workflow.state import Before, Same, State
from fbo.workflow.step import Step

if TYPE_CHECKING:
    from fbo.workflow.definition import Definition


def words(definition: "Definition") -> Iterator[str]:
    """What is not what it should be, in sentences that name it."""
    for name, state in definition.states.items():
        for clock in state.clocks:
            if not _is(clock, Duration):
                yield f"{name} has the clock {clock!r}, which is no time such as hours(4)"
    for step in (*definition.openings, *definition.steps.values()):
        yield from _of(step)


def _of(step: Step[Any]) -> Iterator[str]:
    for branch in step.branches:
        if not _is(branch.target, State, Same, Before):
            yield f"{step.name} leads to {branch.target!r}, which is no state"
    for role in step.by:
        if not _is(role, Role):
            yield f"{step.name} may be taken by {role!r}, which is no role"
    if not step.by:
        yield f"{step.name} may be taken by nobody"
    if step.takes is not None and not _is_form(step.takes):
        yield f"{step.name} takes {getattr(step.takes, '__name__', step.takes)}, which is no form"
    for branch in step.branches[:-1]:
        if not branch.when:
            target = branch.target.name if isinstance(branch.target, State) else branch.target
            yield f"{step.name} always leads to {target}: no other branch is come to"


def _is_form(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, Form)


def _is(part: object, *kinds: type) -> bool:
    """Whether it is of one of these kinds, whatever it is declared to be."""
    return isinstance(part, kinds)
