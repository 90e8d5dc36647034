"""Who works where, and who acts: offices, departments, desks, roles, actors.

Only the types live here.  Their values (`SALES`, `SALES_REP`) stand in each department's module, so
that a new department is one file.  Nothing here knows a document or a process.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, Self


@dataclass(frozen=True, slots=True)
class Office:
    """A side of the company: the front office meets customers, the back office keeps promises."""

    name: str


FRONT = Office("front")
BACK = Office("back")


@dataclass(frozen=True, slots=True)
class Department:
    """A part of an office, with its module in `fbo.front` or `fbo.back`."""

    name: str
    office: Office


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a case lies until somebody of the desk's roles moves it on."""

    name: str
    department: Department

    @property
    def office(self) -> Office:
        """The office of the desk's department."""
        return self.department.office


@dataclass(frozen=True, slots=True)
class Role:
    """What a person may act as.  A role sits at desks; a person holds several roles."""

    name: str
    title: str
    desks: tuple[Desk, ...] = ()

    def __hash__(self) -> int:
        """By its name, which tells roles apart; they are looked up at every step."""
        return hash(self.name)


CUSTOMER = Role("CUSTOMER", "the customer")
SYSTEM = Role("SYSTEM", "the system")
BOT = Role("BOT", "a bot")

ActorKind = Literal["employee", "customer", "bot", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which roles, on whose behalf.

    The library never authenticates anybody: the application says who acts, and fbo judges what he
    may do.  `person` tells accounts of one person apart from two people: duties that two people
    must share look at it.  `on_behalf_of` is the id of the person whose work a delegate does.
    """

    id: str
    kind: ActorKind
    roles: frozenset[Role] = field(default_factory=frozenset[Role])
    person: str = ""
    on_behalf_of: str | None = None

    def __post_init__(self) -> None:
        """One account a person, unless said otherwise."""
        if not self.person:
            object.__setattr__(self, "person", self.id)

    @classmethod
    def employee(cls, employee: str, *roles: Role, person: str = "") -> Self:
        """An employee with the roles he has now."""
        return cls(employee, "employee", frozenset(roles), person)

    @classmethod
    def customer(cls, customer: str) -> Self:
        """A customer, who may act on his own cases only."""
        return cls(customer, "customer", frozenset((CUSTOMER,)))

    @classmethod
    def bot(cls, name: str, department: Department) -> Self:
        """A bot of one department: a chat assistant, an import, a web shop."""
        return cls(f"bot.{department.name}.{name}", "bot", frozenset((BOT,)))

    def acting_for(self, other: "Actor") -> "Actor":
        """The same person with the roles of a colleague, on his behalf."""
        return replace(self, roles=self.roles | other.roles, on_behalf_of=other.id)

    def has_any(self, roles: Iterable[Role]) -> bool:
        """Whether one of the roles is his."""
        return not self.roles.isdisjoint(roles)


THE_SYSTEM = Actor("system", "system", frozenset((SYSTEM,)))
