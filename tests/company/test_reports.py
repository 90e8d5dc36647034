"""Reports: what each figure counts, on a small history and in a small shop."""

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from folder import Folder
from replays import replayed

from fbo import (
    CUSTOMER,
    Actor,
    Cancellation,
    Company,
    OrderToCash,
    StockItem,
    eur,
    percent,
    pieces,
    price,
)
from fbo.company.reporting.projections import Balances, Counts, entries_of, project
from fbo.company.reporting.reports import company_report, report_of, statement, trial_balance
from fbo.front.sales import charge_line, order_line
from fbo.front.service import ComplaintWithdrawal
from fbo.testing.complaints import ServiceDesk
from fbo.testing.shop import Shop


@pytest.fixture
def report(tmp_path):
    return company_report(replayed(Folder(tmp_path)))


def test_orders_and_their_lines_of_goods_are_counted(report):
    assert (report["customers"], report["orders"], report["lines"]) == (2, 3, 4)


def test_the_net_is_exact_and_not_rounded(tmp_path):
    folder = Folder(tmp_path).put("orderdetails", 0, "1,1,0.335,1,0.01")

    report = company_report(replayed(folder))

    assert report["net"] == str(Decimal("0.33165") + Decimal("38.40") + 30 + 120)


def test_what_is_invoiced_is_rounded_half_up_a_line(tmp_path):
    folder = Folder(tmp_path).put("orderdetails", 0, "1,1,0.335,1,0").write()

    report = company_report(replayed(folder))

    cent = Decimal("0.335").quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert report["invoiced_net"] == str(cent + Decimal("38.40") + 30)


def test_freight_is_told_apart_from_goods(report):
    assert report["invoiced_net"] == "92.15"
    assert report["freight_invoiced"] == "3.25"


def test_an_order_is_late_when_it_left_after_the_day_it_was_promised_for(report):
    assert (report["shipped"], report["open"], report["late"]) == (2, 1, 1)


def test_an_order_that_left_on_the_promised_day_is_not_late(tmp_path):
    folder = Folder(tmp_path)
    folder.put("orders", 1, folder.rows["orders"][1].replace("1997-01-12", "1997-01-09"))

    assert company_report(replayed(folder))["late"] == 0


def test_orders_are_told_by_the_year_they_were_placed_in(report):
    assert report["by_year"] == {
        "1997": {"orders": 2, "net": "92.15"},
        "1998": {"orders": 1, "net": "120.00"},
    }


def test_orders_are_told_by_the_reference_of_the_employee(report):
    assert report["by_employee"] == {
        "5": {"orders": 2, "net": "182.15"},
        "6": {"orders": 1, "net": "30.00"},
    }


def test_received_and_receivable_make_up_what_was_invoiced(report):
    invoiced = Decimal(report["invoiced_net"]) + Decimal(report["freight_invoiced"])

    assert Decimal(report["received"]) + Decimal(report["receivable"]) == invoiced


def test_the_trial_balance_is_in_balance(report):
    balance = report["trial_balance"]

    assert balance["debit"] == balance["credit"] == "95.40"
    assert [(a["account"], a["debit"], a["credit"]) for a in balance["accounts"]] == [
        ("1010", "95.40", "0.00"),
        ("1100", "0.00", "0.00"),
        ("4000", "0.00", "95.40"),
    ]


def test_cases_are_counted_by_process_and_state(report):
    assert report["cases"]["OrderToCash"] == {"completed": 2, "confirmed": 1}
    assert report["cases"]["Shipping"] == {"shipped": 2}


def test_an_item_without_a_reference_is_told_by_its_sku(shop: Shop):
    shop.receive(5)

    assert company_report(shop.company)["stock_available"] == {"LAMP": "5"}


def test_references_that_would_be_one_are_told_in_full(tmp_path):
    company = replayed(Folder(tmp_path))
    company.file(
        company.find_filed(StockItem, sku="northwind-1")[0].document.model_copy(update=OTHER)
    )

    assert {"northwind:1", "oscorp:1", "2"} == set(company_report(company)["stock_available"])


OTHER = {"sku": "O1", "external_ref": "oscorp:1"}


def test_an_order_of_the_customers_own_is_nobodys(shop: Shop):
    me = Actor(shop.ada.id, "customer", frozenset({CUSTOMER}))
    shop.company.open(OrderToCash, shop.order(2), by=me).place(by=me)

    report = company_report(shop.company)

    assert report["by_employee"] == {"customer": {"orders": 1, "net": "200.00"}}


def test_a_draft_is_no_order_yet(shop: Shop):
    shop.drafted()

    assert company_report(shop.company)["orders"] == 0


