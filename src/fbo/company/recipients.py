"""Recipients: how a person who is on file is reached, and in which language he reads.

A message goes by the channel its notice asks for, else by the one the person prefers, else by the
first for which there is an address.  Nothing here reads or sends.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fbo.company.texts import FALLBACK

CHANNELS: Final = ("email", "sms", "letter")
"""The channels to a person, in the order in which they are tried where he prefers none."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Over which channel, to which address, in which language, by the clocks of which zone."""

    channel: str
    address: str
    language: str = FALLBACK
    tz: str = "UTC"


def reached(
    known: Mapping[str, Any], values: Mapping[str, Any], wanted: Sequence[str] = ()
) -> Recipient | None:
    """How a person is reached, by what is on file of him and his personal values.

    `None` where there is no address for any channel.
    """
    addresses = dict(_addresses(values))
    preferred = known.get("preferred_channel")
    for channel in (*wanted, *([preferred] if preferred else []), *CHANNELS):
        if channel in addresses:
            language, tz = known.get("language", FALLBACK), known.get("tz", "UTC")
            return Recipient(channel, addresses[channel], language, tz)
    return None


def _addresses(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if values.get("email"):
        yield "email", values["email"]
    for phone in values.get("phones", ())[:1]:
        yield "sms", phone
    for address in values.get("addresses", ())[:1]:
        lines = ("name", "street", "postal_code", "city", "region", "country")
        yield "letter", "\n".join(address[line] for line in lines if address.get(line))
