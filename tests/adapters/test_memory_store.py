"""The memory store keeps the store contract."""

import pytest

from fbo.testing import MemoryFactory, StoreContract, StoreFactory


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store_factory(self) -> StoreFactory:
        return MemoryFactory()
