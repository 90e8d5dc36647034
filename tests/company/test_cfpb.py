"""The agency's file of complaints: every edition is read, and what cannot be is told by line."""

from datetime import date

import pytest

from fbo.company.importing.cfpb import COLUMNS, known_as, read_complaints
from fbo.kernel.errors import InputError

HEAD = (
    "Date received,Product,Issue,Company,Submitted via,Date sent to company,"
    "Company response to consumer,Timely response?,Consumer disputed?,Complaint ID"
)
GOOD = "09/12/2016,Mortgage,Late fees,Acme Bank,Web,09/14/2016,Closed with explanation,Yes,,2105582"


@pytest.fixture
def file(tmp_path):
    """Writes a file of these lines under a header, and reads it."""

    def read(*lines: str, head: str = HEAD):
        path = tmp_path / "complaints.csv"
        path.write_text("\n".join((head, *lines, "")), encoding="utf-8")
        return read_complaints(path)

    return read


def reasons(rejected) -> list[tuple[int, str]]:
    return [(one.line, one.reason) for one in rejected]


def test_a_row_says_when_it_came_when_it_went_on_and_what_was_answered(file):
    (row,) = file(GOOD).complaints

    assert (row.id, row.received, row.sent) == ("2105582", date(2016, 9, 12), date(2016, 9, 14))
    assert (row.response, row.timely, row.disputed) == ("Closed with explanation", True, None)


@pytest.mark.parametrize(
    "written", ["09/12/2016", "9/12/2016", "09/12/16", "2016-09-12", "2016-09-12T23:00:00-05:00"]
)
def test_a_day_is_read_as_any_edition_writes_it(file, written):
    (row,) = file(GOOD.replace("09/12/2016", written)).complaints

    assert row.received == date(2016, 9, 12)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Yes", True), ("y", True), ("TRUE", True), ("1", True), ("No", False), ("false", False)],
)
def test_yes_and_no_are_read_as_any_edition_writes_them(file, written, meant):
    (row,) = file(GOOD.replace(",Yes,", f",{written},")).complaints

    assert row.timely is meant


@pytest.mark.parametrize("blank", ["", "N/A", "None"])
def test_a_blank_is_neither_yes_nor_no(file, blank):
    (row,) = file(GOOD.replace(",Yes,", f",{blank},")).complaints

    assert row.timely is None


@pytest.mark.parametrize(
    ("spelt", "ours"),
    [
        ("Timely response?", "timely_response"),
        ("timely", "timely_response"),
        ("Company response", "company_response"),
        ("COMPANY RESPONSE TO CONSUMER", "company_response"),
        ("complaint_what_happened", "narrative"),
        ("Consumer complaint narrative", "narrative"),
        ("ZIP code", "zip_code"),
    ],
)
def test_a_column_is_known_by_any_of_its_spellings(spelt, ours):
    assert known_as(spelt) == ours
    assert ours in COLUMNS


def test_the_names_of_the_agencys_service_do_as_well(file):
    head = "date_received,date_sent_to_company,company_response,timely,complaint_id"

    (row,) = file("2016-09-12,2016-09-14,Closed,Yes,7", head=head).complaints

    assert (row.id, row.response, row.disputed) == ("7", "Closed", None)


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (GOOD.replace("2105582", ""), "has no complaint id"),
        (GOOD.replace("09/12/2016", "13/12/2016"), "'13/12/2016' is no day such as 09/24/2019"),
        (GOOD.replace("09/14/2016", "soon"), "'soon' is no day such as 09/24/2019"),
        (GOOD.replace("09/14/2016", ""), "date_sent_to_company is missing"),
        (GOOD + ",more", "has 11 columns, the header has 10"),
    ],
)
def test_a_bad_row_is_left_out_with_its_line_and_reason(file, bad, why):
    found = file(GOOD.replace("2105582", "1"), bad)

    assert [row.id for row in found.complaints] == ["1"]
    assert [(line, why in reason) for line, reason in reasons(found.rejected)] == [(3, True)]


def test_an_id_seen_before_is_rejected_and_the_first_row_stays(file):
    found = file(GOOD, GOOD.replace("Web", "Phone"))

    assert [row.submitted_via for row in found.complaints] == ["Web"]
    assert reasons(found.rejected) == [(3, "complaint 2105582 is there already")]


def test_a_word_that_an_edition_breaks_over_lines_stands_on_one(file):
    found = file(GOOD.replace("Late fees", '"Late\r\n  fees"'))

    assert ([row.issue for row in found.complaints], found.rejected) == (["Late fees"], ())


def test_what_is_longer_than_any_value_is_left_out_for_that(file):
    found = file(GOOD.replace("Late fees", "x" * 140_000))

    assert reasons(found.rejected) == [(2, "has a value that is too long")]


def test_a_file_of_nothing_is_said_to_be_empty(tmp_path):
    empty = tmp_path / "complaints.csv"
    empty.write_text("\n")

    with pytest.raises(InputError, match="is empty"):
        read_complaints(empty)


def test_a_folder_is_said_to_be_none(tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        read_complaints(tmp_path)


def test_an_answer_that_nobody_knows_is_kept_and_reported(file):
    found = file(GOOD.replace("Closed with explanation", "Closed with a smile"))

    assert [row.response for row in found.complaints] == ["Closed with a smile"]
    assert reasons(found.unread) == [
        (2, "company_response 'Closed with a smile' is no answer that the agency knows")
    ]


def test_a_column_that_nobody_knows_is_reported_once(file):
    found = file(GOOD + ",red", GOOD.replace("2105582", "1") + ",blue", head=HEAD + ",Colour")

    assert len(found.complaints) == 2
    assert reasons(found.unread) == [(1, "column 'Colour' is unknown")]


def test_a_file_that_has_a_column_twice_is_not_begun(file):
    with pytest.raises(InputError, match="'timely' is 'Timely response\\?' again"):
        file(GOOD + ",No", head=HEAD + ",timely")


def test_a_file_without_ids_is_not_begun(file):
    with pytest.raises(InputError, match="the column complaint_id is missing"):
        file(GOOD.rpartition(",")[0], head=HEAD.rpartition(",")[0])


def test_a_row_may_be_sent_before_it_was_received(file):
    (row,) = file(GOOD.replace("09/14/2016", "09/10/2016")).complaints

    assert row.waited.days == -2
