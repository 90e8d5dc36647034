"""What a step costs: whole orders, and beside them a floor taken in the same run.

    python benchmarks/order_to_cash.py [--json] [--dir DIR] [--cycles N] [--rounds N] [--entries N]

A cycle is one order of three lines in ten steps: open, place, decide, start_fulfilment, pick,
pack, dispatch, issue, register, complete.  Beside it stands an order that leaves in part and is
cancelled in part (`changes`).  Each step is a commit of its own, and every case is
loaded anew from the store.  The floor applies the same sealed batches and nothing else: it decodes
each record that was read, encodes each record that was written, takes one SHA-256 an entry, and on
SQLite runs the very same statements with constants.  Both are taken in turn, and the median of
seven told.  Durable figures swing with the disk: measure on `/dev/shm`, and read ratios and counts.
"""

import argparse
import gc
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from fbo import (
    AR_CLERK,
    PACKER,
    PICKER,
    SALES_REP,
    STOREKEEPER,
    Actor,
    Address,
    Cancellation,
    Company,
    CountingIds,
    Customer,
    CustomerReceipt,
    InvoiceToCash,
    MemoryNotifier,
    Order,
    OrderToCash,
    Picking,
    Receipting,
    SettableClock,
    Shipping,
    StockItem,
    eur,
    order_line,
    pieces,
    price,
    stock,
)
from fbo.adapters.memory import MemoryStore
from fbo.adapters.sqlite import SqliteStore
from fbo.adapters.sqlite.lines import HEAD, head_of
from fbo.adapters.sqlite.packing import PackedRecord, unpacked
from fbo.kernel.json import encode, parse_trusted
from fbo.ports.storage import Batch, Entry, Found, Key, Record, Scan, Sealed, StorePort

STEPS_A_CYCLE = 10
STEPS_A_CHANGE = 9
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Shop:
    """A company with one customer, three items and four people."""

    def __init__(self, store: StorePort) -> None:
        self.company = Company(
            store, clock=SettableClock(NOON), ids=CountingIds("c"), notifiers=(MemoryNotifier(),)
        )
        hire = self.company.hire
        self.anna: Actor = hire("Anna", SALES_REP)
        self.sam: Actor = hire("Sam", STOREKEEPER, PICKER, PACKER)
        self.rita: Actor = hire("Rita", AR_CLERK)
        limit = eur("1000000000")
        self.ada = self.company.file(Customer(name="Ada Lovelace", credit_limit=limit)).id
        self.items = [
            self.company.file(StockItem(sku=sku, name=sku.title())).id
            for sku in ("LAMP", "DESK", "CHAIR")
        ]
        for item in self.items:
            stock.receive(self.company, item, pieces(100_000_000), by=self.sam)

    def cycle(self) -> None:
        """One order, from the wish to the money."""
        company = self.company
        lines = [
            order_line(number, item, pieces(number), price("12.50", "EUR"))
            for number, item in enumerate(self.items, start=1)
        ]
        address = Address(name="Ada Lovelace", street="12 St James's Square", city="London")
        order = Order(customer=self.ada, lines=lines, ship_to=address)
        id_ = company.open(OrderToCash, order, by=self.anna).id
        company.take(OrderToCash.place, id_, by=self.anna)  # decide follows by itself
        started = company.take(OrderToCash.start_fulfilment, id_, by=self.sam)
        (shipment,) = started.opened
        company.take(Shipping.pick, shipment, Picking(), by=self.sam)
        company.take(Shipping.pack, shipment, by=self.sam)
        company.take(Shipping.dispatch, shipment, by=self.sam)  # issue follows by itself
        (invoice,) = company.case(OrderToCash, id_).child_ids(InvoiceToCash)
        receipt = CustomerReceipt(
            customer=self.ada,
            amount=eur("75.00"),
            currency="EUR",
            received_on=date(2026, 3, 2),
            invoices=(invoice,),
        )
        company.open(Receipting, receipt, by=self.rita, then=Receipting.register)
        # complete follows by itself

    def changed(self) -> None:
        """One order that leaves in two parts, and of which the rest is called off: nine steps.

        Open, place, decide; start, pick less than all, pack, dispatch, issue; cancel the rest.
        """
        company, item = self.company, self.items[0]
        lines = [order_line(1, item, pieces(6), price("12.50", "EUR"))]
        order = Order(customer=self.ada, lines=lines, ship_to=Address(city="London"))
        id_ = company.open(OrderToCash, order, by=self.anna).id
        company.take(OrderToCash.place, id_, by=self.anna)
        (shipment,) = company.take(OrderToCash.start_fulfilment, id_, by=self.sam).opened
        found = Picking(quantities={1: pieces(2)})
        company.take(Shipping.pick, shipment, found, by=self.sam)
        company.take(Shipping.pack, shipment, by=self.sam)
        company.take(Shipping.dispatch, shipment, by=self.sam)
        company.take(OrderToCash.cancel, id_, Cancellation(reason="too late"), by=self.anna)


