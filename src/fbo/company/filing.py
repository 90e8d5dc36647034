"""Filing: documents without a process, and opening balances.

A filed document is the same record as a case, without a state.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import ValidationError

from fbo.company.engine.answers import content
from fbo.company.engine.engine import Call, Done, Engine
from fbo.company.engine.ops import Doing, Get
from fbo.company.engine.postings import post
from fbo.company.engine.records import case_key, conceal, document_index, reveal, vault_key
from fbo.company.engine.worksheet import Worksheet
from fbo.company.keeping import judge_change, judge_filing, judge_posting
from fbo.kernel.document import Document
from fbo.kernel.errors import Conflict, InputError, Reason, StepRefused, UnknownField
from fbo.kernel.json import Json
from fbo.kernel.people import Actor
from fbo.kernel.text import identifier
from fbo.ports.storage import Put, Record
from fbo.workflow.asks import PostEntry

if TYPE_CHECKING:
    from fbo.company.company import Company

D = TypeVar("D", bound=Document)


@dataclass(frozen=True, slots=True)
class Filed(Generic[D]):
    """A document on file, as it was when it was read."""

    id: str
    document: D
    version: int


def put_on_file(
    company: Company,
    document: D,
    by: Actor,
    key: str | None = None,
    id_: str = "",
    *,
    judged: bool = False,
) -> Filed[D]:
    """File a document; `judged`: whoever asks knows already that he may."""
    id_ = id_ and identifier(id_)
    digest = content(document.dump()) if key is not None else ""
    call = Call(type(document).__name__, "file", id_, None, by, key, digest=digest)
    done = company.driver.run(file(company.engine, call, document, judged=judged))
    return Filed(done.outcome.case, document, done.outcome.version)


def change_on_file(
    company: Company,
    filed: Filed[D],
    changes: Mapping[str, object],
    by: Actor,
    key: str | None = None,
    seen: int | None = None,
    *,
    judged: bool = False,
) -> Filed[D]:
    """Change a document on file; `judged`: whoever asks knows already that he may."""
    kind, digest = type(filed.document), ""
    if key is not None:
        wanted = _changed(filed.document, changes).dump(set(changes))
        digest = content(sorted(changes), wanted)
    call = Call(kind.__name__, "change", filed.id, None, by, key, seen, digest)
    company.driver.run(change(company.engine, call, kind, changes, judged=judged))
    return company.get(kind, filed.id)


def file(engine: Engine, call: Call, document: Document, *, judged: bool = False) -> Doing[Done]:
    """File a new document.

    Raises `NotAllowed`, and `StepRefused` where a unique value is on file already.
    """

    def work(sheet: Worksheet) -> Doing[str]:
        if not judged:
            judge_filing(engine.firm.registry, document, call.by)
        id_ = call.case or sheet.new_id()
        data = _begin(sheet, call, id_, 1)
        data["kind"] = type(document).__name__
        yield from _write(sheet, id_, None, document, data)
        return id_

    return (yield from engine.commit(call, work))


def change(
    engine: Engine,
    call: Call,
    kind: type[Document],
    changes: Mapping[str, object],
    *,
    judged: bool = False,
) -> Doing[Done]:
    """Change fields of a document on file.  Raises `NotAllowed`, `StepRefused`."""

    def work(sheet: Worksheet) -> Doing[str]:
        if not judged:
            judge_change(engine.firm.registry, kind, changes, call.by)
        yield from sheet.read((case_key(call.case), vault_key(call.case)))
        record = sheet.records[case_key(call.case)]
        if record is None or record.body.get("kind") != kind.__name__:
            reason = Reason("not_on_file", f"no {kind.__name__} is on file under this id")
            raise StepRefused("change", (reason,))
        if call.seen is not None and record.version != call.seen:
            raise Conflict((case_key(call.case),))
        document = _changed(sheet.known(call.case, record, kind).document, changes)
        data = _begin(sheet, call, call.case, record.body["seq"] + 1)
        yield from _write(sheet, call.case, record, document, data)
        return call.case

    return (yield from engine.commit(call, work))


def enter(engine: Engine, call: Call, asked: PostEntry) -> Doing[Done]:
    """Post an entry that no case asks for: an opening balance, goods that were found.

    Raises `NotAllowed`, and `StepRefused` for what the book refuses.
    """

    def work(sheet: Worksheet) -> Doing[str]:
        judge_posting(engine.firm.registry, asked.chart, call.by, below_floor=bool(asked.reason))
        data: dict[str, Json] = {"by": call.by.id}
        sheet.drafts.append((f"{asked.chart.book}.{call.name}", data))
        post(sheet, asked, data, call.name)
        if asked.entry.id:
            key = ("uniq", f"{asked.entry.book}.entry:{asked.entry.id}")
            sheet.claims.append(Put(key, {"id": asked.entry.id}, 0))
        yield from ()
        return ""

    return (yield from engine.commit(call, work))


def _changed(document: D, changes: Mapping[str, object]) -> D:
    """The document with the changes.

    Raises `UnknownField`, `InputError` naming each field and what is wrong, and no value.
    """
    kind = type(document).__name__
    try:
        return document.changed(changes)
    except ValidationError as error:
        faults = error.errors(include_input=False, include_context=False, include_url=False)
        for fault in faults:
            if fault["type"] == "extra_forbidden":
                raise UnknownField(str(fault["loc"][-1]), kind) from None
        told = {f"{fault['loc'][0] if fault['loc'] else kind}: {fault['msg']}" for fault in faults}
        raise InputError(
            f"a document {kind} cannot be changed so: {'; '.join(sorted(told))}"
        ) from None


def read(kind: type[D], id_: str, engine: Engine) -> Doing[Filed[D] | None]:
    """A document on file; `None` if there is none."""
    record, vault = yield Get((case_key(id_), vault_key(id_)))
    if record is None or record.body.get("kind", kind.__name__) != kind.__name__:
        return None
    stored: Any = engine.firm.registry.document_of(record.body, kind)
    body = reveal(stored, record.body["document"], vault.body if vault is not None else None)
    return Filed(id_, stored.load(body), record.version)


def _begin(sheet: Worksheet, call: Call, id_: str, seq: int) -> dict[str, Json]:
    data: dict[str, Json] = {"case": id_, "seq": seq, "by": call.by.id}
    sheet.drafts.append((f"{call.family}.{call.name}", data))
    return data


def _write(
    sheet: Worksheet,
    id_: str,
    record: Record | None,
    document: Document,
    data: dict[str, Json],
) -> Doing[None]:
    """Put a filed document, its vault and its unique values; note what changed."""
    kind = type(document)
    before = sheet.known(id_, record, kind).document if record is not None else None
    sheet.claim(id_, before, document)
    vault = sheet.records.get(vault_key(id_))
    old: dict[str, Json] = record.body["document"] if record is not None else {}
    new = document.dump()
    if kind.personal:
        salt = yield from sheet.salt()
        new, secret = conceal(kind, new, vault.body if vault is not None else {}, salt)
        if vault is None or secret != vault.body:
            version = vault.version if vault is not None else 0
            sheet.puts.append(Put(vault_key(id_), secret, version))
    data["set"] = {name: value for name, value in new.items() if old.get(name) != value}
    gone = [name for name in old if name not in new]
    if gone:
        data["unset"] = gone
    body = {"kind": kind.__name__, "document": new, "seq": data["seq"]}
    index = {"kind": (kind.__name__,), **document_index(kind.__name__, document)}
    sheet.puts.append(Put(case_key(id_), body, record.version if record is not None else 0, index))
