"""A law of statements: nobody is asked for what he disputes."""

from fbo.back.finance import receivable
from fbo.company.company import Company
from fbo.company.reporting.reports import statement
from fbo.company.views.disputes import claimed, disputed
from fbo.processes.complaint_to_resolution import ComplaintToResolution
from fbo.processes.invoice_to_cash import InvoiceToCash
from fbo.testing.laws.sight import same

__all__ = ["nothing_disputed_is_claimed"]

MOST = 10_000


def nothing_disputed_is_claimed(company: Company) -> None:
    """CM-10: of each open invoice a statement claims what is open and not disputed, no more.

    Asked of the customers who complain; what is disputed is worked out from the complaints that are
    on file, the statement from the journal.
    """
    complaints = company.find(ComplaintToResolution, limit=MOST)
    for customer in sorted({case.document.customer for case in complaints}):
        told = statement(company, customer)
        rows = {row["invoice"]: row for row in told["open"]}
        for invoice in company.find(InvoiceToCash, customer=customer, limit=MOST):
            where = receivable(invoice.id, customer, invoice.document.currency)
            if not company.balance(where).posted or invoice.document.currency != told["currency"]:
                continue
            row, name = rows[invoice.id], f"of invoice {invoice.id}"
            same(f"disputed {name}", row["disputed"], str(disputed(company, invoice.id).amount))
            same(f"claimed {name}", row["claimed"], str(claimed(company, invoice.id).amount))
