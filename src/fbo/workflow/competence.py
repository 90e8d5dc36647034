"""Competences: what somebody may do beside his roles, up to the amount he may decide about.

So a front-office employee finishes at the first contact what else would go to the back office.  It
is the step that says which competence opens it and what is at stake.  Duties still hold.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from fbo.kernel.errors import Reason
from fbo.kernel.money import Money
from fbo.kernel.people import Actor

AtStake: TypeAlias = Callable[[Any, Any], Money]
"""The amount that a step on this document and this form (or `None`) is about."""


@dataclass(frozen=True, slots=True)
class Competence:
    """`Competence("refund", lambda bill, form: form.amount)`: who has it may take the step, too.

    `name` is both the competence and the kind of authority that limits it.
    """

    name: str
    at_stake: AtStake

    def is_of(self, actor: Actor) -> bool:
        """Whether the actor has the competence at all."""
        return actor.kind == "employee" and self.name in actor.competences

    def beyond(self, actor: Actor, document: object, form: object) -> Reason | None:
        """Why the actor, who has the competence, may not decide about this; `None` if he may."""
        amount, limit = self.at_stake(document, form), actor.authority.get(self.name)
        if limit is not None and limit.currency == amount.currency and amount <= limit:
            return None
        return Reason(
            "beyond_authority",
            f"it is more than the {self.name} you may decide about",
            {"authority": self.name, "limit": None if limit is None else str(limit)},
            way_out="hand it to the desk that decides",
        )
