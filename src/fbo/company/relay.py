"""The relay: hands committed messages to their notifiers, at least once.

A message is claimed by moving its due time on (fenced by its version), sent, and removed.  What
fails is tried again later; what cannot be delivered ends in the dead-letter list, with its reasons,
and blocks nobody.  A message is template and data; it is rendered here, when it is sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fbo.company.firm import Firm
from fbo.company.ops import Commit, Doing, Find, Get, NewId, Now, Send
from fbo.company.records import case_key, vault_key
from fbo.company.texts import render
from fbo.kernel.errors import Conflict
from fbo.kernel.times import from_iso, iso
from fbo.ports.notification import Delivered, Message, Refused
from fbo.ports.storage import Batch, Delete, Draft, Put, Record, Scan

PAGE = 100
LEASE = timedelta(minutes=2)
TIMEOUT = timedelta(seconds=30)
MAX_ATTEMPTS = 12
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Relay:
    """Delivers the messages of one company.  Any number may run at once."""

    firm: Firm

    def deliver(self) -> Doing[int]:
        """Deliver one page of what is due; how many messages were dealt with."""
        now = yield Now()
        page = yield Find(Scan("message", "due", hi=iso(now) + "~", limit=PAGE))
        dealt = 0
        for one in page:
            if one.value <= iso(now):
                dealt += yield from self._deliver(one.record, now)
        return dealt

    def dead_letters(self) -> Doing[list[Record]]:
        """What could not be delivered, with its reasons."""
        page = yield Find(Scan("dead", "at", limit=1000))
        return [one.record for one in page]

    def drive_again(self, id_: str) -> Doing[None]:
        """Put a dead letter back into the outbox."""
        now = yield Now()
        (dead,) = yield Get((("dead", id_),))
        if dead is None:
            raise LookupError(f"there is no dead letter {id_}")
        body = {**dead.body, "attempt": 0}
        put = Put(("message", id_), body, 0, {"due": (iso(now),)})
        yield from self._commit((Delete(dead.key, dead.version), put), "message.revived", id_, now)

    def _deliver(self, record: Record, now: datetime) -> Doing[int]:
        attempt = record.body["attempt"] + 1
        body = {**record.body, "attempt": attempt}
        claim = Put(record.key, body, record.version, {"due": (iso(now + LEASE),)})
        try:
            sealed = yield Commit(Batch(self.firm.space, (yield NewId()), (claim,)))
        except Conflict:
            return 0
        version = sealed.head.rev
        message = yield from self._message(record, attempt)
        outcome = yield Send(message, TIMEOUT)
        if isinstance(outcome, Delivered):
            change: tuple[Any, ...] = (Delete(record.key, version),)
            return (yield from self._commit(change, "message.delivered", message.id, now))
        reasons = [*record.body.get("reasons", []), outcome.reason][-MAX_ATTEMPTS:]
        body = {**body, "reasons": reasons}
        if isinstance(outcome, Refused) or attempt >= MAX_ATTEMPTS:
            dead = Put(("dead", record.key[1]), body, 0, {"at": (iso(now),)})
            change = (Delete(record.key, version), dead)
            return (yield from self._commit(change, "message.dead", message.id, now))
        again = now + wait_before(attempt, outcome.after)
        change = (Put(record.key, body, version, {"due": (iso(again),)}),)
        yield from self._commit(change, "", message.id, now)
        return 1

    def _message(self, record: Record, attempt: int) -> Doing[Message]:
        body = record.body
        to = body["to"]
        address, channel = to, "desk"
        if body["audience"] != "desk":
            _, vault = yield Get((case_key(to), vault_key(to)))
            channel = "email"
            address = _address(vault, to)
        subject, text = render(body["template"], body.get("data", {}), body)
        return Message(
            id=record.key[1],
            channel=channel,
            to=address,
            subject=subject,
            text=text,
            html=None,
            data=body.get("data", {}),
            attempt=attempt,
            created=from_iso(body["created"]),
        )

    def _commit(
        self, writes: tuple[Any, ...], type_: str, message: str, now: datetime
    ) -> Doing[int]:
        drafts = (Draft(type_, iso(now), {"message": message}),) if type_ else ()
        try:
            yield Commit(Batch(self.firm.space, (yield NewId()), writes, drafts))
        except Conflict:
            # Another relay has claimed it meanwhile, and answers for it.
            return 0
        return 1


def wait_before(attempt: int, asked: timedelta | None) -> timedelta:
    """How long to wait before the next attempt: doubling, or what the other side asked for."""
    if asked is not None:
        return min(max(asked, timedelta()), LONGEST_WAIT)
    doubled: timedelta = FIRST_WAIT * 2 ** (attempt - 1)
    return min(doubled, LONGEST_WAIT)


def _address(vault: Record | None, id_: str) -> str:
    values: Mapping[str, Any] = vault.body["values"] if vault is not None else {}
    return str(values.get("email") or id_)
