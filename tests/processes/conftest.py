"""Tests of the processes begin in a small shop, empty but for its people."""

import pytest

from fbo.testing.shop import Shop


@pytest.fixture
def shop() -> Shop:
    return Shop()