class Recorder:
    """A store that remembers what it was asked and what it answered."""

    def __init__(self, store: StorePort) -> None:
        self.store = store
        self.on = False
        self.done: list[tuple[Sequence[bytes], Sealed | None]] = []

    @property
    def caps(self) -> Any:
        return self.store.caps

    def get(self, space: str, keys: Sequence[Key]) -> Sequence[Record | None]:
        found = self.store.get(space, keys)
        if self.on:
            self.done.append(([record.encoded for record in found if record is not None], None))
        return found

    def scan(self, space: str, query: Scan) -> Sequence[Found]:
        return self.store.scan(space, query)

    def commit(self, batch: Batch) -> Sealed:
        read = [r.encoded for r in self.store.get(batch.space, batch.keys) if r is not None]
        sealed = self.store.commit(batch)
        if self.on:
            self.done.append((read, sealed))
        return sealed

    def log(self, space: str, after: int, limit: int) -> Sequence[Entry]:
        return self.store.log(space, after, limit)


def memory_floor(done: Sequence[tuple[Sequence[bytes], Any]]) -> Callable[[], None]:
    """Decode what was read, encode what was written, one hash an entry; nothing else."""
    work = [
        (
            read,
            [record.body for record in sealed.records] if sealed else [],
            [[e.prev, e.seq, e.at, e.type, e.data] for e in sealed.entries] if sealed else [],
        )
        for read, sealed in done
    ]

    def floor() -> None:
        kept: dict[int, bytes] = {}
        for read, written, entries in work:
            for body in read:
                parse_trusted(body)
            for number, value in enumerate(written):
                kept[number] = encode(value)
            for entry in entries:
                hashlib.sha256(encode(entry)).hexdigest()

    return floor


