"""A state machine that tries the laws of a book: double entry, floors, holds, reversals, ids.

`machine_from_book(Book)` gives a hypothesis machine for any class that behaves like
`fbo.workflow.books.Book`.  It keeps its own account of what it asked, in the plainest way, and says
before each act what the book must answer.  One commodity and few accounts: random acts would
otherwise hardly ever fund an account before drawing on it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import ClassVar, Final, TypeAlias, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from fbo.kernel.errors import (
    AlreadyReversed,
    FboError,
    HoldClosed,
    IdempotencyMismatch,
    Insufficient,
    Unbalanced,
    UnknownAccount,
)
from fbo.workflow.books import Book, Hold, Posted
from fbo.workflow.entries import Chart, Entry, Leg

T = TypeVar("T")
New: TypeAlias = MultipleResults[T] | T
"""What a rule adds to its bundle, if anything."""

CHART: Final = Chart("goods", {"supplier": None, "shelf": 0, "bin": 0, "truck": -3})
LAMP: Final = "LAMP"
SUPPLIER: Final = "supplier"
FLOORED: Final = ("shelf", "bin/1", "truck")
DAYS: Final = tuple(date(2026, 3, day) for day in range(1, 5))

_accounts = st.sampled_from(FLOORED)
_few = st.integers(1, 6)
_days = st.sampled_from(DAYS)
_reasons = st.sampled_from((None, None, None, "the controller allowed it"))


class BookMachine(RuleBasedStateMachine):
    """Fund, draw, hold, settle, void, reverse, repeat; the laws hold after each of them."""

    book_class: ClassVar[type[Book]] = Book
    posts: Bundle[Posted] = Bundle("posts")
    taken: Bundle[Hold] = Bundle("taken")

    def __init__(self) -> None:
        super().__init__()
        self.book = self.book_class(CHART)
        self.asked: list[tuple[date, tuple[Leg, ...]]] = []
        self.open: dict[str, Hold] = {}
        self.reversed: set[str] = set()
        self.excused: dict[str, int] = {}
        self.as_known: list[dict[str, int]] = [self._balances()]
        self.numbers = 0

    # --- the acts ------------------------------------------------------------------------------

    @initialize(target=posts, quantity=st.integers(4, 10))
    def begin(self, quantity: int) -> Posted:
        """Something is there to begin with."""
        return self._must(self._post(_moving(SUPPLIER, "shelf", quantity), DAYS[0], None))

    @rule(target=posts, account=_accounts, quantity=st.integers(1, 10), on=_days)
    def fund(self, account: str, quantity: int, on: date) -> Posted:
        """Put something in; that is never refused."""
        return self._must(self._post(_moving(SUPPLIER, account, quantity), on, None))

    @rule(target=posts, account=_accounts, quantity=_few, on=_days, reason=_reasons)
    def draw(self, account: str, quantity: int, on: date, reason: str | None) -> "New[Posted]":
        """Take something out."""
        return _or_none(self._post(_moving(account, SUPPLIER, quantity), on, reason))

    @rule(target=posts, first=_few, second=_few, on=_days)
    def gather(self, first: int, second: int, on: date) -> "New[Posted]":
        """Take from two accounts at once: all of it, or nothing."""
        legs = (
            Leg("bin/1", LAMP, -first),
            Leg("truck", LAMP, -second),
            Leg("shelf", LAMP, first + second),
        )
        return _or_none(self._post(legs, on, None))

    @rule(
        target=taken,
        account=_accounts,
        to=st.sampled_from((SUPPLIER, "bin/2")),
        quantity=_few,
        expires=st.none() | _days,
        reason=_reasons,
    )
    def hold(
        self, account: str, to: str, quantity: int, expires: date | None, reason: str | None
    ) -> "New[Hold]":
        """Promise something."""
        legs = _moving(account, to, quantity)
        entry = Entry("goods", legs, id=self._next("h"))
        wanted = None if reason or self._can_take(legs) else Insufficient
        hold = self._try(
            lambda: self.book.hold(entry, name=entry.id, expires=expires, below_floor=reason),
            wanted,
        )
        if hold is not None:
            self.open[hold.name] = hold
            self._excuse(legs, reason)
        return _or_none(hold)

    @rule(target=posts, hold=taken, on=_days, quantity=st.none() | _few)
    def settle(self, hold: Hold, on: date, quantity: int | None) -> "New[Posted]":
        """Keep a promise, all of it or a part."""
        held = hold.entry.legs[1].quantity
        wanted: type[FboError] | None = None
        if hold.name not in self.open or (hold.expires is not None and on > hold.expires):
            wanted = HoldClosed
        elif quantity is not None and quantity > held:
            wanted = Insufficient
        posted = self._try(lambda: self.book.settle(hold, on=on, quantity=quantity), wanted)
        if posted is not None:
            del self.open[hold.name]
            source, target = (leg.account for leg in hold.entry.legs)
            self.asked.append((on, _moving(source, target, quantity or held)))
        return _or_none(posted)

    @rule(hold=taken)
    def void(self, hold: Hold) -> None:
        """Drop a promise."""
        wanted = None if hold.name in self.open else HoldClosed
        self._try(lambda: self.book.void(hold), wanted)
        self.open.pop(hold.name, None)

    @rule(target=posts, posted=posts, on=_days)
    def reverse(self, posted: Posted, on: date) -> "New[Posted]":
        """Take an entry back."""
        mirror = tuple(replace(leg, quantity=-leg.quantity) for leg in posted.entry.legs)
        wanted: type[FboError] | None = None
        if posted.id in self.reversed:
            wanted = AlreadyReversed
        elif not self._can_take(mirror):
            wanted = Insufficient
        reversal = self._try(lambda: self.book.reverse(posted.id, on=on), wanted)
        if reversal is not None:
            _same("the legs of the reversal", reversal.entry.legs, mirror)
            self.reversed.add(posted.id)
            self.asked.append((on, mirror))
        return _or_none(reversal)

    @rule(posted=posts)
    def post_again(self, posted: Posted) -> None:
        """The same entry with the same id is the first one."""
        wanted = IdempotencyMismatch if posted.settles else None
        before = self._sight()
        again = self._try(
            lambda: self.book.post(posted.entry, below_floor=posted.below_floor), wanted
        )
        if again is not None:
            _same("the entry posted again", again, posted)
        _same("the book after an entry posted again", self._sight(), before)

    @rule(hold=taken)
    def hold_again(self, hold: Hold) -> None:
        """The same hold with the same id is the first one, open or not."""
        before = self._sight()
        again = self.book.hold(
            hold.entry, name=hold.name, expires=hold.expires, below_floor=hold.below_floor
        )
        _same("the hold taken again", again, hold)
        _same("the book after a hold taken again", self._sight(), before)

    @rule(posted=posts)
    def post_otherwise(self, posted: Posted) -> None:
        """Another entry under an id that was used is refused."""
        other = replace(posted.entry, legs=_moving(SUPPLIER, "bin/3", 1))
        self._try(lambda: self.book.post(other), IdempotencyMismatch)

    @rule(account=_accounts, quantity=_few)
    def post_half(self, account: str, quantity: int) -> None:
        """An entry that does not balance is refused, and so is an account nobody knows."""
        half = Entry("goods", (Leg(account, LAMP, quantity), Leg(SUPPLIER, LAMP, -quantity - 1)))
        self._try(lambda: self.book.post(half), Unbalanced)
        lost = Entry("goods", _moving(SUPPLIER, "moon", quantity))
        self._try(lambda: self.book.post(lost), UnknownAccount)

    # --- the laws ------------------------------------------------------------------------------

    @invariant()
    def every_entry_sums_to_zero(self) -> None:
        """L1."""
        for posted in self.book.posted:
            _same(f"the sum of {posted.id}", sum(leg.quantity for leg in posted.entry.legs), 0)

    @invariant()
    def all_accounts_sum_to_zero(self) -> None:
        """L2, for what is there; what is held sums to zero as its entries do."""
        _same("the sum of all accounts", sum(self._balances().values()), 0)

    @invariant()
    def balances_are_the_sums_of_what_was_posted(self) -> None:
        """L3, now, as of each day, and as known after each act."""
        for account in _ALL:
            _same(f"the balance of {account}", self._balances()[account], self._sum(account))
            for day in DAYS:
                seen = self.book.balance(account, LAMP, on=day)
                _same(f"{account} on {day}", seen, self._sum(account, day))
        self.as_known.extend([self._balances()] * (self.book.act + 1 - len(self.as_known)))
        for act, known in enumerate(self.as_known):
            then = {a: self.book.balance(a, LAMP, known_at=act) for a in _ALL}
            _same(f"the balances known after act {act}", then, known)

    @invariant()
    def what_is_available_is_what_nobody_holds(self) -> None:
        """L4 and L5: above the floor, but where a reason was given; holds are those open."""
        _same("the open holds", dict(self.book.holds), self.open)
        for account in FLOORED:
            available = self.book.available(account, LAMP)
            _same(f"available in {account}", available, self._available(account))
            lowest = min(_floor(account), self.excused.get(account, _floor(account)))
            if available < lowest:
                raise AssertionError(f"{account} is at {available}, below {lowest}")

    # --- what the machine knows ----------------------------------------------------------------

    def _post(self, legs: tuple[Leg, ...], on: date, reason: str | None) -> Posted | None:
        entry = Entry("goods", legs, on, id=self._next("e"))
        wanted = None if reason or self._can_take(legs) else Insufficient
        posted = self._try(lambda: self.book.post(entry, below_floor=reason), wanted)
        if posted is not None:
            _same("the entry posted", posted.entry, entry)
            self.asked.append((on, legs))
            self._excuse(legs, reason)
        return posted

    def _try(self, act: Callable[[], T], wanted: type[FboError] | None) -> T | None:
        """Do it; it must be refused with `wanted`, and then has changed nothing, or be done."""
        before = self._sight()
        try:
            done = act()
        except FboError as error:
            _same("the refusal", type(error), wanted)
            _same("the book after a refusal", self._sight(), before)
            return None
        _same("the answer: done, where a refusal was due", None, wanted)
        return done

    def _must(self, posted: Posted | None) -> Posted:
        if posted is None:
            raise AssertionError("putting something in was refused")
        return posted

    def _sight(self) -> object:
        available = {account: self.book.available(account, LAMP) for account in _ALL}
        return (
            self.book.act,
            self.book.posted,
            dict(self.book.holds),
            self._balances(),
            available,
        )

    def _balances(self) -> dict[str, int]:
        return {account: self.book.balance(account, LAMP) for account in _ALL}

    def _sum(self, account: str, on: date = DAYS[-1]) -> int:
        return sum(
            leg.quantity
            for day, legs in self.asked
            for leg in legs
            if leg.account == account and day <= on
        )

    def _available(self, account: str) -> int:
        held = sum(
            leg.quantity
            for hold in self.open.values()
            for leg in hold.entry.legs
            if leg.account == account and leg.quantity < 0
        )
        return self._sum(account) + held

    def _can_take(self, legs: tuple[Leg, ...]) -> bool:
        return all(
            self._available(leg.account) + leg.quantity >= _floor(leg.account)
            for leg in legs
            if leg.quantity < 0 and leg.account != SUPPLIER
        )

    def _excuse(self, legs: tuple[Leg, ...], reason: str | None) -> None:
        for leg in legs if reason else ():
            low = self.excused.get(leg.account, 0)
            self.excused[leg.account] = min(low, self._available(leg.account))

    def _next(self, letter: str) -> str:
        self.numbers += 1
        return f"{letter}{self.numbers}"


def machine_from_book(book: type[Book]) -> type[BookMachine]:
    """A machine that tries the laws of books on this class.

    Use it as `TestBook = machine_from_book(Book).TestCase`.
    """
    return type(f"{book.__name__}Machine", (BookMachine,), {"book_class": book})


_ALL = (SUPPLIER, *FLOORED, "bin/2", "bin/3")


def _floor(account: str) -> int:
    return CHART.floor(account) or 0


def _moving(source: str, target: str, quantity: int) -> tuple[Leg, ...]:
    return (Leg(source, LAMP, -quantity), Leg(target, LAMP, quantity))


def _or_none(done: T | None) -> "New[T]":
    none: MultipleResults[T] = multiple()
    return none if done is None else done


def _same(what: str, got: object, wanted: object) -> None:
    if got != wanted:
        raise AssertionError(f"{what}: {got!r}, not {wanted!r}")
