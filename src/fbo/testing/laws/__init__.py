"""The laws of a company: what holds after every step, whatever was done, by whom, how often.

`keep_the_laws(company)` looks at all its orders, shipments, invoices, receipts and books, and
raises `LawBrokenError` with the first law that does not hold.  It reads everything: it is for
tests, and for small companies whose limits stay as they are.  Whether every record is what the
journal says is asked by `fbo.company.verifying.verify`.
"""

from collections.abc import Callable
from typing import Final

from fbo.company.company import Company
from fbo.testing.laws.bills import (
    billed_is_what_it_is_worth,
    complete_orders_are_paid,
    deposits_are_deducted_once,
    nobody_forgets_to_bill,
    nothing_is_billed_ahead,
    nothing_is_credited_beyond_its_invoice,
    paid_orders_are_complete,
)
from fbo.testing.laws.books import (
    accounts_sum_to_zero,
    balances_are_what_the_journal_says,
    entries_have_one_id_each,
    entries_sum_to_zero,
    final_cases_hold_nothing,
    goods_are_never_short,
    holds_are_those_of_the_journal,
)
from fbo.testing.laws.credit import (
    approved_orders_hold_their_credit,
    decisions_can_be_taken_again,
    used_credit_is_what_is_owed,
)
from fbo.testing.laws.ledgers import (
    lines_say_what_their_invoices_say,
    lines_say_what_their_shipments_say,
)
from fbo.testing.laws.orders import (
    confirmed_orders_are_planned,
    lines_are_partitioned,
    lines_hold_what_they_have,
    nobody_is_asked_about_nothing,
    nobody_waits_for_a_decision,
    nobody_waits_for_what_is_free,
    nothing_leaves_for_an_order_that_is_over,
    nothing_open_is_forgotten,
    numbers_follow_the_dates,
    numbers_have_no_gap,
    promotions_in_force_hold,
)
from fbo.testing.laws.payments import (
    invoices_are_open_by_what_was_not_paid,
    money_is_conserved,
    no_more_is_given_back_than_came,
    orders_that_are_over_keep_no_money,
    receipts_lack_what_was_given_back_only,
)
from fbo.testing.laws.progress import (
    bills_are_what_was_issued,
    payments_are_what_the_books_say,
)
from fbo.testing.laws.promises import (
    promises_end_on_their_side_of_the_due_instant,
    promises_end_once,
    promises_follow_their_orders,
    surprises_are_what_nobody_told,
)
from fbo.testing.laws.returns import (
    credited_returns_are_worth_what_was_paid,
    fees_are_those_that_were_agreed,
    lines_say_what_came_back,
    quarantine_holds_what_is_looked_at,
    replacements_cost_nothing,
    returns_are_not_forgotten,
    returns_count_what_came,
    what_came_back_has_one_end,
)
from fbo.testing.laws.sight import LawBrokenError, Sight, look
from fbo.testing.laws.tickets import (
    clocks_run_while_the_customer_waits,
    first_responses_are_not_notes,
    merged_tickets_lead_to_an_end,
    tickets_close_where_they_were_resolved,
)
from fbo.testing.laws.warranties import (
    claims_are_settled_by_one_thing,
    claims_wait_for_what_goes_on,
    repairs_are_good_for_their_time,
    replacements_are_known_by_both_numbers,
    replacements_inherit_what_remains,
    things_have_one_open_claim,
)

__all__ = ["LAWS", "LawBrokenError", "Sight", "keep_the_laws", "look"]

LAWS: Final[tuple[Callable[[Sight], None], ...]] = (
    entries_sum_to_zero,
    accounts_sum_to_zero,
    balances_are_what_the_journal_says,
    goods_are_never_short,
    entries_have_one_id_each,
    holds_are_those_of_the_journal,
    final_cases_hold_nothing,
    numbers_have_no_gap,
    numbers_follow_the_dates,
    lines_are_partitioned,
    confirmed_orders_are_planned,
    nobody_waits_for_a_decision,
    nobody_waits_for_what_is_free,
    nobody_is_asked_about_nothing,
    lines_hold_what_they_have,
    lines_say_what_their_shipments_say,
    lines_say_what_their_invoices_say,
    approved_orders_hold_their_credit,
    used_credit_is_what_is_owed,
    decisions_can_be_taken_again,
    bills_are_what_was_issued,
    payments_are_what_the_books_say,
    nothing_is_billed_ahead,
    billed_is_what_it_is_worth,
    invoices_are_open_by_what_was_not_paid,
    money_is_conserved,
    no_more_is_given_back_than_came,
    orders_that_are_over_keep_no_money,
    receipts_lack_what_was_given_back_only,
    nothing_is_credited_beyond_its_invoice,
    deposits_are_deducted_once,
    complete_orders_are_paid,
    nobody_forgets_to_bill,
    paid_orders_are_complete,
    nothing_open_is_forgotten,
    nothing_leaves_for_an_order_that_is_over,
    promotions_in_force_hold,
    promises_end_once,
    promises_end_on_their_side_of_the_due_instant,
    promises_follow_their_orders,
    surprises_are_what_nobody_told,
    returns_count_what_came,
    what_came_back_has_one_end,
    replacements_cost_nothing,
    credited_returns_are_worth_what_was_paid,
    fees_are_those_that_were_agreed,
    lines_say_what_came_back,
    returns_are_not_forgotten,
    quarantine_holds_what_is_looked_at,
    replacements_inherit_what_remains,
    things_have_one_open_claim,
    replacements_are_known_by_both_numbers,
    repairs_are_good_for_their_time,
    claims_are_settled_by_one_thing,
    claims_wait_for_what_goes_on,
    first_responses_are_not_notes,
    clocks_run_while_the_customer_waits,
    tickets_close_where_they_were_resolved,
    merged_tickets_lead_to_an_end,
)
"""Every law, in the order in which they are tried."""


def keep_the_laws(company: Company) -> Sight:
    """Look at the company and try every law.  Raises `LawBrokenError`."""
    sight = look(company)
    for law in LAWS:
        law(sight)
    return sight
