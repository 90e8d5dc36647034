"""The SQLite store keeps the store contract."""

from pathlib import Path

import pytest

from fbo.testing import SqliteFactory, StoreContract, StoreFactory


class TestSqliteStore(StoreContract):
    @pytest.fixture
    def store_factory(self, tmp_path: Path) -> StoreFactory:
        return SqliteFactory(tmp_path)
