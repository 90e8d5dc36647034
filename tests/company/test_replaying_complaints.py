"""The agency's complaints, replayed: how far each goes, whose word is whose, and that once."""

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fbo import Company, ComplaintToResolution, Remedying, SettableClock
from fbo.adapters.memory import MemoryStore
from fbo.company.importing.cfpb import read_complaints
from fbo.company.importing.replaying_complaints import replay_complaints
from fbo.company.reporting.complaint_figures import complaint_report
from fbo.company.reporting.projections import entries_of
from fbo.company.verifying.verify import verify
from fbo.kernel.errors import InputError
from fbo.ports.storage import Batch, Sealed

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "cfpb" / "cfpb_bkreis84_349.csv"
HEAD = (
    "Date received,Product,Issue,State,ZIP code,Submitted via,Date sent to company,"
    "Company response to consumer,Timely response?,Consumer disputed?,Complaint ID"
)


def row(id_: str, answer: str, *, disputed="", timely="Yes", came="09/12/2016", sent="") -> str:
    words = (came, "Mortgage", "Late fees", "TX", "770XX", "Phone", sent or came)
    return ",".join((*words, answer, timely, disputed, id_))


ANN = row("1", "Closed with explanation")
BEA = row("2", "Closed", disputed="Yes", sent="09/14/2016")
CAL = row("3", "In progress", timely="")
DAN = row("4", "Closed with monetary relief", came="09/13/2016")
EVE = row("5", "Closed with non-monetary relief", disputed="Yes", timely="No")
FAY = row("6", "Untimely response", came="09/16/2016", sent="09/14/2016")
ALL = (ANN, BEA, CAL, DAN, EVE, FAY)


@pytest.fixture
def file(tmp_path):
    """Writes a file of these rows, and reads it."""

    def read(*rows: str, head: str = HEAD):
        path = tmp_path / "complaints.csv"
        path.write_text("\n".join((head, *rows, "")), encoding="utf-8")
        return read_complaints(path).complaints

    return read


def replayed(complaints, store=None) -> Company:
    clock = SettableClock(datetime(1990, 1, 1, tzinfo=UTC))
    company = Company(store or MemoryStore(), clock=clock)
    replay_complaints(company, complaints, clock)
    return company


def figures(company: Company):
    return complaint_report(entries_of(company.store))


def complaint(company: Company, id_: str) -> ComplaintToResolution:
    (found,) = company.find(ComplaintToResolution, external_ref=f"cfpb:{id_}")
    return found


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (ANN, "closed"),
        (BEA, "under_review"),
        (CAL, "under_investigation"),
        (DAN, "closed"),
        (EVE, "under_investigation"),
        (FAY, "under_investigation"),
    ],
)
def test_a_complaint_goes_as_far_as_the_file_says(file, told, state):
    company = replayed(file(told))

    assert complaint(company, told.rpartition(",")[2]).state.name == state


def test_it_comes_on_the_day_of_receipt_and_is_worked_on_the_day_it_was_sent(file):
    came, *worked = complaint(replayed(file(BEA)), "2").history

    assert came.at[:10] == "2016-09-12"
    assert {line.at[:10] for line in worked} == {"2016-09-14"}


def test_what_was_sent_before_it_came_is_worked_when_it_has_come(file):
    history = complaint(replayed(file(FAY)), "6").history

    assert {line.at[:10] for line in history} == {"2016-09-16"}


def test_relief_is_a_proposal_accepted_and_one_remedy(file):
    company = replayed(file(DAN))

    case = complaint(company, "4")
    (remedy,) = company.find(Remedying, complaint=case.id)
    assert (case.document.outcome, case.document.accepted) == ("upheld", 1)
    assert (remedy.state.name, remedy.document.what.kind) == ("done", "relief")
    assert remedy.document.what.amount is None


def test_without_relief_nothing_was_upheld(file):
    case = complaint(replayed(file(ANN)), "1")

    assert case.document.outcome == "not_upheld"
    assert case.document.offers == ()


def test_the_agencys_word_stands_beside_our_own(file):
    case = complaint(replayed(file(BEA)), "2")

    assert case.document.agency.timely is True
    assert case.clocks["ack"].breached_at is not None


def test_the_figures_are_those_of_the_file(file):
    told = figures(replayed(file(*ALL)))

    named = ("complaints", "timely", "untimely", "disputed", "in_progress", "days_total")
    assert [told[name] for name in named] == [6, 4, 1, 2, 1, 0]
    assert told["sent_before_received"] == 1
    assert told["by_response"]["Closed with explanation"] == 1


def test_a_figure_that_the_file_cannot_give_is_absent(file):
    head = "Date received,Complaint ID"

    told = figures(replayed(file("09/12/2016,7", head=head)))

    assert told["complaints"] == 1
    assert {"timely", "untimely", "disputed", "in_progress", "by_response"} & set(told) == set()
    assert {"days_total", "sent_before_received"} & set(told) == set()


def test_a_second_run_does_nothing(file):
    store, complaints = MemoryStore(), file(*ALL)
    first = len(replayed(complaints, store).journal(limit=1000))

    again = replayed(complaints, store)

    assert len(again.journal(limit=1000)) == first


def test_more_rows_are_added_to_those_that_are_there(file):
    store = MemoryStore()
    replayed(file(ANN, BEA), store)

    told = figures(replayed(file(*ALL), store))

    assert told == figures(replayed(file(*ALL)))


def test_what_was_told_first_stands(file):
    store = MemoryStore()
    replayed(file(CAL), store)

    again = replayed(file(CAL.replace("In progress", "Closed")), store)

    assert figures(again)["by_response"] == {"In progress": 1}
    assert complaint(again, "3").state.name == "under_investigation"


def test_what_is_kept_is_what_the_journal_says(file):
    company = replayed(file(*ALL))

    assert verify(company.store).first_fault is None


def test_a_company_of_another_clock_is_not_replayed_in(file):
    with pytest.raises(InputError, match="must run by the clock"):
        replay_complaints(Company(), file(ANN), SettableClock(datetime(2016, 1, 1, tzinfo=UTC)))


class StruckError(BaseException):
    """The process is gone."""


class Mortal(MemoryStore):
    """A store that strikes its caller dead after so many commits."""

    left = 0

    def commit(self, batch: Batch) -> Sealed:
        sealed = super().commit(batch)
        self.left -= 1
        if self.left == 0:
            raise StruckError
        return sealed


@pytest.mark.parametrize("commits", range(1, 60, 4))
def test_a_replay_that_was_struck_dead_goes_on_where_it_was(file, commits):
    store, complaints = Mortal(), file(*ALL)
    store.left = commits
    with suppress(StruckError):
        replayed(complaints, store)

    told = figures(replayed(complaints, store))

    assert told == figures(replayed(complaints))


@pytest.mark.skipif(not DATA.is_file(), reason="../shared/data is absent")
def test_the_real_file_has_its_headline_figures():
    found = read_complaints(DATA)

    told = figures(replayed(found.complaints))

    named = ("complaints", "timely", "untimely", "disputed", "in_progress", "days_total")
    assert (found.rejected, found.unread) == ((), ())
    assert [told[name] for name in named] == [349, 349, 0, 41, 69, 71]
    assert told["sent_before_received"] == 0
    assert told["by_response"] == {
        "Closed": 6,
        "Closed with explanation": 239,
        "Closed with monetary relief": 5,
        "Closed with non-monetary relief": 30,
        "In progress": 69,
    }
