"""Verify: whether everything that is stored is what the journal says.

The journal's own chain is checked link by link; then every record is worked out anew from the
journal alone and compared.  A chain cannot see its own end cut off or a whole rewrite: keep an
`anchor` outside the store, and give it back.  Nothing is written, and what others write meanwhile
is no fault.  The journal knows nothing of answers to idempotency keys: it is judged only that each
is found by the day until which it is kept.  Reactions that wait are not judged: they pass.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fbo.company.company import Company
from fbo.company.engine.firm import Firm
from fbo.company.engine.registry import AnyProcess, Registry
from fbo.company.shipped import CHARTS, SHIPPED
from fbo.company.verifying.audit import Fault, Findings, head_of
from fbo.company.verifying.judging import Judge
from fbo.kernel.calendar import NINE_TO_FIVE, BusinessCalendar
from fbo.kernel.errors import Corrupt
from fbo.kernel.json import JsonObject
from fbo.ports.chain import Anchor
from fbo.ports.storage import StorePort

__all__ = ["Anchor", "Checked", "Fault", "Verification", "anchor", "verify"]


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: its name, whether all was well, and how many things it looked at."""

    name: str
    ok: bool
    counted: int


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification has found.  Behind a broken chain nothing else is judged."""

    checks: tuple[Checked, ...]
    first_fault: Fault | None

    @property
    def ok(self) -> bool:
        """Whether everything stored is what the journal says."""
        return self.first_fault is None

    def as_json(self) -> JsonObject:
        """As JSON."""
        fault = self.first_fault
        return {
            "ok": self.ok,
            "checks": [
                {"name": check.name, "ok": check.ok, "counted": check.counted}
                for check in self.checks
            ],
            "first_fault": fault
            and {"check": fault.check, "at": fault.at, "message": fault.message},
        }


def verify(
    company: Company | StorePort,
    space: str = "main",
    *,
    anchors: Iterable[Anchor] = (),
    processes: Iterable[AnyProcess] = (),
    calendar: BusinessCalendar = NINE_TO_FIVE,
) -> Verification:
    """Verify a company, or a space of a store.

    A company knows its space, its processes and its calendar; for a bare store `processes` adds to
    the shipped ones.  Due dates are worked out by the calendar that the journal says held then;
    `calendar` is for journals from before it did.
    Raises `Unavailable` where the store cannot be read.
    """
    if isinstance(company, Company):
        store, firm = company.store, company.firm
    else:
        registry, policies = Registry((*SHIPPED, *processes), CHARTS), dict[type, Any]()
        store, firm = company, Firm(space, registry, calendar, policies)
    findings = Findings()
    try:
        Judge(store, firm, findings).judge(tuple(anchors))
    except Corrupt as fault:
        # The store itself says that it is damaged.
        findings.fault("store", fault.at, fault.reason)
    return _verification(findings)


def anchor(company: Company | StorePort, space: str = "main") -> Anchor:
    """Where the journal ends now.  Keep it outside the store, and give it to `verify` later."""
    if isinstance(company, Company):
        head = head_of(company.store, company.firm.space)
    else:
        head = head_of(company, space)
    return Anchor(head.seq, head.hash)


def _verification(findings: Findings) -> Verification:
    checks = tuple(
        Checked(name, name not in findings.bad, number) for name, number in findings.counted.items()
    )
    return Verification(checks, findings.first)
