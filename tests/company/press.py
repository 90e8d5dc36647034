"""A printing press: small processes to try the engine with, one thing each.

A book opens leaves and reacts to them; a reminder waits; a letter is about a person.
"""

from datetime import timedelta

from fbo import (
    FRONT,
    Company,
    Department,
    Desk,
    Document,
    Form,
    Id,
    Many,
    Personal,
    Process,
    Role,
    State,
    guard,
    hours,
    on_file,
    rule,
    same,
    to_desk,
    to_owner,
    when,
)
from fbo.kernel.people import SYSTEM

PRESS = Department("press", FRONT)
TABLE = Desk("TABLE", PRESS)
EDITOR = Role("EDITOR", "an editor", (TABLE,))
BY = (SYSTEM, EDITOR)


class Note(Document):
    """A few words, and how often something happened to them."""

    indexed = ("topic",)

    text: str = ""
    topic: str = ""
    count: int = 0
    leaves: Many[Id] = ()


class Wish(Form):
    """What is to happen."""

    text: str = ""


@guard("the note is empty", way_out="write something")
def has_text(note: Note) -> bool:
    """Whether there is anything to read."""
    return bool(note.text)


@guard("the note is locked")
def is_open(note: Note) -> bool:
    """Whether anything may be added."""
    return note.topic != "locked"


class Leaf(Process[Note]):
    """A leaf is written, then pressed; it may be torn, which is a fact."""

    blank = State(TABLE, initial=True)
    written = State(TABLE, within=hours(1))
    pressed = State(final=True)
    torn = State(final=True)

    write = blank.to(written, by=BY, needs=has_text)
    press = written.to(pressed, by=BY)
    tear = (blank | written).to(torn, by=BY)

    @write.then
    def _go_on(self) -> None:
        if self.document.text == "at once":
            self.proceed(Leaf.press)


class Book(Process[Note]):
    """A book: two leaves at once, one at a time, leaves of others, and what becomes of them."""

    planned = State(TABLE, initial=True)
    paused = State(TABLE, within=hours(1))
    bound = State(TABLE, within=hours(1))
    closed = State(final=True)

    pause = planned.to(paused, by=EDITOR)
    go_on = paused.to(planned, by=EDITOR)
    bind = planned.to(bound, by=EDITOR)
    add = (planned | bound).to(same, by=EDITOR, takes=Wish)
    press_all = (planned | bound).to(same, by=EDITOR)
    note_one = (planned | bound).to(same, by=SYSTEM, needs=is_open)
    shut = bound.to(closed, by=BY)
    spin = planned.to(same, by=BY)
    proof = bound.to(same, by=BY)
    approve = bound.to(same, by=BY, duties=(proof,))
    proof_and_approve = bound.to(same, by=EDITOR)

    @bind.then
    def _open_two(self) -> None:
        self.open(Leaf, Note(text="at once"), then=Leaf.write)
        self.open(Leaf, Note(text=self.document.text), then=Leaf.write)
        self.proceed(Book.proof)

    @add.then
    def _open_one(self, form: Wish) -> None:
        self.open(Leaf, Note(text=form.text))

    @press_all.then
    def _press_the_leaves(self) -> None:
        for leaf in self.child_ids(Leaf):
            self.take(Leaf.press, leaf)

    @spin.then
    def _spin(self) -> None:
        self.proceed(Book.spin)

    @proof_and_approve.then
    def _launder(self) -> None:
        self.proceed(Book.proof)
        self.proceed(Book.approve)

    @when(Leaf.press)
    def _count_pressed(self, _: Note) -> Note:
        self.proceed(Book.note_one)
        return self.change(count=self.document.count + 1)

    @when(Leaf.tear, while_=planned | bound, apart=True)
    def _mend(self, leaf: Note) -> Note:
        if leaf.text == "impossible":
            self.proceed(Book.note_one)
        if leaf.text == "absurd":
            raise ZeroDivisionError
        return self.change(count=self.document.count + 100)