def test_a_cancelled_order_counts_and_is_worth_nothing(shop: Shop):
    shop.placed().cancel(Cancellation(reason="changed my mind"), by=shop.anna)

    report = company_report(shop.company)

    assert (report["orders"], report["cancelled"], report["open"]) == (1, 1, 0)
    assert report["net"] == "0.00"


def test_a_part_that_has_left_leaves_the_order_open(shop: Shop):
    shop.receive(1)
    shop.shipped(shop.placed(3, "12.00"))

    report = company_report(shop.company)

    assert (report["shipped"], report["open"]) == (0, 1)
    assert (report["net"], report["invoiced_net"]) == ("36.00", "12.00")


def test_tax_is_told_apart_from_net(shop: Shop):
    shop.receive(5)
    tax = percent(20)
    lamps = order_line(1, shop.lamp.id, pieces(2), price("10", "EUR"), tax_code="S", tax_rate=tax)
    shop.shipped(shop.placed(lines=(lamps, charge_line(2, "freight", eur("5.00")))))

    report = company_report(shop.company)

    assert (report["invoiced_net"], report["freight_invoiced"]) == ("20.00", "5.00")
    assert report["tax_invoiced"] == "4.00"


def test_tax_that_prices_include_is_taken_out_of_goods_and_freight(shop: Shop):
    shop.receive(5)
    tax = percent(20)
    lamps = order_line(1, shop.lamp.id, pieces(1), price("120", "EUR"), tax_code="S", tax_rate=tax)
    freight = charge_line(2, "freight", eur("12.00"), tax_code="S", tax_rate=tax)
    shop.shipped(shop.placed(lines=(lamps, freight), prices_include_tax=True))

    report = company_report(shop.company)

    assert (report["invoiced_net"], report["freight_invoiced"]) == ("100.00", "10.00")
    assert report["tax_invoiced"] == "22.00"


def test_what_is_in_another_currency_is_another_report(tmp_path):
    company = replayed(Folder(tmp_path))

    assert company_report(company)["currency"] == "USD"
    assert company_report(company, currency="EUR")["orders"] == 0


def test_a_company_in_which_nothing_has_happened_has_a_report():
    report = company_report(Company())

    assert (report["orders"], report["net"], report["entries"]) == (0, "0.00", 1)
    assert report["trial_balance"]["accounts"] == []


def test_a_report_needs_no_records_but_the_journal(tmp_path):
    company = replayed(Folder(tmp_path))
    entries = list(entries_of(company.store))

    assert report_of(entries) == company_report(company)


def test_a_projection_of_an_application_sees_every_entry_once(tmp_path):
    company = replayed(Folder(tmp_path))

    counts = project(entries_of(company.store), Counts())

    assert counts.entries == len(company.journal(limit=1000))


def test_what_is_posted_in_a_book_adds_up_to_nothing(tmp_path):
    company = replayed(Folder(tmp_path))

    money = project(entries_of(company.store), Balances("money"))

    assert sum(money.posted.values()) == 0


def test_the_trial_balance_alone_is_that_of_the_report(tmp_path):
    company = replayed(Folder(tmp_path))

    assert trial_balance(company, "USD") == company_report(company)["trial_balance"]


def test_a_statement_runs_from_the_invoice_to_the_payment(shop: Shop):
    shop.receive(5)
    order = shop.placed(2, "12.00")
    shop.shipped(order)
    shop.clock.advance(timedelta(days=3))
    shop.paid(eur("20.00"), shop.now(order).invoices[0].id)

    told = statement(shop.company, shop.ada.id)

    assert [(row["on"], row["debit"], row["credit"], row["balance"]) for row in told["lines"]] == [
        ("2026-11-23", "24.00", "0.00", "24.00"),
        ("2026-11-26", "0.00", "20.00", "4.00"),
    ]
    assert told["balance"] == "4.00"
    assert [(row["number"], row["open"]) for row in told["open"]] == [(1, "4.00")]


def test_what_is_paid_too_much_is_the_customers_credit(shop: Shop):
    shop.paid(eur("5.00"))

    told = statement(shop.company, shop.ada.id)

    assert told["balance"] == "-5.00"
    assert told["open"] == []


def test_what_an_open_complaint_disputes_is_not_claimed():
    desk = ServiceDesk()
    complaint = desk.received("40.00")

    told = statement(desk.company, desk.shop.ada.id)

    (row,) = told["open"]
    assert (row["open"], row["disputed"], row["claimed"]) == ("200.00", "40.00", "160.00")
    assert (told["balance"], told["claimed"]) == ("200.00", "160.00")
    complaint.withdraw(ComplaintWithdrawal(how="by telephone"), by=desk.ada)
    assert statement(desk.company, desk.shop.ada.id)["claimed"] == "200.00"


def test_a_statement_of_nobody_is_no_statement(shop: Shop):
    with pytest.raises(LookupError):
        statement(shop.company, "nobody")
