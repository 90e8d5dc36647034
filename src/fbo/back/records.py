"""Administration and records: tasks, the to-dos that have no case of their own to move.

A task that reaches this department by default is one whose case lies on no desk.
"""

from fbo.kernel.document import Document, Form, Id
from fbo.kernel.people import BACK, Department, Desk, Role
from fbo.kernel.text import ShortText
from fbo.kernel.times import Day

RECORDS_DEPARTMENT = Department("records", BACK)
RECORDS = Desk("RECORDS", RECORDS_DEPARTMENT)
RECORDS_MANAGER = Role("RECORDS_MANAGER", "a records manager", (RECORDS,), leads=True)


class Task(Document):
    """A to-do for a desk, perhaps about a case, perhaps with a due date."""

    indexed = ("about",)

    desk: ShortText
    what: ShortText
    about: Id | None = None
    due: Day | None = None
    evidence: ShortText = ""


class Evidence(Form):
    """What shows that a task is done."""

    evidence: ShortText


class Dropped(Form):
    """Why a task is not needed any more."""

    reason: ShortText
