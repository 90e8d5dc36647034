"""Recipients: who a message is for, how he is reached, and in which language he reads.

All of it as it is on file when the message is sent.  It goes by the channels its notice asks for,
else by the one the person prefers, else by the first for which there is an address; an address that
the other side has refused for good is none until it is changed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fbo.company.engine.firm import Firm
from fbo.company.engine.ops import Doing, Find, Get
from fbo.company.engine.records import case_key, commitment, index_value, vault_key
from fbo.company.messages.texts import FALLBACK
from fbo.company.staff import hears
from fbo.front.crm import Customer
from fbo.front.service.complaint import SERIOUS
from fbo.kernel.people import FRONT
from fbo.ports.storage import Key, Put, Record, Scan
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.complaint_to_resolution.on_file import SETTLED

PAGE: Final = 200
CHANNELS: Final[tuple[str, ...]] = ("email", "sms", "letter")
"""The channels to a person, in the order in which they are tried where he prefers none."""

ADDRESS: Final = ("name", "street", "postal_code", "city", "region", "country")


class UndeliverableError(Exception):
    """There is nobody to whom a message could be sent now; says why, and names nobody."""


class NoAddressError(UndeliverableError):
    """No address of the recipient is on file that has not been refused for good."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Over which channel, to which address, in which language, by the clocks of which zone.

    `person` is whose address it is, empty for a desk; `spoilt` the version of what is noted of an
    earlier address of his for the channel.
    """

    channel: str
    address: str
    language: str = FALLBACK
    tz: str = "UTC"
    person: str = ""
    spoilt: int = 0


def recipient(firm: Firm, served: frozenset[str], body: Mapping[str, Any]) -> Doing[Recipient]:
    """Who a message in the outbox is for; `served` are the channels that notifiers serve.

    What an employee should hear who is away goes to whoever stands in for him; what nobody of the
    staff answers for, or nobody with an address, goes to a desk.  Raises `UndeliverableError`.
    """
    audience, to = body["audience"], body["to"]
    if audience in ("desk", "manager"):
        return Recipient("desk", to)
    if audience == "customer":
        _refuse_other_voices(firm, body)
    else:
        to = yield from _colleague(firm, body)
        if not to:
            return Recipient("desk", body["desk"])
    keys = (case_key(to), vault_key(to), *(_spoilt_key(to, channel) for channel in CHANNELS))
    person, vault, *refused = yield Get(keys)
    if person is None:
        raise UndeliverableError("nobody is on file under the recipient's id")
    known = person.body["document"]
    if body.get("courtesy") and known.get("do_not_contact"):
        raise UndeliverableError("the recipient does not wish to be contacted")
    if body.get("courtesy") and audience == "customer" and (yield from _complains(to)):
        raise UndeliverableError("a serious complaint of the recipient's is open")
    addresses = dict(_addresses(vault.body["values"] if vault is not None else {}))
    spoilt_by: dict[str, Record | None] = dict(zip(CHANNELS, refused, strict=True))
    valid = [one for one in addresses if not _is_spoilt(spoilt_by[one], addresses[one])]
    if not valid and audience != "customer" and body.get("desk"):
        return Recipient("desk", body["desk"])
    channel = _channel(valid, (*body.get("channels", ()), known.get("preferred_channel")), served)
    before = spoilt_by[channel]
    return Recipient(
        channel,
        addresses[channel],
        known.get("language", FALLBACK),
        known.get("tz", "UTC"),
        to,
        before.version if before is not None else 0,
    )


def _complains(customer: str) -> Doing[bool]:
    """Whether a customer has a serious complaint that is open: what is courtesy would be none."""
    lo = index_value(ComplaintToResolution.family, customer)
    for found in (yield Find(Scan("case", "customer", lo, lo + " ", limit=PAGE))):
        body = found.record.body
        if body["state"] not in SETTLED and body["document"].get("severity") in SERIOUS:
            return True
    return False


def spoilt(reader: Recipient, message: str) -> Put:
    """Note that this address is not to be used again; what it is cannot be read from the note."""
    body = {"salt": message, "address": commitment(message, reader.channel, reader.address)}
    return Put(_spoilt_key(reader.person, reader.channel), body, reader.spoilt)


def _channel(valid: Sequence[str], wanted: Sequence[str | None], served: frozenset[str]) -> str:
    """The first that is wanted, has an address and is served; one that is not served at the last.

    Then it waits for its notifier.  Raises `UndeliverableError`.
    """
    usable = [one for one in (*wanted, *CHANNELS) if one in valid]
    for channel in usable:
        if channel in served:
            return str(channel)
    if not usable:
        raise NoAddressError("no address of the recipient is on file")
    return str(usable[0])


def _refuse_other_voices(firm: Firm, body: Mapping[str, Any]) -> None:
    """Only the front office speaks to a customer, whoever has written the message down."""
    speaker = firm.registry.process(body["process"]).speaker
    if speaker is None or speaker.office != FRONT:
        raise UndeliverableError("only the front office speaks to a customer")


def _colleague(firm: Firm, body: Mapping[str, Any]) -> Doing[str]:
    """The employee who is meant, or stands in for him; empty where there is none but a desk."""
    asked: list[str] = [body["to"]]
    if body["audience"] == "front owner":
        (customer,) = yield Get((case_key(body["to"]),))
        theirs: Mapping[str, Any] = customer.body["document"] if customer is not None else {}
        asked = [theirs.get("account_owner") or "", *(yield from _opened_by(body)), body["owner"]]
    for id_ in filter(None, asked):
        (employee,) = yield Get((case_key(id_),))
        if employee is not None and employee.body.get("kind") != Customer.__name__:
            return (yield from hears(firm, id_))
    return "" if body.get("desk") else asked[-1]


def _opened_by(body: Mapping[str, Any]) -> Doing[list[str]]:
    """Who opened the case that this one belongs to."""
    if "parent" not in body:
        return []
    (parent,) = yield Get((case_key(body["parent"]),))
    return [] if parent is None else [parent.body.get("owner", "")]


def _addresses(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if values.get("email"):
        yield "email", values["email"]
    for phone in values.get("phones", ())[:1]:
        yield "sms", phone
    for address in values.get("addresses", ())[:1]:
        yield "letter", "\n".join(address[line] for line in ADDRESS if address.get(line))


def _spoilt_key(person: str, channel: str) -> Key:
    return ("spoilt", f"{person}|{channel}")


def _is_spoilt(note: Record | None, address: str) -> bool:
    """Whether the note is about this address, and not about one he had before."""
    if note is None:
        return False
    kept: bool = note.body["address"] == commitment(note.body["salt"], _channel_of(note), address)
    return kept


def _channel_of(note: Record) -> str:
    return note.key[1].rpartition("|")[2]
