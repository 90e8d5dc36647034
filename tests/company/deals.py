"""A deal: sales promises, engineering checks, the warehouse packs; and they ask each other.

A small process in which work passes to and fro between a front and a back office.
"""

from fbo import (
    BACK,
    CUSTOMER,
    FRONT,
    Actor,
    Agreed,
    Company,
    Department,
    Desk,
    Document,
    Form,
    Id,
    Incomplete,
    Process,
    Role,
    State,
    before,
    business_days,
    business_hours,
    open_states,
    same,
)

SELLING = Department("selling", FRONT)
BUILDING = Department("building", BACK)
COUNTER = Desk("COUNTER", SELLING)
BENCH = Desk("BENCH", BUILDING)
CRATES = Desk("CRATES", BUILDING)
SELLER = Role("SELLER", "a seller", (COUNTER,))
BUILDER = Role("BUILDER", "a builder", (BENCH,))
PACKER = Role("CRATER", "a crater", (CRATES,))

sally = Actor.employee("sally", SELLER)
bob = Actor.employee("bob", BUILDER)
cleo = Actor.employee("cleo", PACKER)
ada = Actor.customer("ada")


class Deal(Document):
    """What is to be built."""

    customer: Id = "ada"
    what: str = ""
    size: str = ""
    answer: str = ""


class Detail(Form):
    """Something that was missing."""

    what: str = ""
    size: str = ""


class Answer(Form):
    """What was asked for."""

    answer: str


class Dealing(Process[Deal]):
    """A deal, from the counter to the crate."""

    # Where it is.
    noted = State(COUNTER, initial=True)
    checked = State(BENCH, within=business_days(2))
    packing = State(CRATES, within=business_days(2))
    delivered = State(at_rest=True)
    dropped = State(final=True)

    # What moves it on.
    note = noted.opens(by=(SELLER, CUSTOMER, BUILDER))
    fill_in = (noted | checked).to(same, by=(SELLER, CUSTOMER), takes=Detail)
    hand_over = noted.to(
        checked,
        by=SELLER,
        checklist=("what",),
        packet=("what", "size"),
        agreed=Agreed(accept=business_hours(1), done=business_days(1)),
    )
    look_at = checked.to(same, by=BUILDER)
    build = checked.to(packing, by=BUILDER, agreed=Agreed(accept=None))
    return_incomplete = (checked | packing).to(
        before(checked), by=(BUILDER, PACKER), takes=Incomplete
    )
    ask_colour = open_states.to(
        same, by=SELLER, asks=BENCH, checklist=("what",), agreed=Agreed(done=business_hours(8))
    )
    say_colour = open_states.to(same, by=BUILDER, takes=Answer, answers=ask_colour)
    deliver = packing.to(delivered, by=PACKER)
    take_back = delivered.to(packing, by=PACKER)
    drop = open_states.to(dropped, by=(SELLER, CUSTOMER))

    # To what effect.
    @fill_in.then
    def _fill_in(self, form: Detail) -> Deal:
        return self.change(what=form.what, size=form.size)

    @say_colour.then
    def _say(self, form: Answer) -> Deal:
        return self.change(answer=form.answer)


def deal(company: Company, what: str = "a table") -> Dealing:
    """A deal that Sally has noted."""
    return company.open(Dealing, Deal(what=what), by=sally)
