"""People: who works here.

Employment, leave and training come with their processes; an employee is a record.
"""

from collections.abc import Mapping

from fbo.kernel.document import Document, Id, Many, Personal
from fbo.kernel.money import Money
from fbo.kernel.people import BACK, Department, Desk, Role
from fbo.kernel.text import Name, ShortText
from fbo.kernel.times import Day

PEOPLE_DEPARTMENT = Department("people", BACK)
PEOPLE = Desk("PEOPLE", PEOPLE_DEPARTMENT)
HR_OFFICER = Role("HR_OFFICER", "an HR officer", (PEOPLE,))


class Employee(Document):
    """Somebody who works here.

    `roles` are the names of his roles; `authority` says up to which amount he may decide, by kind
    (credit, remedy, refund, write-off).
    """

    indexed = ("external_ref",)
    unique = ("external_ref",)

    name: Personal[Name]
    email: Personal[ShortText] = ""
    roles: Many[ShortText] = ()
    competences: Many[ShortText] = ()
    manager: Id | None = None
    authority: Mapping[str, Money] = {}
    active_from: Day | None = None
    active_to: Day | None = None
    external_ref: ShortText | None = None
