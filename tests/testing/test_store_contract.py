"""The store contract is whole: each of its numbers has a test, whose name says what it holds."""

import inspect
import re
import subprocess
import sys

import pytest

import fbo.testing
from fbo.testing import StoreContract

NUMBERED = {
    *(f"T{n:02}" for n in range(1, 62)),
    *(f"M{n:02}" for n in range(1, 16)),
    *(f"I{n:02}" for n in range(1, 6)),
    *(f"G{n:02}" for n in range(1, 12)),
}


def numbered() -> dict[str, str]:
    return {
        name: inspect.getdoc(test) or ""
        for name, test in inspect.getmembers(StoreContract, inspect.isfunction)
        if name.startswith("test_")
    }


def test_every_number_of_the_contract_has_a_test() -> None:
    numbers = {doc[:3] for doc in numbered().values()}

    assert numbers == NUMBERED


def test_every_test_of_the_contract_begins_with_its_number_and_is_a_sentence() -> None:
    sentence = re.compile(r"[TMIG]\d\d [A-Z0-9`].*[.)]", re.DOTALL)

    assert [name for name, doc in numbered().items() if not sentence.fullmatch(doc)] == []


def test_what_the_testing_room_offers_can_be_had() -> None:
    assert all(getattr(fbo.testing, name) is not None for name in fbo.testing.__all__)


def test_what_the_testing_room_does_not_offer_is_an_attribute_error() -> None:
    assert not hasattr(fbo.testing, "MongoContract")


@pytest.mark.parametrize("name", ["strategies", "StoreContract", "company_machine"])
def test_without_the_extra_the_testing_room_says_what_to_install(name: str) -> None:
    hidden = "import sys; sys.modules['pytest'] = sys.modules['hypothesis'] = None; "

    ended = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", hidden + f"from fbo.testing import {name}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert 'must be installed: pip install "fbo[testing]"' in ended.stderr
