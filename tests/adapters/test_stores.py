"""Which store a URL means."""

from pathlib import Path

import pytest

from fbo.adapters.memory import MemoryStore
from fbo.adapters.sqlite import SqliteStore
from fbo.adapters.stores import open_store, schemes
from fbo.kernel.errors import InputError


def test_memory_is_a_store_in_memory() -> None:
    assert isinstance(open_store("memory:"), MemoryStore)


def test_three_slashes_are_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    store = open_store("sqlite:///acme%20ltd.db?timeout=7&durability=process")

    assert isinstance(store, SqliteStore)
    assert (tmp_path / "acme ltd.db").exists()
    store.close()


def test_four_slashes_are_an_absolute_path(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/acme.db")

    assert isinstance(store, SqliteStore)
    assert (tmp_path / "acme.db").exists()
    store.close()


def test_the_shipped_schemes_are_among_those_there_are() -> None:
    assert {"memory", "sqlite"} <= set(schemes())


@pytest.mark.parametrize("url", ["acme.db", "oracle://host/acme", "", "Memory:"])
def test_an_unknown_scheme_names_those_there_are(url: str) -> None:
    with pytest.raises(InputError, match=r"memory:.*sqlite:"):
        open_store(url)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:acme.db",
        "sqlite://acme.db",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///acme.db?timeout=soon",
        "sqlite:///acme.db?timeout=-1",
        "sqlite:///acme.db?durability=none",
        "sqlite:///acme.db?synchronous=OFF",
    ],
)
def test_what_is_no_sqlite_url_is_refused(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(InputError):
        open_store(url)

    assert list(tmp_path.iterdir()) == []
