"""Verifying: what is stored is what the journal says, and what was tampered with is named."""
# ruff: noqa: S608  the statements are put together of what stands here

import json
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from folder import Folder
from press import Leaf, Note
from replays import replayed

from fbo import PIECE, Cancellation, Commodity, Entry, eur, stock
from fbo.adapters.sqlite.journal import entries_of, line_of
from fbo.adapters.sqlite.packing import packed, unpacked
from fbo.adapters.stores import open_store
from fbo.company.verifying import judging
from fbo.company.verifying.verify import Anchor, Verification, anchor, verify
from fbo.front.sales import Suspension
from fbo.kernel.errors import StepRefused
from fbo.ports.chain import entry_hash
from fbo.ports.storage import Entry as Line
from fbo.testing.shop import Shop
from fbo.workflow.entries import mirrored, transfer


class File:
    """The SQLite file of a company, open to be tampered with."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.url = f"sqlite:///{path}?durability=process"

    def verify(self, *anchors: Anchor) -> Verification:
        """Verify what is in the file."""
        store = open_store(self.url)
        try:
            return verify(store, anchors=anchors)
        finally:
            store.close()

    def fault(self, *anchors: Anchor) -> tuple[str, str]:
        """Which check finds the first fault, and where."""
        found = self.verify(*anchors).first_fault
        assert found is not None
        return found.check, found.at

    def run(self, sql: str, *parameters: object) -> list[tuple]:
        """Run a statement."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            return connection.execute(sql, parameters).fetchall()

    def id_of(self, kind: str, wanted: str = "") -> str:
        """The id of the oldest record of a kind whose body has this in it."""
        sql = "SELECT id, body FROM records WHERE kind = ? ORDER BY version"
        found = (id_ for id_, body in self.run(sql, kind) if wanted.encode() in unpacked(body))
        return next(found)

    def edit(self, kind: str, id_: str, old: str, new: str) -> None:
        """Replace a piece of a stored body, once."""
        where = "WHERE kind = ? AND id = ?"
        ((body,),) = self.run(f"SELECT body FROM records {where}", kind, id_)
        assert old.encode() in unpacked(body)
        changed = packed(unpacked(body).replace(old.encode(), new.encode(), 1))
        self.run(f"UPDATE records SET body = ? {where}", changed, kind, id_)

    def journal(self) -> list[Line]:
        """All entries."""
        lines = self.run("SELECT n, hashes, entries FROM journal ORDER BY n")
        return entries_of(lines, 0, 10_000)

    def rewrite(self, entries: list[Line]) -> None:
        """Another journal in the place of the one there is, a line for each entry."""
        self.run("DELETE FROM journal")
        for entry in entries:
            self.run("INSERT INTO journal VALUES (?, ?, ?)", *line_of(1, [entry]))


def numbered(entry: Line, seq: int) -> Line:
    """The entry under another number."""
    return Line(seq, entry.at, entry.type, entry.encoded, entry.prev, entry.hash)


@pytest.fixture
def file(tmp_path) -> File:
    made = File(tmp_path / "acme.db")
    replayed(Folder(tmp_path), made.url).close()
    return made


def test_a_company_that_nobody_tampered_with_is_in_order(file):
    found = file.verify()

    assert found.ok
    assert {check.name for check in found.checks} == {
        "journal",
        "head",
        "numbers",
        "policies",
        "messages",
        "balances",
        "documents",
        "states",
        "parents and children",
        "holds",
        "timers",
        "histories",
        "personal values",
        "unique values",
        "indexes",
    }
    assert all(check.counted for check in found.checks if check.name != "timers")


def test_what_it_found_is_told_as_json(file):
    told = json.loads(json.dumps(file.verify().as_json()))

    assert told["ok"] is True
    assert told["first_fault"] is None
    assert {"name", "ok", "counted"} == set(told["checks"][0])


