"""Legal: who answers ombudsmen and authorities, and looks after personal data."""

from fbo.kernel.people import BACK, Department, Desk, Role

LEGAL_DEPARTMENT = Department("legal", BACK)
LEGAL = Desk("LEGAL", LEGAL_DEPARTMENT)
LEGAL_OFFICER = Role("LEGAL_OFFICER", "a legal officer", (LEGAL,))
DPO = Role("DPO", "a data protection officer", (LEGAL,))
