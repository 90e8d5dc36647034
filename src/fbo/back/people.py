"""People: who works here, who is away, and who does whose work meanwhile.

Employment, leave and training come with their processes; an employee is a record, and so are a
delegation and an absence.  Who may make them, and what follows, is in `fbo.company.people`.
"""

from collections.abc import Mapping
from datetime import date

from pydantic import model_validator

from fbo.kernel.document import Document, Id, Many, Personal
from fbo.kernel.money import Money
from fbo.kernel.people import BACK, Department, Desk, Role
from fbo.kernel.text import Name, ShortText
from fbo.kernel.times import Day

PEOPLE_DEPARTMENT = Department("people", BACK)
PEOPLE = Desk("PEOPLE", PEOPLE_DEPARTMENT)
HR_OFFICER = Role("HR_OFFICER", "an HR officer", (PEOPLE,))


class Employee(Document):
    """Somebody who works here, from one day to another where these are named.

    `roles` are the names of his roles; `authority` says up to which amount he may decide, by kind
    (credit, remedy, refund, write-off); `competences` what he may do beside his roles, up to that
    amount.  `person` is the id of the account he had first, where this is another one of his.
    What he is told is in his `language`, and by the clocks of his zone `tz`.
    """

    keepers = (HR_OFFICER,)
    indexed = ("external_ref",)
    unique = ("external_ref",)

    name: Personal[Name]
    email: Personal[ShortText] = ""
    language: ShortText = "en"
    tz: ShortText = "UTC"
    roles: Many[ShortText] = ()
    competences: Many[ShortText] = ()
    manager: Id | None = None
    authority: Mapping[str, Money] = {}
    active_from: Day | None = None
    active_to: Day | None = None
    external_ref: ShortText | None = None
    person: Id | None = None

    def works_here(self, on: date) -> bool:
        """Whether he works here that day."""
        begun = self.active_from is None or self.active_from <= on
        return begun and (self.active_to is None or on <= self.active_to)


class Absence(Document):
    """Somebody is away, from one day to another, both included.

    Withdrawn, it is as if it had never been.  The reason may be about his health: it is personal.
    """

    keepers = (HR_OFFICER,)
    indexed = ("employee",)

    employee: Id
    start: Day
    end: Day
    reason: Personal[ShortText] = ""
    withdrawn: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> "Absence":
        if self.end < self.start:
            raise ValueError("an absence ends on the day it starts, or later")
        return self

    def holds(self, on: date) -> bool:
        """Whether he is away that day."""
        return not self.withdrawn and self.start <= on <= self.end


class Delegation(Document):
    """A colleague does somebody's work in these roles, from one day to another, both included."""

    keepers = (HR_OFFICER,)
    indexed = ("delegator", "delegate")

    delegator: Id
    delegate: Id
    roles: Many[ShortText]
    start: Day
    end: Day
    reason: ShortText = ""
    withdrawn: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> "Delegation":
        if self.end < self.start:
            raise ValueError("a delegation ends on the day it starts, or later")
        return self

    def holds(self, on: date) -> bool:
        """Whether it holds that day."""
        return not self.withdrawn and self.start <= on <= self.end