def test_a_company_is_verified_as_it_runs(shop: Shop):
    shop.receive(5)
    shop.shipped(shop.placed(8))
    shop.placed(1).cancel(Cancellation(reason="changed my mind"), by=shop.anna)
    with pytest.raises(StepRefused):
        shop.drafted().place(by=shop.sam)
    shop.paid(eur("100.00"))
    shop.company.change(shop.ada, name="Ada King")

    assert verify(shop.company).ok


def test_an_order_called_off_in_the_warehouse_is_in_order(shop: Shop):
    shop.receive(5)
    order = shop.placed(2)
    shop.started(order)

    shop.now(order).cancel(Cancellation(reason="changed my mind"), by=shop.anna)

    assert verify(shop.company).ok
    assert shop.on_shelf() == (5, 5)


def test_an_entry_that_was_reversed_is_in_order(shop: Shop):
    lamp = Commodity.item(shop.lamp.id, PIECE)
    came = transfer("supplier", "storage", lamp, 5)
    shop.company.post(stock.GOODS, Entry("goods", came, id="came"), by=shop.sam)
    shop.company.post(stock.GOODS, Entry("goods", mirrored(came), reverses="came"), by=shop.sam)

    found = verify(shop.company)

    assert found.ok
    assert shop.on_shelf() == (0, 0)


def test_a_case_whose_history_runs_over_pages_is_in_order(shop: Shop):
    order = shop.placed(1)
    for _ in range(60):
        order.suspend(Suspension(reason="a call"), by=shop.anna)
        order.resume(by=shop.anna)

    assert len(shop.company.history(order)) > 100
    assert verify(shop.company).ok


def test_a_large_company_is_verified_in_parts(file, monkeypatch):
    whole = {check.name: check.counted for check in file.verify().checks}
    monkeypatch.setattr(judging, "ENTRIES_A_PART", 20)

    found = file.verify()

    assert found.ok
    assert {check.name: check.counted for check in found.checks} == whole


def test_a_fault_is_found_in_whatever_part_it_is(file, monkeypatch):
    monkeypatch.setattr(judging, "ENTRIES_A_PART", 20)
    file.run("UPDATE records SET body = ? WHERE kind = 'balance'", b'{"balance":77}')

    assert file.fault()[0] == "balances"


def test_what_others_write_meanwhile_is_no_fault(tmp_path):
    shop = Shop(File(tmp_path / "busy.db").url)
    shop.receive(500)
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            shop.shipped(shop.placed(1, "0.10"))

    busy = threading.Thread(target=work)
    busy.start()
    try:
        found = [verify(shop.company) for _ in range(8)]
    finally:
        stop.set()
        busy.join()

    assert [verification.first_fault for verification in found] == [None] * 8


# --- the journal -------------------------------------------------------------------------------


def test_a_changed_digit_in_an_entry_is_found_at_the_entry(file):
    entries = file.journal()
    there = next(n for n, entry in enumerate(entries) if b'"numbers":' in entry.encoded)
    old = entries[there]
    data = old.encoded.replace(b'"number":1', b'"number":2')
    entries[there] = Line(old.seq, old.at, old.type, data, old.prev, old.hash)
    file.rewrite(entries)

    assert data != old.encoded
    assert file.fault() == ("journal", f"entry {old.seq}")


def test_a_changed_digit_in_a_line_of_several_entries_is_found_at_the_entry(file):
    sql = "SELECT n, hashes, entries FROM journal WHERE length(hashes) > 64 ORDER BY n"
    line = file.run(sql)[0]
    entries = entries_of([line], 0, 10)
    n, _, packed_entries = line
    parts = unpacked(packed_entries).split(b"\n")
    parts[3] = parts[3].replace(b"1", b"2", 1)
    file.run("UPDATE journal SET entries = ? WHERE n = ?", packed(b"\n".join(parts)), n)

    assert parts[3] != entries[1].encoded
    assert file.fault() == ("journal", f"entry {entries[1].seq}")


