"""Sweeping: answers that nobody may ask for any more are removed, a page at a time.

A key is answered for the retention at the least; behind that its record is of no use, and would
only grow in number.  Nothing of it stands in the journal, so nothing is journaled.
"""

from fbo.company.engine.ops import Commit, Doing, Find, NewId, Now
from fbo.kernel.errors import Conflict
from fbo.kernel.times import iso
from fbo.ports.storage import Batch, Delete, Scan

PAGE = 500


def sweep(space: str) -> Doing[int]:
    """Remove a page of answers whose last day is over; how many went."""
    today = iso((yield Now()))[:10]
    page = yield Find(Scan("idem", "until", hi=today, limit=PAGE))
    if not page:
        return 0
    gone = tuple(Delete(one.record.key, one.record.version) for one in page)
    try:
        yield Commit(Batch(space, (yield NewId()), gone))
    except Conflict:
        # Another worker sweeps the same page.
        return 0
    return len(gone)
