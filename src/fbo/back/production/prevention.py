"""Prevention: why complaints came, what is done about it, and whether it has helped."""

from datetime import datetime

from fbo.kernel.calendar import BusinessCalendar, Duration, days
from fbo.kernel.document import Document, Form, Id, Many, Value
from fbo.kernel.text import LongText, Name, ShortText
from fbo.kernel.times import Day, Instant


class PreventionPolicy(Value):
    """When a cause is seen to, and when it is known whether that has helped.

    `complaints` of one cause `within` so long, or a critical one, open a preventive action.  It was
    effective if, in the time `measured` after it was done, the cause came up at most half as often.
    """

    complaints: int = 3
    within: Duration = days(30)
    measured: Duration = days(60)


class Seen(Form):
    """A complaint that had the cause."""

    complaint: Id
    at: Instant
    critical: bool = False


class Measures(Form):
    """What is done about a cause, and by when."""

    measures: LongText
    due: Day


class KnowledgeNote(Form):
    """What the front office tells customers about it meanwhile."""

    words: Name


class Effect(Form):
    """How often the cause came up before and after, and on how many orders."""

    before: int
    orders_before: int
    after: int
    orders_after: int

    @property
    def has_helped(self) -> bool:
        """Whether it came up at most half as often an order; without an order nobody can tell."""
        if not self.orders_before or not self.orders_after:
            return False
        return 2 * self.after * self.orders_before <= self.before * self.orders_after


class PreventiveAction(Document):
    """What is done about a cause.  `desk` is the one behind it; without one quality sees to it."""

    indexed = ("code",)

    code: Name
    desk: ShortText = ""
    seen: Many[Seen] = ()
    measures: LongText = ""
    due: Day | None = None
    note: ShortText = ""
    done_at: Instant | None = None
    effect: Effect | None = None

    def recurs(self, now: datetime, policy: PreventionPolicy, calendar: BusinessCalendar) -> bool:
        """Whether the cause has come up so often, or so badly, that it is seen to."""
        late = [one for one in self.seen if calendar.add(one.at, policy.within) >= now]
        return len(late) >= policy.complaints or any(one.critical for one in late)
