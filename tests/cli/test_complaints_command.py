"""`fbo replay complaints` and `fbo report complaints`: the same figures, from either."""

import json

import pytest

FILE = """Date received,Submitted via,Date sent to company,Company response,Timely,Complaint ID,Mood
09/12/2016,Web,09/14/2016,Closed,Yes,1,bad
09/12/2016,Web,never,Closed,Yes,2,bad
09/12/2016,Web,09/14/2016,In progress,perhaps,3,bad
"""


@pytest.fixture
def file(tmp_path) -> str:
    path = tmp_path / "complaints.csv"
    path.write_text(FILE, encoding="utf-8")
    return str(path)


@pytest.fixture
def url(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'complaints.db'}?durability=process"


def test_the_report_is_what_the_replay_said(fbo, file, url):
    said = json.loads(fbo("replay", "complaints", file, "--store", url, "--json").stdout)

    told = json.loads(fbo("report", "complaints", "--store", url, "--json").stdout)

    beside = {"rejected", "unread", "seconds"}
    assert told == {name: figure for name, figure in said.items() if name not in beside}
    assert (told["complaints"], told["days_total"], told["timely"]) == (2, 4, 1)


def test_what_was_left_out_and_what_was_not_understood_is_told(fbo, file, url):
    said = json.loads(fbo("replay", "complaints", file, "--store", url, "--json").stdout)

    rejected = [(row["line"], row["reason"]) for row in said["rejected"]]
    assert rejected == [(3, "date_sent_to_company 'never' is no day such as 09/24/2019")]
    assert [row["reason"] for row in said["unread"]] == [
        "column 'Mood' is unknown",
        "timely_response 'perhaps' is neither yes nor no",
    ]


def test_a_person_sees_how_complaints_were_answered(fbo, file, url):
    said = fbo("replay", "complaints", file, "--store", url)

    assert "How they were answered" in said.stdout
    assert "1 rows were left out" in said.stdout


def test_strict_ends_with_one_where_a_row_was_left_out(fbo, file, url):
    assert fbo("replay", "complaints", file, "--store", url, "--strict").exit_code == 1


def test_a_file_that_is_not_there_is_named(fbo, url):
    said = fbo("replay", "complaints", "nowhere.csv", "--store", url)

    assert said.exit_code == 2
    assert "nowhere.csv is missing" in said.stderr
