"""Staff: who is there today, who stands in for whom, and who is above whom.

Read from what is on file, for the desks, for the messages and for the clocks; days are those of the
company's calendar.  Nothing here decides about a case or writes anything.
"""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from fbo.back.people import Absence, Delegation, Employee
from fbo.company.engine.firm import Firm
from fbo.company.engine.ops import Doing, Get, Now
from fbo.company.engine.records import case_key, reveal, vault_key
from fbo.company.filing import Filed
from fbo.company.looking import find_filed

H = TypeVar("H", Absence, Delegation)
MOST = 10_000
"""At most so many employees, absences and delegations are looked through."""


def today(firm: Firm) -> Doing[date]:
    """The day it is where the company works."""
    return firm.calendar.day_of((yield Now()))


def employee(id_: str) -> Doing[Employee | None]:
    """An employee; `None` where nobody is on file under the id."""
    record, vault = yield Get((case_key(id_), vault_key(id_)))
    if record is None or record.body.get("kind") != Employee.__name__:
        return None
    secrets = vault.body if vault is not None else None
    return Employee.load(reveal(Employee, record.body["document"], secrets))


def person(id_: str, document: Employee) -> Doing[str]:
    """Whose account it is: the one he had first, however many came after."""
    seen = [id_]
    while document.person is not None and document.person not in seen:
        seen.append(document.person)
        earlier = yield from employee(document.person)
        if earlier is None:
            break
        document = earlier
    # Accounts that name each other have no first one; the same is chosen from each.
    return min(seen) if document.person in seen[:-1] else seen[-1]


def absences(id_: str, on: date) -> Doing[list[Filed[Absence]]]:
    """The absences of an employee that hold that day."""
    return holding((yield from find_filed(Absence, {"employee": id_}, MOST)), on)


def delegated_by(id_: str, on: date) -> Doing[list[Filed[Delegation]]]:
    """What an employee has delegated that day, oldest first."""
    return holding((yield from find_filed(Delegation, {"delegator": id_}, MOST)), on)


def delegated_to(id_: str, on: date) -> Doing[list[Filed[Delegation]]]:
    """What is delegated to an employee that day, oldest first."""
    return holding((yield from find_filed(Delegation, {"delegate": id_}, MOST)), on)


def is_there(id_: str, on: date) -> Doing[bool]:
    """Whether an employee works here that day and is not away."""
    found = yield from employee(id_)
    if found is None or not found.works_here(on):
        return False
    return not (yield from absences(id_, on))


def stand_in(id_: str, on: date) -> Doing[str | None]:
    """Who does the work of an employee that day: a delegate who is there, else his manager."""
    for filed in (yield from delegated_by(id_, on)):
        if (yield from is_there(filed.document.delegate, on)):
            return filed.document.delegate
    return (yield from manager(id_, on))


def manager(id_: str, on: date) -> Doing[str | None]:
    """The first above an employee who is there that day; `None` where nobody is."""
    seen = {id_}
    below = yield from employee(id_)
    while below is not None and below.manager is not None and below.manager not in seen:
        above = below.manager
        seen.add(above)
        if (yield from is_there(above, on)):
            return above
        below = yield from employee(above)
    return None


def hears(firm: Firm, id_: str) -> Doing[str]:
    """Who is told what somebody should hear: himself, or whoever stands in for him today."""
    on = yield from today(firm)
    if (yield from employee(id_)) is None or (yield from is_there(id_, on)):
        return id_
    return (yield from stand_in(id_, on)) or id_


def holding(filed: Iterable[Filed[H]], on: date) -> list[Filed[H]]:
    """Those that hold that day, in the order in which they begin."""
    held = [one for one in filed if one.document.holds(on)]
    return sorted(held, key=lambda one: (one.document.start, one.id))
