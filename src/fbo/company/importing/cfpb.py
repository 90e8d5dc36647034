"""The complaint database of the CFPB: what a file of it says, row by row, and what of it is good.

The agency has published its columns under several spellings, its dates and its yes and no in
several forms; the known ones are read, and whatever is not known is reported and not guessed.  A
row without a complaint id, with one seen before or with a date that cannot be read is left out.
Nothing here knows a company; what is read is replayed by
`fbo.company.importing.replaying_complaints`.

The fields are those of the agency's technical documentation,
https://www.consumerfinance.gov/complaint/data-use/.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from fbo.company.importing.rows import BadRowError, Rejected, Row, header_of, reason_of, rows
from fbo.kernel.errors import FboError, InputError
from fbo.kernel.text import long_text, name, short_text
from fbo.kernel.times import day

ID: Final = "complaint_id"
RECEIVED: Final = "date_received"
SENT: Final = "date_sent_to_company"
RESPONSE: Final = "company_response"
TIMELY: Final = "timely_response"
DISPUTED: Final = "consumer_disputed"

COLUMNS: Final = {
    ID: (),
    RECEIVED: (),
    SENT: ("date_sent",),
    RESPONSE: ("company_response_to_consumer",),
    TIMELY: ("timely",),
    DISPUTED: (),
    "product": (),
    "sub_product": ("subproduct",),
    "issue": (),
    "sub_issue": ("subissue",),
    "narrative": ("consumer_complaint_narrative", "complaint_what_happened"),
    "public_response": ("company_public_response",),
    "company": (),
    "state": (),
    "zip_code": ("zip",),
    "tags": (),
    "consent": ("consumer_consent_provided",),
    "submitted_via": (),
}
"""Our name of each column, and the other names under which editions have it."""

IN_PROGRESS: Final = "In progress"
UNTIMELY: Final = "Untimely response"
NO_RELIEF: Final = ("Closed", "Closed with explanation", "Closed without relief")
RELIEF: Final = (
    "Closed with monetary relief",
    "Closed with non-monetary relief",
    "Closed with relief",
)
RESPONSES: Final = (IN_PROGRESS, *NO_RELIEF, *RELIEF, UNTIMELY)
"""What a company may have answered, in the agency's words; the unanswered ones among them."""

