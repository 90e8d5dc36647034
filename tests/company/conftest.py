"""Tests of the company begin in a small shop, or in a small printing press."""

import sys
from pathlib import Path

import pytest

from fbo import Actor, Company
from fbo.testing.shop import Shop

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def press(shop_of_press: Shop) -> Company:
    return shop_of_press.company


@pytest.fixture
def shop_of_press() -> Shop:
    from press import PROCESSES

    return Shop(processes=PROCESSES)


@pytest.fixture
def edna(press: Company) -> Actor:
    from press import EDITOR

    return press.hire("Edna", EDITOR)
