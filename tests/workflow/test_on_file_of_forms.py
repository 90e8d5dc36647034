"""What a form names is on file: a path may look at the form of the step, beside the document."""

from fbo import Document, Form, Process, State, same
from fbo.front.sales import SALES, SALES_REP
from fbo.testing.shop import Shop
from fbo.workflow.guard import rule
from fbo.workflow.on_file import on_file


class Note(Document):
    text: str = ""


class Mention(Form):
    other: str


def named(note: Note, form: Form | None) -> tuple[str, ...]:
    del note
    return (form.other,) if isinstance(form, Mention) else ()


class Mentioning(Process[Note]):
    others = on_file.every(Note, named)

    @rule("the other note is not empty")
    def other_is_empty(self, form: Mention) -> bool:
        return not self.others[form.other].text

    written = State(SALES, initial=True)
    done = State(final=True)
    mention = written.to(same, by=SALES_REP, takes=Mention, needs=other_is_empty)
    end = written.to(done, by=SALES_REP)

    @mention.then
    def _copy(self, form: Mention) -> Note:
        return self.change(text=self.others[form.other].text + "!")


def test_a_form_names_what_a_rule_and_an_effect_look_at() -> None:
    shop = Shop(processes=(Mentioning,))
    empty, full = shop.company.file(Note()), shop.company.file(Note(text="full"))
    case = shop.company.open(Mentioning, Note(), by=shop.anna)

    assert case.mention.refusals(Mention(other=empty.id), by=shop.anna) == ()
    codes = [reason.code for reason in case.mention.refusals(Mention(other=full.id), by=shop.anna)]
    assert codes == ["other_is_empty"]


def test_the_next_form_names_something_else() -> None:
    shop = Shop(processes=(Mentioning,))
    first, second = shop.company.file(Note()), shop.company.file(Note())
    case = shop.company.open(Mentioning, Note(), by=shop.anna)
    case.mention(Mention(other=first.id), by=shop.anna)

    case.mention(Mention(other=second.id), by=shop.anna)

    assert case.document.text == "!"


def test_what_a_form_names_and_is_not_there_is_refused() -> None:
    shop = Shop(processes=(Mentioning,))
    case = shop.company.open(Mentioning, Note(), by=shop.anna)

    (reason,) = case.mention.refusals(Mention(other="nowhere"), by=shop.anna)

    assert reason.code == "not_on_file"
