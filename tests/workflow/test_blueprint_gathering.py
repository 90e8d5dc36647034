"""Steps that may be taken in many states are drawn once, and a table says in which."""

from notes import CLERK, Note

from fbo.kernel.people import BACK, CUSTOMER, Department, Desk
from fbo.workflow.blueprint import draw, facts_of
from fbo.workflow.blueprint.gathering import ANYWHERE, gathered, widespread
from fbo.workflow.process import Process
from fbo.workflow.state import State, before, same

STORE_ROOM = Desk("STORE_ROOM", Department("store", BACK))


class Errand(Process[Note]):
    """A note is fetched, unless somebody calls it off."""

    wished = State(STORE_ROOM, initial=True)
    looked_for = State(STORE_ROOM)
    seen = State(STORE_ROOM)
    wrapped = State(STORE_ROOM)
    asleep = State(STORE_ROOM)
    given = State(final=True)
    called_off = State(final=True)

    look = wished.to(looked_for, by=CLERK)
    see = looked_for.to(seen, by=CLERK)
    wrap = seen.to(wrapped, by=CLERK)
    give = wrapped.to(given, by=CLERK)
    rest = (wished | looked_for | seen | wrapped).to(asleep, by=CLERK)
    go_on = asleep.to(before(asleep), by=CLERK)
    remark = (wished | looked_for | seen | wrapped).to(same, by=CLERK)
    call_off = (wished | looked_for | seen | wrapped | asleep).to(called_off, by=CUSTOMER)


def words() -> list[str]:
    return [text.words for text in draw(facts_of(Errand)).texts]


def test_a_step_from_many_states_to_one_is_drawn_once():
    assert words().count("Call off") == 2  # below its box, and as what the customer does


def test_a_step_by_which_the_case_stays_in_many_states_is_drawn_once():
    assert words().count("Remark") == 1


def test_a_step_of_few_states_stays_in_their_rows():
    assert [one.step for one in widespread(facts_of(Errand))] == ["rest", "remark", "call_off"]


def test_the_table_names_the_states_of_each():
    assert "wished, looked for, seen, wrapped, asleep" in words()


def test_its_box_stands_below_what_is_open_and_above_the_ends():
    tops = {box.name: box.rect.top for box in draw(facts_of(Errand)).boxes}

    assert tops["asleep"] < tops[ANYWHERE] < tops["given"]


def test_no_step_is_lost():
    found = facts_of(Errand)

    assert {way.step for way in gathered(found).ways} == {way.step for way in found.ways}


def test_a_process_without_such_steps_is_drawn_as_it_is():
    class Short(Process[Note]):
        """A note is fetched."""

        wished = State(STORE_ROOM, initial=True)
        given = State(final=True)
        give = wished.to(given, by=CLERK)

    found = facts_of(Short)

    assert gathered(found) is found
