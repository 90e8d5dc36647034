"""`fbo handoffs`: what it prints for a person, and the object it prints for a program."""

import json
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from fbo.cli.app import app


def run(*words: str):
    return CliRunner().invoke(app, words)


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}"
    assert run("demo", "--orders", "12", "--seed", "3", "--store", url).exit_code == 0
    return url


def test_a_person_sees_the_pairs_of_desks_and_where_the_time_went(store):
    said = run("handoffs", "--store", store)

    assert said.exit_code == 0
    for words in ("Where the time went", "Front office", "CREDIT_CONTROL", "crosses the line"):
        assert words in said.output


def test_a_program_gets_one_object(store):
    said = json.loads(run("handoffs", "--store", store, "--json").stdout)

    assert said.keys() == {"as_of", "time", "handoffs"}
    pairs = {(pair["from"], pair["to"]): pair for pair in said["handoffs"]["pairs"]}
    assert pairs["SALES", "CREDIT_CONTROL"]["crosses_line"]
    assert pairs["SALES", "CREDIT_CONTROL"]["count"] == 12
    assert sum(pair["count"] for pair in pairs.values()) == said["handoffs"]["count"]


@pytest.mark.parametrize("kind", ["calendar", "working"])
def test_the_holders_add_up_to_the_whole(store, kind):
    time = json.loads(run("handoffs", "--store", store, "--json").stdout)["time"][kind]

    parts = [Decimal(seconds) for holder, seconds in time.items() if holder != "elapsed"]

    assert sum(parts) == Decimal(time["elapsed"])
    assert len(parts) == 4


def test_the_report_has_the_same_figures(store):
    report = json.loads(run("report", "--store", store, "--json").stdout)

    assert report["offices"] == json.loads(run("handoffs", "--store", store, "--json").stdout)


def test_where_there_is_no_store_it_says_what_to_do(tmp_path):
    said = run("handoffs", "--store", f"sqlite:///{tmp_path / 'none.db'}")

    assert said.exit_code == 3
    assert "fbo demo" in said.output