def cpu(work: Callable[[], None]) -> float:
    """Seconds of CPU that the work takes."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def cycles(shop: Shop, count: int) -> Callable[[], None]:
    """So many cycles."""

    def run() -> None:
        for _ in range(count):
            shop.cycle()

    return run


def measure_memory(count: int, rounds: int) -> dict[str, float]:
    """CPU in memory, beside the floor of the same batches."""
    floor = recorded_floor(count)
    shop = Shop(MemoryStore())
    shop.cycle()
    mine, bare = [], []
    for _ in range(rounds):
        bare.append(cpu(floor))
        mine.append(cpu(cycles(shop, count)))
    steps = count * STEPS_A_CYCLE
    ratios = [a / b for a, b in zip(mine, bare, strict=True)]
    return {
        "cycles_per_s": round(count / statistics.median(mine), 1),
        "cpu_us_per_step": round(statistics.median(mine) / steps * 1e6, 1),
        "floor_cpu_us_per_step": round(statistics.median(bare) / steps * 1e6, 1),
        "ratio": round(statistics.median(ratios), 2),
    }


class Tracing(SqliteStore.connection):  # type: ignore[misc]
    """A connection that notes every statement with what it was given."""

    statements: list[tuple[str, Sequence[Any]]] = []
    on = False

    def run(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        if Tracing.on:
            Tracing.statements.append((sql, tuple(parameters)))
        found: list[Any] = super().run(sql, parameters)
        return found


class TracingStore(SqliteStore):
    """A SQLite store whose statements are noted."""

    connection = Tracing


def sqlite_floor(
    folder: Path, statements: Sequence[tuple[str, Sequence[Any]]], base: Path
) -> Callable[[], float]:
    """The same statements with constants, on a copy of the same file; wall seconds.

    Beside them it decodes each record read, encodes each record written, and takes one SHA-256 an
    entry.
    """
    work = [(sql, parameters, *_written(parameters)) for sql, parameters in statements]
    # Stored body -> its JSON: the floor neither packs nor unpacks.
    plain = {stored: body for _, _, records, _ in work for stored, body in records}
    written = [[parse_trusted(body) for _, body in records] for _, _, records, _ in work]

    def floor() -> float:
        path = folder / "floor.db"
        for old in folder.glob("floor.db*"):
            old.unlink()
        shutil.copy(base, path)
        store = SqliteStore(path)
        connection = store._take()  # noqa: SLF001 - the floor runs on the store's own connection
        gc.collect()
        start = time.perf_counter()
        for (sql, parameters, _, entries), bodies in zip(work, written, strict=True):
            for body in bodies:
                encode(body)
            for entry in entries:
                hashlib.sha256(encode(entry)).hexdigest()
            for row in connection.run(sql, parameters):
                for value in row:
                    if value in plain:
                        parse_trusted(plain[value])
        took = time.perf_counter() - start
        store._give(connection)  # noqa: SLF001
        store.close()
        return took

    return floor


def _written(parameters: Sequence[Any]) -> tuple[list[tuple[bytes, bytes]], list[Any]]:
    """Bodies of records, as stored and as JSON, and data of entries, that a statement was given."""
    records: list[tuple[bytes, bytes]] = []
    entries: list[Any] = []
    for place in range(1, len(parameters) - 7, 8):
        what, kind, id_, *_, body = parameters[place : place + 8]
        if (kind, id_) == HEAD:
            records.append((body, head_of(0, body).encoded_series))
        elif what == "record":
            records.append((body, PackedRecord((kind, id_), 0, body).encoded))
        elif what == "entries":
            entries += [parse_trusted(part) for part in unpacked(body).split(b"\n")[1::2]]
    return records, entries


def measure_sqlite(folder: Path, count: int, rounds: int) -> dict[str, float | None]:
    """Wall time on SQLite, beside its own statements replayed; counts of what reaches the disk."""
    base = folder / "base.db"
    store = TracingStore(folder / "traced.db")
    shop = Shop(store)
    shop.cycle()
    # The floor begins with the very same file, its write-ahead log and all.
    connection = store._take()  # noqa: SLF001
    connection.run("PRAGMA wal_checkpoint(TRUNCATE)", ())
    shutil.copy(folder / "traced.db", base)
    store._give(connection)  # noqa: SLF001
    Tracing.on = True
    for _ in range(count):
        shop.cycle()
    Tracing.on = False
    statements = list(Tracing.statements)
    store.close()
    floor = sqlite_floor(folder, statements, base)
    mine, bare, used, written, synced = [], [], [], [], []
    for number in range(rounds):
        bare.append(floor())
        fresh = Shop(SqliteStore(folder / f"fresh{number}.db"))
        fresh.cycle()
        gc.collect()
        with counted() as counts:
            start, cpu_start = time.perf_counter(), time.process_time()
            for _ in range(count):
                fresh.cycle()
            mine.append(time.perf_counter() - start)
            used.append(time.process_time() - cpu_start)
        written.append(counts["bytes"])
        synced.append(counts["syncs"])
        fresh.company.close()
        bare.append(floor())
    steps = count * STEPS_A_CYCLE
    floors = [min(pair) for pair in zip(bare[::2], bare[1::2], strict=True)]
    shares = [low / high for low, high in zip(floors, mine, strict=True)]
    syncs = [s for s in synced if s is not None]
    return {
        "cycles_per_s": round(count / statistics.median(mine), 1),
        "floor_cycles_per_s": round(count / statistics.median(floors), 1),
        "share": round(statistics.median(shares), 3),
        "syncs_per_cycle": round(statistics.median(syncs) / count, 2) if syncs else None,
        "statements_per_step": round(len(statements) / steps, 2),
        "bytes_per_step": round(statistics.median(written) / steps),
        "cpu_us_per_step": round(statistics.median(used) / steps * 1e6, 1),
    }


def measure_changes(count: int, rounds: int) -> dict[str, float]:
    """Orders that leave in part and are cancelled in part, in memory; no floor, no goal."""
    shop = Shop(MemoryStore())

    def orders() -> None:
        for _ in range(count):
            shop.changed()

    orders()
    taken = [cpu(orders) / count for _ in range(rounds)]
    order = statistics.median(taken)
    return {
        "us_an_order": round(order * 1e6, 1),
        "us_a_step": round(order / STEPS_A_CHANGE * 1e6, 1),
    }


def measure_growth(entries: int, sample: int) -> dict[str, float]:
    """CPU a step after many entries, against the start, in memory.

    A minute lies between the two, in which the machine may have slowed down: so each sample is told
    as a multiple of the floor, which does the same work at the start and in the end.
    """
    floor = recorded_floor(100)
    shop = Shop(MemoryStore())
    for _ in range(50):
        shop.cycle()
    first = _samples(shop, floor, sample)
    while len(shop.company.journal(after=entries - 1, limit=1)) == 0:
        for _ in range(100):
            shop.cycle()
    last = _samples(shop, floor, sample)
    ratios = [statistics.median(steps / bare for steps, bare in part) for part in (first, last)]
    return {
        "ratio": round(ratios[1] / ratios[0], 3),
        "first_us_per_step": round(min(steps for steps, _ in first) * 1e6, 1),
        "last_us_per_step": round(min(steps for steps, _ in last) * 1e6, 1),
        "entries": entries,
    }


def recorded_floor(count: int) -> Callable[[], None]:
    """The floor of so many cycles in memory."""
    recorder = Recorder(MemoryStore())
    recorded = Shop(recorder)
    recorded.cycle()
    recorder.on = True
    for _ in range(count):
        recorded.cycle()
    return memory_floor(recorder.done)


def _samples(shop: Shop, floor: Callable[[], None], count: int) -> list[tuple[float, float]]:
    """CPU a step over samples of fifty cycles, and of the floor beside each."""
    return [
        (cpu(cycles(shop, 50)) / (50 * STEPS_A_CYCLE), cpu(floor))
        for _ in range(max(count // 50, 1))
    ]


@contextmanager
def counted() -> Iterator[dict[str, Any]]:
    """Bytes handed to the kernel and syncs asked of it, while the block runs."""
    counts: dict[str, Any] = {}
    before, syncs = _bytes_written(), _syncs()
    yield counts
    counts["bytes"] = _bytes_written() - before
    after = _syncs()
    counts["syncs"] = after - syncs if after is not None and syncs is not None else None


def _bytes_written() -> int:
    for line in Path("/proc/self/io").read_text(encoding="ascii").splitlines():
        name, _, value = line.partition(": ")
        if name == "wchar":
            return int(value)
    raise LookupError("the kernel does not tell what was written")


SHIM = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <unistd.h>
static long count;
long fbo_syncs(void) { return count; }
int fsync(int fd) { count++; return ((int (*)(int)) dlsym(RTLD_NEXT, "fsync"))(fd); }
int fdatasync(int fd) { count++; return ((int (*)(int)) dlsym(RTLD_NEXT, "fdatasync"))(fd); }
"""


