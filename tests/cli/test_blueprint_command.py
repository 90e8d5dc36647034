"""`fbo blueprint`: a picture in a file, an object for programs, help where none can be drawn."""

import json
from xml.etree import ElementTree as ET

import pytest


@pytest.fixture
def picture(tmp_path):
    return tmp_path / "order.svg"


def test_a_process_is_drawn_in_a_file(fbo, picture):
    said = fbo("blueprint", "order-to-cash", "-o", str(picture))

    assert said.exit_code == 0
    drawn = ET.fromstring(picture.read_text(encoding="utf-8"))  # noqa: S314  it is our own
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"


def test_a_process_is_drawn_as_a_page(fbo, tmp_path):
    page = tmp_path / "order.html"

    assert fbo("blueprint", "OrderToCash", "-o", str(page)).exit_code == 0
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_with_json_the_lanes_states_steps_and_hand_offs_are_told(fbo, picture):
    said = fbo("blueprint", "OrderToCash", "-o", str(picture), "--json")

    told = json.loads(said.stdout)
    assert told["lanes"][0]["title"] == "Sales"
    assert told["states"][0]["name"] == "drafted"
    assert told["steps"][0]["step"] == "draft"
    assert told["hand_offs"][0]["agreed"].startswith("accept within 1 business hour")
    assert told["file"] == str(picture)
    assert said.stderr == ""


def test_with_a_store_it_is_told_how_long_hand_offs_took(fbo, store, picture):
    said = fbo("blueprint", "OrderToCash", "-o", str(picture), "--store", store, "--json")

    measured = [row["measured"] for row in json.loads(said.stdout)["hand_offs"] if row["measured"]]
    assert measured
    assert "took" in picture.read_text(encoding="utf-8")


def test_a_store_that_is_not_there_is_told_and_nothing_is_drawn(fbo, tmp_path, picture):
    store = f"sqlite:///{tmp_path / 'none.db'}"

    assert fbo("blueprint", "OrderToCash", "-o", str(picture), "--store", store).exit_code == 3
    assert not picture.exists()


def test_a_process_nobody_runs_is_named_with_those_there_are(fbo, picture):
    said = fbo("blueprint", "PlanToProduce", "-o", str(picture))

    assert said.exit_code == 2
    assert "Shipping" in said.stderr


def test_a_file_that_cannot_be_written_is_told(fbo, tmp_path):
    said = fbo("blueprint", "Shipping", "-o", str(tmp_path / "nowhere" / "order.svg"), "--json")

    assert said.exit_code == 2
    assert "cannot be written" in json.loads(said.stdout)["error"]["message"]


def test_a_picture_of_another_kind_is_asked_for_wrongly(fbo, tmp_path):
    said = fbo("blueprint", "Shipping", "-o", str(tmp_path / "order.png"))

    assert said.exit_code == 2
    assert "FILE.svg or FILE.html" in said.stderr