_KNOWN: Final = {spelt: ours for ours, others in COLUMNS.items() for spelt in (ours, *others)}
_YES: Final = frozenset(("yes", "y", "true", "t", "1"))
_NO: Final = frozenset(("no", "n", "false", "f", "0"))
_UNSAID: Final = frozenset(("", "n/a", "na", "none", "null"))
_AMERICAN: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})")
_ISO: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9:.]{5,15}(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_CENTURY: Final = "20"


@dataclass(frozen=True, slots=True)
class ComplaintRow:
    """A complaint as the agency tells of it; `None` and "" are what the file does not say.

    `response` is one of `RESPONSES`, or the file's own word where the agency knows no such.
    """

    line: int
    id: str
    received: date
    sent: date | None
    response: str
    timely: bool | None
    disputed: bool | None
    product: str
    issue: str
    narrative: str
    company: str
    state: str
    zip_code: str
    submitted_via: str

    @property
    def waited(self) -> timedelta | None:
        """How long it lay before it was sent on: less than nothing where the file says so."""
        return None if self.sent is None else self.sent - self.received


@dataclass(frozen=True, slots=True)
class ComplaintFile:
    """What a file holds that is good, in the order of the file; what was rejected; what was unread.

    `unread` tells of columns and words that were not understood: their rows are among the good.
    """

    complaints: tuple[ComplaintRow, ...]
    rejected: tuple[Rejected, ...]
    unread: tuple[Rejected, ...]


def read_complaints(path: Path) -> ComplaintFile:
    """Read and judge a file.

    Raises `InputError` where the file, or the column of the id or of the day of receipt, is
    missing, `LimitExceeded` for a file of more than 10 MiB or 100 000 rows.
    """
    good: dict[str, ComplaintRow] = {}
    rejected: list[Rejected] = []
    unread = _unread_columns(path)
    for row in rows(path, (ID, RECEIVED), known_as=known_as):
        try:
            complaint = _complaint(row, good)
        except (BadRowError, FboError) as fault:
            rejected.append(Rejected(path.name, row.line, reason_of(fault)))
        else:
            good[complaint.id] = complaint
            unread += [Rejected(path.name, row.line, word) for word in _unread_words(row)]
    return ComplaintFile(tuple(good.values()), tuple(rejected), tuple(unread))


def known_as(column: str) -> str:
    """Our name of a column, however an edition spells it; one that no edition has keeps its own."""
    plain = re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_")
    return _KNOWN.get(plain, column)


def _unread_columns(path: Path) -> list[Rejected]:
    """The columns that no edition has; raises where one is there in two spellings."""
    spelt: dict[str, str] = {}
    unread: list[Rejected] = []
    for column in header_of(path):
        ours = known_as(column)
        if ours not in COLUMNS:
            unread.append(Rejected(path.name, 1, _plain(f"column {column!r} is unknown")))
        elif ours in spelt:
            raise InputError(f"{path.name}, line 1: {column!r} is {spelt[ours]!r} again")
        spelt[ours] = column
    return unread


def _complaint(row: Row, others: Container[str]) -> ComplaintRow:
    if row.fault:
        raise BadRowError(row.fault)
    id_ = name(row[ID], field=ID) if row[ID] else ""
    if not id_:
        raise BadRowError("has no complaint id")
    if id_ in others:
        raise BadRowError(f"complaint {id_} is there already")
    return ComplaintRow(
        line=row.line,
        id=id_,
        received=_day(row, RECEIVED),
        sent=_day(row, SENT) if SENT in row.values else None,
        response=_response(row[RESPONSE]),
        timely=_said(row[TIMELY]),
        disputed=_said(row[DISPUTED]),
        product=_short(row, "product"),
        issue=_short(row, "issue"),
        narrative=long_text(row["narrative"].replace("\r\n", "\n"), field="narrative"),
        company=_short(row, "company"),
        state=_short(row, "state"),
        zip_code=_short(row, "zip_code"),
        submitted_via=_short(row, "submitted_via"),
    )


def _short(row: Row, column: str) -> str:
    """A few words on one line: where an edition has broken it, the line goes on."""
    return short_text(" ".join(row[column].split()), field=column)


def _day(row: Row, column: str) -> date:
    """A day as the agency's table (9/24/2019, 09/24/19) or its service (2019-09-24T…) writes it."""
    text = row[column]
    american, iso = _AMERICAN.fullmatch(text), _ISO.fullmatch(text)
    try:
        if american:
            month, on, year = american.groups()
            full = year if len(year) == len("2019") else f"{_CENTURY}{year}"
            return day(date(int(full), int(month), int(on)), field=column)
        return day(date.fromisoformat(iso.group(1) if iso else ""), field=column)
    except ValueError:
        why = f"{text[:40]!r} is no day such as 09/24/2019" if text else "is missing"
        raise BadRowError(f"{column} {why}") from None


def _said(text: str) -> bool | None:
    """Yes or no; a blank is neither."""
    word = text.casefold()
    return True if word in _YES else False if word in _NO else None


def _response(text: str) -> str:
    """The agency's word for what was answered; another word as it stands, "" where none does."""
    if text.casefold() in _UNSAID:
        return ""
    ours = {word.casefold(): word for word in RESPONSES}
    return ours.get(text.casefold()) or short_text(text, field=RESPONSE)


def _unread_words(row: Row) -> list[str]:
    """What stands in a column that takes a few words only, and is none of them."""
    words = [
        f"{column} {row[column]!r} is neither yes nor no"
        for column in (TIMELY, DISPUTED)
        if row[column].casefold() not in _YES | _NO | _UNSAID
    ]
    if _response(row[RESPONSE]) not in ("", *RESPONSES):
        words.append(f"{RESPONSE} {row[RESPONSE]!r} is no answer that the agency knows")
    return [_plain(word) for word in words]


def _plain(why: str) -> str:
    return reason_of(BadRowError(why))
