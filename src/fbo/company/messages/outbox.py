"""The outbox, as an application sees it: what could not be sent, and sending it again.

Sending itself is done by `fbo.company.messages.relay`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from fbo.kernel.times import from_iso

if TYPE_CHECKING:
    from fbo.company.company import Company
    from fbo.ports.storage import Record


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that could not be sent, by its id: about which case, to whom, and why not.

    `template` names its words; `audience` is who was to be told (`customer`, `desk`, …), `to` his
    id; `reasons` are what each attempt failed for; `created` is when the step was taken, in UTC.
    """

    id: str
    case: str
    template: str
    audience: str
    to: str
    reasons: tuple[str, ...]
    created: datetime


class Outbox:
    """What a company's messages have come to."""

    def __init__(self, company: "Company") -> None:
        self._company = company

    def dead_letters(self) -> tuple[DeadLetter, ...]:
        """The first thousand messages that could not be sent, the longest dead before the others.

        They stay until they are sent again.
        """
        company = self._company
        return tuple(map(_letter, company.driver.run(company.relay.dead_letters())))

    def send_again(self, letter: DeadLetter | str) -> None:
        """Have a dead letter, or the one of an id, tried anew by the next `run_due`.

        Raises `LookupError` where there is none.
        """
        id_ = letter if isinstance(letter, str) else letter.id
        self._company.driver.run(self._company.relay.drive_again(id_))


def _letter(record: "Record") -> DeadLetter:
    body = record.body
    return DeadLetter(
        id=record.key[1],
        case=body.get("case", ""),
        template=body.get("template", ""),
        audience=body.get("audience", ""),
        to=body.get("to", ""),
        reasons=tuple(body.get("reasons", ())),
        created=from_iso(body["created"]),
    )