class Shelf(Process[Note]):
    """A shelf reacts to the books that name it, whoever opened them."""

    empty = State(TABLE, initial=True)
    gone = State(final=True)

    burn = empty.to(gone, by=EDITOR)

    @when(Book.shut, of=lambda book: book.leaves, while_=empty)
    def _count_books(self, _: Note) -> Note:
        return self.change(count=self.document.count + 1)

    @when(Leaf.press, of=lambda leaf: leaf.leaves, while_=empty)
    def _keep_its_topic(self, leaf: Note) -> Note:
        return self.change(topic=leaf.topic)


class Reminder(Process[Note]):
    """A reminder rings at an hour, unless it is put off, answered, or not to be rung."""

    set_up = State(TABLE, initial=True)
    waiting = State(TABLE, within=hours(48))
    rung = State(TABLE, within=hours(1))
    answered = State(final=True)

    start = set_up.to(waiting, by=BY)
    put_off = waiting.to(same, by=EDITOR)
    forget = waiting.to(same, by=EDITOR)
    ring = waiting.to(rung, by=SYSTEM, needs=is_open, tells=to_owner("rung"))
    answer = (waiting | rung).to(answered, by=EDITOR)

    @start.then
    def _wind(self) -> None:
        self.later(Reminder.ring, at=self.now + timedelta(hours=24))

    @put_off.then
    def _wind_again(self) -> None:
        self.later(Reminder.ring, at=self.now + timedelta(hours=48))

    @forget.then
    def _unwind(self) -> None:
        self.later(Reminder.ring, at=None)

    @ring.then
    def _count(self) -> Note:
        if self.document.text == "absurd":
            raise ZeroDivisionError
        return self.change(count=self.document.count + 1)


class Relayed(Process[Note]):
    """A note goes on by itself as soon as its topic is on file and clear."""

    topic_note = on_file.optional(Note, lambda note: note.topic or None)

    @rule("the topic is not clear yet")
    def topic_is_clear(self) -> bool:
        """Whether the topic has been written about."""
        return self.topic_note is not None and bool(self.topic_note.text)

    drafted = State(TABLE, initial=True)
    handed_in = State(TABLE, within=hours(1))
    accepted = State(TABLE, within=hours(1))
    printed = State(final=True)

    hand_in = drafted.to(handed_in, by=BY)
    touch = handed_in.to(same, by=BY)
    accept = handed_in.to(
        accepted, by=SYSTEM, needs=topic_is_clear, as_soon_as=True, tells=to_desk(TABLE, "new")
    )
    print_it = accepted.to(printed, by=SYSTEM, needs=has_text, as_soon_as=True)


class Letter(Document):
    """A letter from a person."""

    unique = ("external_ref",)

    sender: Personal[str] = ""
    address: Personal[str] = ""
    text: str = ""
    external_ref: str | None = None


class Signature(Form):
    """Who signs, and where he lives; what is left out is taken away."""

    sender: str = ""
    address: str = ""


class Writing(Process[Letter]):
    """A letter is signed, perhaps again, and sent."""

    drafted = State(TABLE, initial=True)
    signed = State(TABLE, within=hours(1))
    sent = State(final=True)

    sign = (drafted | signed).to(signed, by=EDITOR, takes=Signature)
    sign_and_seal = (drafted | signed).to(signed, by=EDITOR, takes=Signature)
    seal = signed.to(same, by=BY)
    send = signed.to(sent, by=EDITOR)

    @sign.then
    def _sign(self, form: Signature) -> Letter:
        return self.change(sender=form.sender, address=form.address)

    @sign_and_seal.then
    def _sign_first(self, form: Signature) -> Letter:
        self.proceed(Writing.seal)
        return self.change(sender=form.sender, address=form.address)

    @seal.then
    def _seal(self) -> Letter:
        return self.change(sender="", text="sealed")


class Bell(Process[Note]):
    """A bell tells its owner each time it is struck."""

    hung = State(TABLE, initial=True, within=hours(1))
    gone = State(final=True)

    strike = hung.to(same, by=BY, tells=to_owner("struck"))
    take_down = hung.to(gone, by=BY)


PROCESSES = (Leaf, Book, Shelf, Reminder, Relayed, Writing, Bell)


def types(company: Company, *, after: int = 0) -> list[str]:
    """What the journal says was done, in order."""
    return [entry.type for entry in company.journal(after)]


def commits(company: Company, type_: str) -> int:
    """How many entries of a type the journal has."""
    return types(company).count(type_)