def _syncs() -> int | None:
    """How often this process has asked for a sync; `None` where nothing counts them."""
    if "FBO_SYNC_SHIM" not in os.environ:
        return None
    import ctypes

    shim = ctypes.CDLL(os.environ["FBO_SYNC_SHIM"])
    shim.fbo_syncs.restype = ctypes.c_long
    return int(shim.fbo_syncs())


def with_counted_syncs(folder: Path) -> None:
    """Start again under a shim that counts syncs, where a C compiler can make one."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or "FBO_SYNC_SHIM" in os.environ:
        return
    source, shim = folder / "shim.c", folder / "shim.so"
    source.write_text(SHIM, encoding="ascii")
    made = subprocess.run(  # noqa: S603 - the compiler this machine has
        [compiler, "-shared", "-fPIC", "-o", str(shim), str(source), "-ldl"],
        check=False,
        capture_output=True,
    )
    if made.returncode == 0:
        environment = {**os.environ, "LD_PRELOAD": str(shim), "FBO_SYNC_SHIM": str(shim)}
        arguments = [sys.executable, __file__, *sys.argv[1:]]
        raise SystemExit(subprocess.run(arguments, check=False, env=environment).returncode)  # noqa: S603


def main() -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--dir", default="/dev/shm" if Path("/dev/shm").is_dir() else None)
    parser.add_argument("--cycles", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--entries", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fbo-benchmark-", dir=options.dir) as name:
        folder = Path(name)
        with_counted_syncs(folder)
        result = {
            "memory": measure_memory(options.cycles, options.rounds),
            "sqlite": measure_sqlite(folder, options.cycles, options.rounds),
            "changes": measure_changes(options.cycles, options.rounds),
            "growth": measure_growth(options.entries, 500),
        }
    if options.json:
        print(json.dumps(result))
        return
    for part, figures in result.items():
        print(part)
        for figure, value in figures.items():
            print(f"  {figure:24} {value}")


if __name__ == "__main__":
    main()
