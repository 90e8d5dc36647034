"""The relay: hands committed messages to their notifiers, at least once.

A message is claimed by moving its due time on (fenced by its version), sent, and removed.  What
fails is tried again later; what cannot be delivered ends in the dead-letter list, with its reasons,
and blocks nobody.  What one recipient is told about one case arrives in its order: a message waits
until those before it are delivered or dead.  A message is template and data; it is rendered here,
when it is sent, and goes to the address that is on file then.

What nobody has tried to send yet is found by its line alone (`fresh`): it is due at once.  What is
claimed or waits to be tried again is found by its line (`line`) and by when it is due (`due`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fbo.company.engine.engine import Engine
from fbo.company.engine.firm import Firm
from fbo.company.engine.ops import Commit, Doing, Find, Get, NewId, Now, Send
from fbo.company.messages.quoting import quoted
from fbo.company.messages.recipients import (
    NoAddressError,
    Recipient,
    UndeliverableError,
    recipient,
    spoilt,
)
from fbo.company.messages.texts import Texts
from fbo.company.messages.unreachable import tell_the_front_office
from fbo.company.verifying.audit import NOT_DECODED
from fbo.kernel.errors import Conflict
from fbo.kernel.json import Json
from fbo.kernel.times import from_iso, iso
from fbo.ports.notification import Delivered, Message, Refused
from fbo.ports.storage import Batch, Delete, Draft, Found, Put, Record, Scan

PAGE = 100
LEASE = timedelta(minutes=2)
TIMEOUT = timedelta(seconds=30)
MAX_ATTEMPTS = 12
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Relay:
    """Delivers the messages of one company.  Any number may run at once."""

    engine: Engine
    texts: Texts
    channels: frozenset[str]

    @property
    def firm(self) -> Firm:
        """Whose messages they are."""
        return self.engine.firm

    def deliver(self) -> Doing[int]:
        """Deliver one page of what is due; how many messages were dealt with."""
        now = yield Now()
        fresh = yield Find(Scan("message", "fresh", limit=PAGE))
        again = yield Find(Scan("message", "due", hi=iso(now) + "~", limit=PAGE))
        records = [one.record for one in (*fresh, *again)]
        dealt = 0
        # In the order of their lines: then hardly one is asked for before the one it waits for.
        for record in sorted(records, key=_since_when):
            if _due(record) <= iso(now):
                dealt += yield from self._deliver(record, now)
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
        put = Put(("message", id_), body, 0, _index(body, now))
        yield from self._commit((Delete(dead.key, dead.version), put), "message.revived", id_, now)

    def _deliver(self, found: Record, now: datetime) -> Doing[int]:
        record = yield from self._first_in_line(found)
        if record.key != found.key and _due(record) > iso(now):
            return (yield from self._hold_back(found, until=_due(record)))
        body = {**record.body, "attempt": record.body.get("attempt", 0) + 1}
        claim = Put(record.key, body, record.version, _index(body, now + LEASE))
        try:
            sealed = yield Commit(Batch(self.firm.space, (yield NewId()), (claim,)))
        except Conflict:
            return 0
        return (yield from self._send(Record(record.key, sealed.head.rev, body), now))

    def _send(self, record: Record, now: datetime) -> Doing[int]:
        """Send a message that this relay has claimed, and note what became of it."""
        try:
            if "quote" in record.body.get("data", {}):
                reader, message = yield from quoted(record)
            else:
                reader = yield from recipient(self.firm, self.channels, record.body)
                message = self._message(record, reader)
        except UndeliverableError as why:
            unheard = isinstance(why, NoAddressError) and record.body["audience"] == "customer"
            return (yield from self._bury(record, str(why), now, unheard=unheard))
        except NOT_DECODED:
            return (yield from self._bury(record, "it cannot be understood", now))
        outcome = yield Send(message, TIMEOUT)
        if isinstance(outcome, Delivered):
            gone = (Delete(record.key, record.version),)
            return (yield from self._commit(gone, "message.delivered", message.id, now))
        disables = isinstance(outcome, Refused) and outcome.disable
        if (isinstance(outcome, Refused) and not disables) or message.attempt >= MAX_ATTEMPTS:
            return (yield from self._bury(record, outcome.reason, now))
        body = {**record.body, "reasons": _reasons(record, outcome.reason)}
        # By another channel at once, if there is one; else it will be found that there is none.
        wait = timedelta() if isinstance(outcome, Refused) else outcome.after
        again = _index(body, now + wait_before(message.attempt, wait))
        put = Put(record.key, body, record.version, again)
        also = (spoilt(reader, message.id),) if disables and reader.person else ()
        yield from self._commit((put, *also), "", message.id, now)
        return 1

    def _first_in_line(self, record: Record) -> Doing[Record]:
        """The oldest message to the same recipient about the same case that is still to go."""
        line = str(record.body.get("line", ""))
        if not line:
            return record
        lo = line[: line.rindex("|") + 1]
        page: list[Found] = []
        for index in ("fresh", "line"):
            page += yield Find(Scan("message", index, lo=lo, hi=line, limit=1))
        return min(page, key=lambda one: one.value).record if page else record

    def _hold_back(self, record: Record, *, until: str) -> Doing[int]:
        """A message waits for the one before it in its line; others are not kept waiting."""
        index = _index(record.body, from_iso(until))
        put = Put(record.key, record.body, record.version, index)
        return (yield from self._commit((put,), "", record.key[1], from_iso(until)))

    def _bury(
        self, record: Record, reason: str, now: datetime, *, unheard: bool = False
    ) -> Doing[int]:
        """Nobody can deliver it: it lies with the dead letters until it is driven again.

        `unheard`: the front office must find another way to its reader.
        """
        body = {**record.body, "reasons": _reasons(record, reason)}
        dead = Put(("dead", record.key[1]), body, 0, {"at": (iso(now),)})
        gone = Delete(record.key, record.version)
        if unheard:
            entry: dict[str, Json] = {"message": record.key[1]}
            telling = tell_the_front_office(self.engine, record, (gone, dead), entry)
            return int((yield from telling))
        return (yield from self._commit((gone, dead), "message.dead", record.key[1], now))

    def _message(self, record: Record, reader: Recipient) -> Message:
        """The message, as its reader reads it."""
        body = record.body
        words = body.get("data", {})
        said = self.texts.message(body["template"], words, reader.language, tz=reader.tz)
        return Message(
            id=record.key[1],
            channel=reader.channel,
            to=reader.address,
            subject=said.subject,
            text=said.text,
            html=None,
            data=words,
            attempt=body["attempt"],
            created=from_iso(body["created"]),
            language=said.language,
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


def _index(body: Mapping[str, Any], due: datetime) -> dict[str, tuple[str, ...]]:
    """When a message is due, and its place in the line it stands in."""
    index: dict[str, tuple[str, ...]] = {"due": (iso(due),)}
    return {**index, "line": (body["line"],)} if "line" in body else index


def _due(record: Record) -> str:
    """When a message is to be sent; one that is fresh, as soon as it was made."""
    return record.index["due"][0] if "due" in record.index else str(record.body["created"])


def _since_when(record: Record) -> tuple[str, str]:
    """Since when a message could have gone, and its place in its line."""
    return _due(record), record.body.get("line", "")


def _reasons(record: Record, reason: str) -> list[str]:
    return [*record.body.get("reasons", []), reason][-MAX_ATTEMPTS:]