def test_an_entry_that_was_deleted_is_missed(file):
    file.rewrite([entry for entry in file.journal() if entry.seq != 20])

    assert file.fault() == ("journal", "entry 20")


def test_two_entries_that_were_swapped_are_found_at_the_first(file):
    entries = file.journal()
    entries[19], entries[20] = numbered(entries[20], 20), numbered(entries[19], 21)
    file.rewrite(entries)

    assert file.fault() == ("journal", "entry 20")


def test_an_entry_that_was_put_in_between_is_found(file):
    entries = file.journal()
    entries.insert(19, entries[18])
    file.rewrite([numbered(entry, seq) for seq, entry in enumerate(entries, start=1)])

    assert file.fault() == ("journal", "entry 20")


def test_an_entry_that_was_put_at_the_end_is_found(file):
    entries = file.journal()
    last = entries[-1]
    at, type_, data = "1999-01-01T00:00:00.000000Z", "goods.post", b'{"by":"eve"}'
    sealed = entry_hash(last.hash, last.seq + 1, at, type_, data)
    file.rewrite([*entries, Line(last.seq + 1, at, type_, data, last.hash, sealed)])

    assert file.fault() == ("journal", f"entry {last.seq + 1}")


@pytest.mark.parametrize("rubbish", ["what is this", b"what is this", b"[7\n{}", b"{}"])
def test_an_entry_that_cannot_be_decoded_is_found(file, rubbish):
    file.rewrite(file.journal())
    file.run("UPDATE journal SET entries = ? WHERE n & 65535 = 20", rubbish)

    assert file.fault() == ("journal", "entry 20")


def test_an_end_that_was_cut_off_is_missed_by_the_head(file):
    last = anchor_of(file).seq
    file.rewrite(file.journal()[:-1])

    assert file.fault() == ("journal", f"entry {last}")


def test_another_journal_than_the_one_an_anchor_was_taken_of_is_found(file, tmp_path):
    kept = anchor_of(file)
    other = File(tmp_path / "other.db")
    replayed(Folder(tmp_path), other.url).close()

    assert file.verify(kept).ok
    assert other.verify().ok
    assert other.fault(kept) == ("journal", f"entry {kept.seq}")


def test_a_journal_that_ends_before_an_anchor_is_cut_off(file):
    kept = Anchor(anchor_of(file).seq + 5, "ab" * 32)

    assert file.fault(kept) == ("journal", f"entry {kept.seq - 4}")


def anchor_of(file: File) -> Anchor:
    with closing(open_store(file.url)) as store:
        return anchor(store)


# --- records -----------------------------------------------------------------------------------


def test_a_changed_digit_in_a_balance_is_found_at_the_balance(file):
    name = file.id_of("balance", '{"balance":9540}')
    file.edit("balance", name, "9540", "9541")

    assert file.fault() == ("balances", f"balance {name}")


def test_a_changed_digit_in_a_document_is_found_at_its_field(file):
    order = _order(file)
    file.edit("case", order, "12.50 USD", "12.60 USD")

    assert file.fault() == ("documents", f"case {order}, document.lines")


def _order(file: File) -> str:
    return file.id_of("case", '"process":"OrderToCash"')


