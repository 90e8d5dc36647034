"""Laws of the books: entries, balances, holds."""

from collections import defaultdict

from fbo.testing.laws.sight import Sight, must


def entries_sum_to_zero(sight: Sight) -> None:
    """L1: every entry sums to zero, each commodity for itself."""
    for post in sight.posts:
        sums: defaultdict[str, int] = defaultdict(int)
        for _, commodity, quantity, *_ in post["legs"]:
            sums[commodity] += quantity
        must(not any(sums.values()), f"the entry {post['id']} does not balance: {dict(sums)}")


def accounts_sum_to_zero(sight: Sight) -> None:
    """L2: all accounts of a book sum to zero, each commodity for itself."""
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for (book, _, commodity), quantity in sight.posted.items():
        sums[book, commodity] += quantity
    must(not any(sums.values()), f"the accounts do not sum to zero: {dict(sums)}")


def balances_are_what_the_journal_says(sight: Sight) -> None:
    """L3: no stored balance disagrees with the entries and the open holds."""
    for kind, figures in (("posted", sight.posted), ("available", sight.available)):
        keys = [("balance", "|".join((*place, kind))) for place in figures]
        stored = sight.company.store.get(sight.company.firm.space, keys)
        for place, record in zip(figures, stored, strict=True):
            balance = 0 if record is None else record.body["balance"]
            must(
                balance == figures[place],
                f"{kind} {place} is {balance}, the journal says {figures[place]}",
            )


def goods_are_never_short(sight: Sight) -> None:
    """L4, K2: what is promised of the goods at a place is there."""
    for (book, account, item), available in sight.available.items():
        if book == "goods":
            there = sight.posted[book, account, item]
            must(0 <= available <= there, f"{available} of {there} {item} are free in {account}")


def entries_have_one_id_each(sight: Sight) -> None:
    """L7: no entry counts twice."""
    ids = [(post["book"], post["id"]) for post in sight.posts]
    must(len(set(ids)) == len(ids), "an entry is posted twice")


def holds_are_those_of_the_journal(sight: Sight) -> None:
    """L5: what a case holds is what it took and has not settled or given up."""
    for case in sight.cases:
        must(dict(case.holds) == sight.held[case.id], f"the holds of {case.family} {case.id}")


def final_cases_hold_nothing(sight: Sight) -> None:
    """L5, O2C-I16: what is final holds nothing, and waits for nothing."""
    for case in sight.cases:
        if case.state.final:
            must(not case.holds, f"{case.family} {case.id} is {case.state.name} and holds")
            must(not case.facts.timers, f"{case.family} {case.id} is final and waits")
