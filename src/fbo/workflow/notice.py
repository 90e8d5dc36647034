"""Notices: who is told when a step is taken.

A notice names an audience and a template; its data are filled in by the step.  Only a front-office
department speaks to a customer, which the class of a process is checked for.  Nothing is sent here.
"""

from dataclasses import dataclass
from typing import Literal

from fbo.kernel.calendar import Duration
from fbo.kernel.people import Desk

Audience = Literal["customer", "owner", "front owner", "desk", "manager"]
Channel = Literal["email", "sms", "letter"]


@dataclass(frozen=True, slots=True)
class Notice:
    """A declared message: audience, template, and the desk if it goes to one; else its own.

    `transactional`: it belongs to the matter itself, and is sent to one who does not wish to be
    contacted, too.  `channels`: those to try first; without them, the one he prefers.  `once`: told
    once a case, or once for each value of the data it names.  `moving`: told only if the step has
    led to another state.  `within`: how soon it shall have gone out.
    """

    audience: Audience
    template: str
    desk: Desk | None = None
    transactional: bool = True
    channels: tuple[Channel, ...] = ()
    once: tuple[str, ...] | None = None
    moving: bool = False
    within: Duration | None = None

    def __str__(self) -> str:
        """As the table of a process shows it."""
        whom = self.desk.name if self.desk else self.audience
        return f"{whom}: {self.template}"


def to_customer(
    template: str,
    *,
    transactional: bool = True,
    channels: tuple[Channel, ...] = (),
    once: tuple[str, ...] | None = None,
    moving: bool = False,
    within: Duration | None = None,
) -> Notice:
    """Tell the customer; the process must have a front-office `speaker`.

    `transactional=False`: thanks, a question how it was; not sent to a customer whose record says
    `do_not_contact`.  `channels`: those to try first, whatever he prefers.  `once=()`: once a case;
    `once=("due",)`: once for each value of `due` among the data.  `moving=True`: not where the case
    has stayed where it was.  `within`: how soon it shall have gone out, which is measured.
    """
    return Notice("customer", template, None, transactional, channels, once, moving, within)


def to_owner(template: str, *, once: tuple[str, ...] | None = None) -> Notice:
    """Tell the employee who opened the case; a front-office desk where none did."""
    return Notice("owner", template, once=once)


def to_front_owner(template: str, *, once: tuple[str, ...] | None = None) -> Notice:
    """Tell whoever answers to the customer: his account owner, else the owner of the case."""
    return Notice("front owner", template, once=once)


def to_its_desk(template: str, *, once: tuple[str, ...] | None = None) -> Notice:
    """Tell the desk on which the case lies; where it has ended, the desk on which it lay."""
    return Notice("desk", template, once=once)


def to_desk(desk: Desk, template: str, *, once: tuple[str, ...] | None = None) -> Notice:
    """Tell a desk."""
    return Notice("desk", template, desk, once=once)


def to_manager(template: str, *, once: tuple[str, ...] | None = None) -> Notice:
    """Tell the manager of the department at whose desk the case lies."""
    return Notice("manager", template, once=once)
