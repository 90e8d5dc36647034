"""Expected: what the records of a company must be, folded from its journal alone.

Cases and filed documents field by field, balances counter by counter, numbers series by series,
messages one by one.  A fold may be over a part of the cases and counters, so that a large company
is verified a part at a time.  Nothing here reads a record.
"""

from collections.abc import Callable, Mapping
from typing import Any
from zlib import crc32

from fbo.company.engine.firm import Firm
from fbo.company.house_rules import under
from fbo.company.verifying.audit import NOT_DECODED
from fbo.kernel.errors import Corrupt
from fbo.ports.storage import Entry, Index
from fbo.workflow.entries import Counter
from fbo.workflow.facts import Facts
from fbo.workflow.handoff import fold

Mine = Callable[[str], bool]
"""Whether a case's id, or a counter's name, belongs to the part that is folded."""


class ExpectedCase:
    """What the record of a case, or of a filed document, must say."""

    __slots__ = ("document", "facts", "family", "given_up", "history", "kind", "policies", "seq")

    def __init__(self) -> None:
        self.family = ""
        self.kind = ""
        self.document: dict[str, Any] = {}
        self.facts = Facts("")
        self.history: list[list[str]] = []
        self.seq = 0
        self.policies = 0
        self.given_up: list[tuple[str, Any]] = []

    def see(self, entry: Entry, step: str) -> None:
        """Take over what an entry says about the case."""
        data, facts = entry.data, self.facts
        self.seq = data["seq"]
        self.policies = data.get("policies", self.policies)
        self.kind = data.get("kind", self.kind)
        if "to" in data:
            self._move(entry, step)
        for name, hold in data.get("holds", {}).items():
            if hold is None:
                facts.holds.pop(name, None)
            else:
                facts.holds[name] = hold
        for event in data.get("handoffs", ()):
            fold(facts.handoffs, event, entry.at)
        facts.timers = data.get("timers", facts.timers)
        if "shown" in data:
            facts.was_shown(entry.at, data["shown"])
        facts.once += data.get("once", ())
        if "holder" in data:
            facts.held_by(data["holder"], entry.at)
        facts.clocks |= data.get("clocks", {})
        facts.escalated = data.get("escalated", facts.escalated)
        for name, value in data.get("set", {}).items():
            self._change(name, value)
        for name in data.get("unset", ()):
            self._change(name, None)
            del self.document[name]

    def _move(self, entry: Entry, step: str) -> None:
        data, facts = entry.data, self.facts
        was, now = data.get("from", ""), data["to"]
        if was:
            facts.moved_to(now, entry.at, back=data.get("back", False))
        else:
            self.family = data["process"]
            facts.state, facts.entered, facts.owner = now, entry.at, data["owner"]
            if "parent" in data:
                facts.parent = (data["parent"][0], data["parent"][1])
        facts.took(step, data.get("hand", data["by"]), *data.get("for", ()))
        self.history.append([step, entry.at, data["by"], data.get("behalf", ""), was, now])

    def _change(self, name: str, value: Any) -> None:
        old = self.document.get(name)
        if isinstance(old, str) and old != value:
            self.given_up.append((name, old))
        self.document[name] = value


class ExpectedCases:
    """All cases and filed documents of a part."""

    def __init__(self, mine: Mine) -> None:
        self.all: dict[str, ExpectedCase] = {}
        self._mine = mine

    def see(self, entry: Entry) -> None:
        """Show the entry to the case it is about, and an opening to its parent."""
        data = entry.data
        id_ = data.get("case")
        if id_ is None:
            return
        if self._mine(id_):
            case = self.all.get(id_)
            if case is None:
                case = self.all[id_] = ExpectedCase()
            case.see(entry, entry.type.partition(".")[2])
        if "parent" in data and data["parent"][1] in self.all:
            children = self.all[data["parent"][1]].facts.children
            family = data["process"]
            children[family] = (*children.get(family, ()), id_)


class ExpectedBalances:
    """All counters of a part: what is posted and, where an account has a floor, available."""

    def __init__(self, mine: Mine) -> None:
        self.all: dict[str, int] = {}
        self._mine = mine
        self._holds: dict[tuple[str, str], Mapping[str, Any]] = {}

    def see(self, entry: Entry) -> None:
        """Post, hold and release."""
        data = entry.data
        for post in data.get("posts", ()):
            for account, commodity, quantity, *floored in post["legs"]:
                self._add((post["book"], account, commodity, "posted"), quantity)
                if floored:
                    self._add((post["book"], account, commodity, "available"), quantity)
        for name, hold in data.get("holds", {}).items():
            place = (data["case"], name)
            self._hold(self._holds.pop(place, None), -1)
            if hold is not None:
                self._holds[place] = hold
                self._hold(hold, 1)

    def _hold(self, hold: Mapping[str, Any] | None, sign: int) -> None:
        if hold is None:
            return
        for account, commodity, quantity, *floored in hold["legs"]:
            if quantity < 0 and floored:
                self._add((hold["book"], account, commodity, "available"), sign * quantity)

    def _add(self, counter: Counter, quantity: int) -> None:
        name = "|".join(counter)
        if self._mine(name):
            self.all[name] = self.all.get(name, 0) + quantity


