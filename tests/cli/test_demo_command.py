"""`fbo demo`: what it prints, what it keeps, and what it says when something is there already."""

import json

import pytest
from typer.testing import CliRunner

from fbo.cli.app import app

SMALL = ("demo", "--orders", "6", "--seed", "3")


def run(*words: str):
    return CliRunner().invoke(app, words)


@pytest.fixture
def store(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'demo.db'}"


def test_the_object_it_prints_is_that_of_the_report_with_what_happened(store):
    said = json.loads(run(*SMALL, "--store", store, "--json").stdout)

    happened, _ = said.pop("happened"), said.pop("seconds")
    assert happened["orders"] == said["orders"] == 6
    assert said == json.loads(run("report", "--store", store, "--json").stdout)


def test_it_tells_a_person_of_desks_hand_offs_time_and_the_books():
    said = run(*SMALL, "--store", "memory://")

    assert said.exit_code == 0
    for title in ("The month", "By desk", "Where the time went", "Hand-offs", "Trial balance"):
        assert title in said.output


def test_it_says_where_the_second_month_of_a_store_is(store):
    run(*SMALL, "--store", store)

    said = run(*SMALL, "--store", store)

    assert said.exit_code == 0
    assert "this month is in demo-2" in said.output


def test_it_refuses_a_space_in_which_something_is(store):
    run(*SMALL, "--store", store)

    said = run(*SMALL, "--store", store, "--space", "main")

    assert said.exit_code == 2
    assert "does not mix" in said.output


def test_an_order_too_few_is_no_month():
    assert run("demo", "--orders", "0").exit_code == 2
