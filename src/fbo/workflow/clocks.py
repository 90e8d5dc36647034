"""Clocks: how long something may take, said in the class body of a process.

`answered = clock(within=business_hours(8), starts=placed, stops=decide)` times a whole process; a
state's `within=` is a clock as well, and bears the state's name.  What a clock shows is an
`SlaClock`, derived each time from what is known of the case (`fbo.workflow.timing`): due times are
never stored.  Nothing here reads the time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, TypedDict, Unpack, overload

from fbo.kernel.calendar import Duration
from fbo.kernel.document import Value
from fbo.kernel.times import iso
from fbo.workflow.elapsing import BREACH, PAUSE_BUDGET, WARNS, Kind
from fbo.workflow.notice import Notice
from fbo.workflow.state import Sources, many

if TYPE_CHECKING:
    from fbo.workflow.process import Process
    from fbo.workflow.step import Step

Status: TypeAlias = Literal["running", "paused", "met", "breached"]
Within: TypeAlias = Duration | Callable[[Any], Duration | None]
Events: TypeAlias = "Sources | Step[Any] | Sequence[Sources | Step[Any]]"

ESCALATES: Final[Mapping[Kind, int]] = {"service": BREACH, "statutory": 75}
"""At how many percent of its time a clock flags its case as escalated, unless it says so itself."""


class ServicePolicy(Value):
    """What the company allows itself: how long all pauses of a service clock may be together."""

    pause_budget: Duration | None = PAUSE_BUDGET


@dataclass(frozen=True, slots=True)
class Threshold:
    """So many percent of a clock's time, and when it is reached; `None`: not while it is paused."""

    percent: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which a clock stood still for a question to the customer; no end: it still does.

    It ends when he answers, or when the budget of pauses is spent.
    """

    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class SlaClock:
    """A clock as it stands at an instant.

    `status`: a breach is sticky, so a clock that was met late is `breached` and has a `met_at`.
    `due`: while it is paused, as if the pause ended now.  `consumed` of `total` is counted in the
    clock's own time: working time where its target is.
    """

    name: str
    kind: Kind
    target: Duration | None
    started_at: datetime
    status: Status
    due: datetime
    consumed: timedelta
    total: timedelta
    pauses: tuple[Pause, ...] = ()
    met_at: datetime | None = None
    breached_at: datetime | None = None
    thresholds: tuple[Threshold, ...] = ()
    seen: int = 0

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for it."""
        return self.met_at is None

    @property
    def percent(self) -> int:
        """How much of its time has gone; more than 100 when it is late."""
        if not self.total:
            return BREACH
        return int(self.consumed * BREACH / self.total)

    @property
    def remaining(self) -> timedelta:
        """What is left of its time, in the clock's own time; nothing when it is late."""
        return max(self.total - self.consumed, timedelta(0))

    @property
    def at_risk(self) -> bool:
        """Whether a warning has been reached and nothing is done yet."""
        first = min((one.percent for one in self.thresholds), default=BREACH)
        return self.is_open and self.percent >= first

    def as_json(self) -> dict[str, Any]:
        """As JSON; times in seconds."""
        return {
            "name": self.name,
            "kind": self.kind,
            "target": None if self.target is None else str(self.target),
            "started_at": iso(self.started_at),
            "status": self.status,
            "due": iso(self.due),
            "percent": self.percent,
            "consumed": int(self.consumed.total_seconds()),
            "remaining": int(self.remaining.total_seconds()),
            "met_at": None if self.met_at is None else iso(self.met_at),
            "breached_at": None if self.breached_at is None else iso(self.breached_at),
        }


class ClockWords(TypedDict, total=False):
    """What a clock may declare, beside its time.

    `starts`: a step, or states to which the case comes; left out, the clock starts when the case is
    opened.  `stops`: a step meets it for good; in a state it stands still, and goes on should the
    case leave it again, unless it is met `for_good`.  Where nobody waits it stands still anyway.
    `since`: the instant of the document at which it began, such as when a letter was received; it
    may turn out to be earlier;
    `met`: that at which it was met, such as when the answer was sent, whichever step did that.
    `again`: once met, it starts anew at its next start; and whenever its `since` moves on.
    `opening`: out of hours, it begins when business opens next.

    `kind`: a service clock pauses while the customer holds the case, within the policy's budget; a
    statutory clock never does.  `warns`: the percents at which it warns.  `escalates`: the percent
    at which the case is flagged (service 100, statutory 75); 0: never.  `on_breach`: what SYSTEM
    takes when it is late.  `ahead_of`: another clock, which takes no less time than this one.
    `tells`: who hears of it; left out, the desk is warned, the manager too where it is flagged, and
    at the breach the owner and the manager are told.
    """

    starts: "Events"
    stops: "Events"
    for_good: bool
    again: bool
    since: Callable[[Any], datetime | None]
    met: Callable[[Any], datetime | None]
    opening: bool
    kind: Kind
    warns: Sequence[int]
    escalates: int
    on_breach: "Step[Any]"
    ahead_of: "Clock"
    tells: Notice | Sequence[Notice]


class Clock:
    """A clock that a process declares.  Made by `clock(…)`."""

    def __init__(self, within: Within, **words: Unpack[ClockWords]) -> None:
        self.name = ""
        self.within = within
        self.starts = _events(words.get("starts", ()))
        self.stops = _events(words.get("stops", ()))
        self.for_good = words.get("for_good", False)
        self.again = words.get("again", False)
        self.since = words.get("since")
        self.met = words.get("met")
        self.opening = words.get("opening", False)
        self.kind: Kind = words.get("kind", "service")
        self.warns = tuple(sorted(words.get("warns", WARNS)))
        usual = ESCALATES[self.kind]
        self.escalates = words.get("escalates", usual if usual in self.warns else BREACH)
        self.on_breach = words.get("on_breach")
        self.ahead_of = words.get("ahead_of")
        self.tells: tuple[Notice, ...] | None = many(words["tells"]) if "tells" in words else None

    @property
    def at_opening(self) -> bool:
        """Whether it starts when the case is opened."""
        return not self.starts

    def __set_name__(self, owner: type, name: str) -> None:
        """A clock is called what the class calls it."""
        self.name = self.name or name

    def __repr__(self) -> str:
        """As the class calls it."""
        return f"Clock({self.name})"

    @overload
    def __get__(self, case: None, owner: type) -> "Clock": ...
    @overload
    def __get__(self, case: "Process[Any]", owner: type) -> SlaClock | None: ...
    def __get__(self, case: "Process[Any] | None", owner: type) -> "Clock | SlaClock | None":
        """On the class the declaration, on a case how the clock stands; `None` before it starts."""
        return self if case is None else case.clocks.get(self.name)

    def target(self, case: "Process[Any]") -> Duration | None:
        """How long it may take in this case; `None`: for as long as it likes."""
        return self.within(case) if callable(self.within) else self.within


def clock(*, within: Within, **words: Unpack[ClockWords]) -> Clock:
    """Declare how long something may take: `within` a time, or a function of the case.

    The other words are those of `ClockWords`.
    """
    return Clock(within, **words)


def _events(events: "Events") -> tuple[Any, ...]:
    """States one by one, and steps."""
    found: list[Any] = []
    for one in many(events):
        found += one.states if isinstance(one, Sources) else (one,)
    return tuple(found)