class ExpectedNumbers:
    """The last number and day of each series, and where one was left out or given twice.

    In one commit a number may stand before a smaller one; behind it, none may be missing.
    """

    def __init__(self) -> None:
        self.last: dict[str, int] = {}
        self.day: dict[str, str] = {}
        self.given = 0
        self._ahead: dict[str, dict[int, int]] = {}
        self._twice: tuple[str, str] | None = None

    def see(self, entry: Entry) -> None:
        """Note the numbers an entry was given."""
        for series, number, *on in entry.data.get("numbers", ()):
            self.given += 1
            self.day[series] = on[0] if on else self.day.get(series, "")
            ahead = self._ahead.setdefault(series, {})
            if number in ahead or number <= self.last.get(series, 0):
                sentence = f"the series {series} gives {number} a second time"
                self._twice = self._twice or (f"entry {entry.seq}", sentence)
            ahead[number] = entry.seq
            while (due := self.last.get(series, 0) + 1) in ahead:
                del ahead[due]
                self.last[series] = due

    @property
    def fault(self) -> tuple[str, str] | None:
        """Where a number is missing or given twice, and which; `None` where all is well."""
        for series, ahead in self._ahead.items():
            for number, seq in sorted(ahead.items()):
                missing = self.last.get(series, 0) + 1
                return f"entry {seq}", f"the series {series} gives {number}, but never {missing}"
        return self._twice


class ExpectedMessages:
    """The messages that are waiting in the outbox, and those that nobody could deliver.

    Each by its id, with the case it is about; of what it says the journal knows nothing.
    """

    def __init__(self) -> None:
        self.waiting: dict[str, str] = {}
        self.dead: dict[str, str] = {}

    def see(self, entry: Entry) -> None:
        """Note what was told, delivered, given up and taken up again."""
        for id_ in entry.data.get("told", ()):
            self.waiting[id_] = entry.data["case"]
        if entry.type in ("message.delivered", "message.dead", "message.revived"):
            id_ = entry.data["message"]
            case = self.waiting.pop(id_, "") or self.dead.pop(id_, "")
            if entry.type == "message.dead":
                self.dead[id_] = case
            elif entry.type == "message.revived":
                self.waiting[id_] = case


class ExpectedReversals:
    """The claims by which an entry of a book is reversed at most once."""

    def __init__(self) -> None:
        self.claims: dict[str, None] = {}

    def see(self, entry: Entry) -> None:
        """Note what the entry takes back."""
        for post in entry.data.get("posts", ()):
            if "reverses" in post:
                self.claims[f"{post['book']}.reversal:{post['reverses']}"] = None


class ExpectedPolicies:
    """The policies in force, and those that were before, with their calendars."""

    def __init__(self) -> None:
        self.body: dict[str, Any] | None = None
        self._bodies: dict[int, dict[str, Any]] = {}
        self._firms: dict[int, Firm] = {}

    def see(self, entry: Entry) -> None:
        """Note the policies that were set."""
        if entry.type == "policies.set":
            data = entry.data
            self.body = {name: value for name, value in data.items() if name != "by"}
            self._bodies[data["number"]] = self.body

    def firm_under(self, number: int, firm: Firm) -> Firm:
        """The firm as it was when entries named this number."""
        if number not in self._firms:
            body = self._bodies.get(number)
            self._firms[number] = firm if body is None else under(firm, body)
        return self._firms[number]


class Part:
    """The fold of the journal over a part of the cases and balances; the first has all the rest.

    `rows` are the index rows of the records that were judged, with the version they had.
    """

    def __init__(self, number: int, parts: int) -> None:
        self._number, self._parts = number, parts
        self.cases = ExpectedCases(self.has)
        self.balances = ExpectedBalances(self.has)
        self.numbers = ExpectedNumbers()
        self.messages = ExpectedMessages()
        self.policies = ExpectedPolicies()
        self.reversals = ExpectedReversals()
        self.seen = 0
        rest = (self.numbers, self.messages, self.reversals)
        whole = rest if number == 0 else ()
        self._folds = (self.cases, self.balances, self.policies, *whole)
        self.rows: dict[str, tuple[int, Index]] = {}

    def has(self, name: str) -> bool:
        """Whether a case or a balance belongs to this part."""
        return self._parts == 1 or crc32(name.encode()) % self._parts == self._number

    def see(self, entry: Entry) -> None:
        """Fold an entry.  Raises `Corrupt` for one that makes no sense."""
        try:
            for fold in self._folds:
                fold.see(entry)
        except NOT_DECODED:
            raise Corrupt(f"entry {entry.seq}", "what it says cannot be understood") from None
        self.seen = entry.seq
