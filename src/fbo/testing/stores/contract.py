"""The store contract, whole: what every store behind `StorePort` must pass."""

from fbo.testing.stores.atomicity import Atomicity
from fbo.testing.stores.claims import Claims
from fbo.testing.stores.groups import FailingGroups, Groups
from fbo.testing.stores.histories import Histories
from fbo.testing.stores.index_values import IndexValues
from fbo.testing.stores.journal import Journal
from fbo.testing.stores.moves import Moves
from fbo.testing.stores.scanning import Scanning
from fbo.testing.stores.surviving import Surviving
from fbo.testing.stores.versions import Failing, Versions


class StoreContract(
    Atomicity,
    Versions,
    Failing,
    Journal,
    Scanning,
    Claims,
    Histories,
    Surviving,
    Moves,
    IndexValues,
    Groups,
    FailingGroups,
):
    """Subclass it in a test file and give it a fixture `store_factory`.

        class TestAcmeStore(StoreContract):
            @pytest.fixture
            def store_factory(self, tmp_path: Path) -> StoreFactory:
                return AcmeFactory(tmp_path)

    Each test is a sentence of the contract; its docstring begins with its number.  A test that
    needs an ability which the store lacks is skipped and names it.
    """
