"""Overview: the customer 360 of a company, with what the vault still has of the person.

The journal says what and when, the vault who and in which words.  A word is shown only if the
commitment to it in the journal is still that of the vault: what was said since, or was erased, is
left out.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fbo.company.engine.ops import Doing, Get
from fbo.company.engine.records import commitment, vault_key
from fbo.company.reporting.projections import entries_of
from fbo.company.views.customer_360 import Customer360, Overview, with_texts
from fbo.kernel.times import iso
from fbo.processes.order_to_cash import OrderToCash

if TYPE_CHECKING:
    from fbo.company.company import Company


class Overviews:
    """All that a company knows of its customers, one at a time."""

    def __init__(self, company: "Company") -> None:
        self._company = company

    def of(self, customer: str, *, as_of: datetime | None = None) -> Customer360:
        """The customer as of an instant, by default now.

        It reads the journal up to then, from its beginning.  Raises `LookupError` where he was not
        on file.
        """
        company, firm = self._company, self._company.firm
        at = as_of or company.driver.clock.now()
        until = iso(at)
        fold = Overview(
            customer, order=firm.registry.process(OrderToCash.family).definition.document
        )
        for entry in entries_of(company.store, firm.space):
            # Clocks of several machines differ: an earlier entry may stand behind a later one.
            if entry.at <= until:
                fold.see(entry)
        if not fold.known:
            raise LookupError(f"no Customer is on file under {customer}")
        seen = fold.as_of(at, firm.calendar.day_of(at))
        return company.driver.run(_named(seen, fold.sealed_texts()))


def _named(seen: Customer360, sealed: Mapping[str, Any]) -> Doing[Customer360]:
    """With his name as it is on file, and the words of his promises."""
    keys = (vault_key(seen.customer), *(vault_key(id_) for id_ in sealed))
    own, *vaults = yield Get(keys)
    name = "" if own is None else str(own.body["values"].get("name", ""))
    texts = {
        id_: _opened(commitments, vault.body, "text")
        for (id_, commitments), vault in zip(sealed.items(), vaults, strict=True)
        if vault is not None
    }
    return with_texts(seen, name, texts)


def _opened(sealed: Any, vault: Mapping[str, Any], field: str) -> str:
    """The words behind a commitment; empty where they are others now."""
    value, salt = vault["values"].get(field), vault["salts"].get(field)
    if value is None or sealed != {"sealed": commitment(str(salt), field, value)}:
        return ""
    return str(value)
