"""Notices: who is told when a step is taken.

A notice names an audience and a template; its data are filled in by the step.  Only a front-office
department speaks to a customer, which the class of a process is checked for.  Nothing is sent here.
"""

from dataclasses import dataclass
from typing import Literal

from fbo.kernel.people import Desk

Audience = Literal["customer", "owner", "desk", "manager"]


@dataclass(frozen=True, slots=True)
class Notice:
    """A declared message: audience, template, and the desk if it goes to one; else its own.

    `transactional`: it belongs to the matter itself, and is sent to one who does not wish to be
    contacted, too.
    """

    audience: Audience
    template: str
    desk: Desk | None = None
    transactional: bool = True

    def __str__(self) -> str:
        """As the table of a process shows it."""
        whom = self.desk.name if self.desk else self.audience
        return f"{whom}: {self.template}"


def to_customer(template: str, *, transactional: bool = True) -> Notice:
    """Tell the customer; the process must have a front-office `speaker`.

    `transactional=False`: thanks, a question how it was; not sent to a customer whose record says
    `do_not_contact`.
    """
    return Notice("customer", template, transactional=transactional)


def to_owner(template: str) -> Notice:
    """Tell the employee who opened the case."""
    return Notice("owner", template)


def to_its_desk(template: str) -> Notice:
    """Tell the desk on which the case lies; where it has ended, the desk on which it lay."""
    return Notice("desk", template)


def to_desk(desk: Desk, template: str) -> Notice:
    """Tell a desk."""
    return Notice("desk", template, desk)


def to_manager(template: str) -> Notice:
    """Tell the manager of the department at whose desk the case lies."""
    return Notice("manager", template)
