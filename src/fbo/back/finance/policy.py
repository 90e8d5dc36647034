"""What finance decides once for all."""

from fbo.kernel.document import Value
from fbo.kernel.text import ShortText


class CreditPolicy(Value):
    """How credit is given.  `stop_on`: the credit status that lets no order through."""

    stop_on: ShortText = "stop"


class FinancePolicy(Value):
    """How invoices are issued.

    `auto_issue`: an invoice that another process opens is submitted and issued in the same commit;
    without it, it waits for a receivables clerk.
    """

    auto_issue: bool = True
    invoice_series: ShortText = "invoice"
