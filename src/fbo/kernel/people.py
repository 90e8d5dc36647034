"""Who works where, and who acts: offices, departments, desks, roles, actors.

Only the types live here.  Their values (`SALES`, `SALES_REP`) stand in each department's module, so
that a new department is one file.  Nothing here knows a document or a process.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal, Self

from fbo.kernel.money import Money


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
    """What a person may act as.  A role sits at desks; a person holds several roles.

    `leads`: it answers for the department of its desks, and hears what its manager is told.
    """

    name: str
    title: str
    desks: tuple[Desk, ...] = ()
    leads: bool = False

    def __hash__(self) -> int:
        """By its name, which tells roles apart; they are looked up at every step."""
        return hash(self.name)


CUSTOMER = Role("CUSTOMER", "the customer")
SYSTEM = Role("SYSTEM", "the system")
BOT = Role("BOT", "a bot")

ActorKind = Literal["employee", "customer", "bot", "system"]

NO_AUTHORITY: Mapping[str, Money] = MappingProxyType({})
"""May decide about nothing by amount."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which roles, on whose behalf.

    The library never authenticates anybody: the application says who acts, and fbo judges what he
    may do.  `person` tells accounts of one person apart from two people: duties that two people
    must share look at it.  `on_behalf_of` is the id of the colleague whose work a delegate does;
    `stands_for` are the persons whose work that is, and their duties bind the delegate too.

    `authority` says up to which amount he may decide, by kind (credit, refund); `competences` what
    he may do beside his roles, within that authority.
    """

    id: str
    kind: ActorKind
    roles: frozenset[Role] = field(default_factory=frozenset[Role])
    person: str = ""
    on_behalf_of: str | None = None
    stands_for: tuple[str, ...] = ()
    # A mapping has no hash; who acts is told apart by the rest.
    authority: Mapping[str, Money] = field(default_factory=lambda: NO_AUTHORITY, hash=False)
    competences: frozenset[str] = field(default_factory=frozenset[str])

    def __post_init__(self) -> None:
        """One account a person, and one person a colleague, unless said otherwise."""
        if not self.person:
            object.__setattr__(self, "person", self.id)
        if self.on_behalf_of is not None and not self.stands_for:
            object.__setattr__(self, "stands_for", (self.on_behalf_of,))

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
        """The same person with the roles and the authority of a colleague too, on his behalf.

        His own competences stay behind: they go with his own authority.
        """
        return replace(
            self,
            roles=self.roles | other.roles,
            on_behalf_of=other.id,
            stands_for=tuple(dict.fromkeys((*self.stands_for, other.person, *other.stands_for))),
            authority={**self.authority, **other.authority},
            competences=frozenset(),
        )

    @property
    def persons(self) -> tuple[str, ...]:
        """Whose hand it is: his own person, and those whose work he does."""
        return (self.person, *self.stands_for)

    def has_any(self, roles: Iterable[Role]) -> bool:
        """Whether one of the roles is his."""
        return not self.roles.isdisjoint(roles)


THE_SYSTEM = Actor("system", "system", frozenset((SYSTEM,)))
