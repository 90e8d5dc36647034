"""A folder's history, replayed in a company of its own."""

from datetime import UTC, datetime

from folder import Folder

from fbo import Company, OrderPolicy, Policies, SettableClock
from fbo.company.importing.northwind import read_northwind
from fbo.company.importing.replaying_northwind import replay
from fbo.ports.storage import StorePort


def replayed(folder: Folder, store: str | StorePort = "memory://") -> Company:
    """The company after the replay, made as the command makes it."""
    clock = SettableClock(datetime(1990, 1, 1, tzinfo=UTC))
    policies = Policies(order=OrderPolicy(promises="dispatch"))
    company = Company(store, clock=clock, policies=policies)
    replay(company, read_northwind(folder.path), clock)
    return company