CHANGES = {
    "the state of a case": ('"state":"completed"', '"state":"cancelled"', "states"),
    "who opened it": ('"owner":"', '"owner":"x', "states"),
    "since when it is there": ('"entered":"1997-02-09', '"entered":"1997-02-08', "states"),
    "its children": (
        '"Shipping":["',
        '"Shipping":["x',
        "parents and children",
    ),
    "a line of its history": ('["place","1997', '["place","1996', "histories"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_was_changed_in_a_case_is_named(file, what):
    old, new, check = CHANGES[what]
    order = _order(file)
    file.edit("case", order, old, new)

    found, at = file.fault()

    assert (found, at.startswith(f"case {order}")) == (check, True)


def test_a_hold_that_was_dropped_is_missed(file):
    order = file.id_of("case", '"state":"confirmed"')
    file.edit("case", order, '"holds":{"line-1"', '"holds":{"line-9"')

    assert file.fault() == ("holds", f"case {order}, holds")


def test_a_timer_that_was_put_in_is_found(file):
    order = file.id_of("case", '"state":"confirmed"')
    file.edit("case", order, '"owner":', '"timers":{"cancel":"1998-01-01"},"owner":')

    assert file.fault() == ("timers", f"case {order}, timers")


def test_a_personal_value_that_was_changed_is_named_and_not_told(file):
    id_ = file.id_of("pii", "Ada's Lamps")
    file.edit("pii", id_, "Ada's Lamps", "Eve's Lamps")

    found = file.verify().first_fault

    assert found is not None
    assert (found.check, found.at) == ("personal values", f"case {id_}, name")
    assert "Eve" not in found.message


def test_a_record_that_was_deleted_is_missed(file):
    order = _order(file)
    file.run("DELETE FROM records WHERE kind = 'case' AND id = ?", order)

    assert file.fault() == ("documents", f"case {order}")


def test_a_record_that_cannot_be_decoded_is_named(file):
    order = _order(file)
    file.run("UPDATE records SET body = x'7B22FF' WHERE kind = 'case' AND id = ?", order)

    assert file.fault() == ("documents", f"case {order}")


def test_a_version_beyond_the_last_commit_hides_nothing(file):
    name = file.id_of("balance")
    file.run("UPDATE records SET version = version + 1000000 WHERE id = ?", name)

    assert file.fault() == ("balances", f"balance {name}")


def test_a_unique_value_that_somebody_else_claims_is_found(file):
    name = "Customer.external_ref:northwind:ADA"
    file.edit("uniq", name, '{"id":"', '{"id":"x')

    assert file.fault() == ("unique values", f"uniq {name}")


def test_a_number_that_the_head_would_give_again_is_found(file):
    file.edit("", "head", '"order":[3', '"order":[2')

    assert file.fault() == ("numbers", "head, series order")


def test_policies_that_were_changed_are_found(file):
    file.edit("policies", "current", '"auto_issue":true', '"auto_issue":false')

    assert file.fault() == ("policies", "policies current")


def test_a_message_that_was_taken_out_of_the_outbox_is_missed(file):
    id_ = file.id_of("message")
    file.run("DELETE FROM records WHERE kind = 'message' AND id = ?", id_)

    assert file.fault() == ("messages", f"message {id_}")


INDEX = "kind = 'case' AND name = 'desk'"


def test_an_index_row_that_was_changed_is_found(file):
    ((id_, value),) = file.run(f"SELECT id, value FROM places WHERE {INDEX} LIMIT 1")
    file.run(f"UPDATE places SET value = ? WHERE {INDEX} AND value = ?", f"{value}0", value)

    assert file.fault() == ("indexes", f"case {id_}, index desk")


def test_an_index_row_that_was_deleted_is_missed(file):
    ((id_,),) = file.run(f"SELECT id FROM places WHERE {INDEX} LIMIT 1")
    file.run(f"DELETE FROM places WHERE {INDEX} AND id = ?", id_)

    assert file.fault() == ("indexes", f"case {id_}, index desk")


def test_an_index_row_that_was_put_in_is_found(file):
    order = _order(file)
    file.run(
        "INSERT INTO places (space, kind, name, value, id) VALUES (1, 'case', 'desk', 'X', ?)",
        order,
    )

    assert file.fault() == ("indexes", f"case {order}, index desk")


def test_a_case_of_a_process_that_is_not_given_is_compared_with_the_journal(press, edna):
    press.open(Leaf, Note(text="a leaf"), by=edna)

    found = verify(press.store)

    assert found.ok
    assert {"states", "histories"} <= {check.name for check in found.checks if check.counted}
