"""Tests of the command line begin with a small history in a store."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[1] / "company"))


@pytest.fixture
def fbo():
    """Runs the command with these words, and gives back what it said."""
    from fbo.cli.app import app

    return lambda *words: CliRunner().invoke(app, words)


@pytest.fixture
def folder(tmp_path):
    from folder import Folder

    return Folder(tmp_path)


@pytest.fixture
def store(tmp_path, folder, fbo) -> str:
    """A store with the folder's history."""
    url = f"sqlite:///{tmp_path / 'acme.db'}?durability=process"
    assert fbo("replay", "northwind", str(folder.path), "--store", url, "--json").exit_code == 0
    return url
