"""The cast of the demonstration: who works there, who buys, what is sold, and how customers pay.

Data and the few choices that a customer makes.  What happens with them is in
`fbo.company.demo.month`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Literal

from fbo.back.finance import AR_CLERK, CONTROLLER, CREDIT_CLERK, FinancePolicy
from fbo.back.production import INSPECTOR, OPERATOR
from fbo.back.warehouse import PACKER, PICKER, RECEIVER, STOREKEEPER, StockItem
from fbo.company.policies import Policies
from fbo.front.aftersales import RETURNS_AGENT
from fbo.front.crm import Customer
from fbo.front.sales import SALES_MANAGER, SALES_REP, Order, OrderLine, charge_line, order_line
from fbo.front.service import SERVICE_AGENT, SERVICE_MANAGER
from fbo.kernel.calendar import NINE_TO_FIVE
from fbo.kernel.document import Address
from fbo.kernel.money import Money, eur, percent, price
from fbo.kernel.people import Role
from fbo.kernel.quantity import KILOGRAM, PIECE, Quantity, Unit
from fbo.kernel.terms import PaymentTerms

POLICIES = Policies(finance=FinancePolicy(tax_rates={"S": percent(20)}))
Paying = Literal["in time", "late", "in two parts", "too much", "not at all"]

STAFF: Mapping[str, tuple[str, tuple[Role, ...]]] = {
    "anna": ("Anna Berg", (SALES_REP,)),
    "ben": ("Ben Okafor", (SALES_REP,)),
    "mara": ("Mara Lindqvist", (SALES_MANAGER,)),
    "carl": ("Carl Ibsen", (CREDIT_CLERK,)),
    "sam": ("Sam Whitaker", (STOREKEEPER,)),
    "petra": ("Petra Novak", (PICKER,)),
    "paul": ("Paul Adeyemi", (PACKER,)),
    "rita": ("Rita Costa", (AR_CLERK,)),
    "clara": ("Clara Obi", (CONTROLLER,)),
    "iris": ("Iris Moore", (SERVICE_AGENT,)),
    "lena": ("Lena Hart", (SERVICE_MANAGER,)),
    "tom": ("Tom Reyes", (RETURNS_AGENT,)),
    "ravi": ("Ravi Shah", (RECEIVER,)),
    "quinn": ("Quinn Doyle", (INSPECTOR,)),
    "olga": ("Olga Petrov", (OPERATOR,)),
}
AUTHORITY: Mapping[str, Mapping[str, Money]] = {"clara": {"credit": eur(2000)}}
"""Up to how much beyond a limit somebody may confirm an order."""

REPS = ("anna", "ben")


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer, how large his baskets are, and how he usually pays: some before they get it."""

    id: str
    name: str
    city: str
    limit: Money | None
    days: int
    basket: int
    pays: tuple[Paying, ...]
    prepays: bool = False

    def customer(self, scale: int) -> Customer:
        """As sales keeps him; who buys ten times as much may owe ten times as much."""
        return Customer(
            name=self.name,
            email=f"orders@{self.id}.example",
            kind="organisation",
            payment_terms=PaymentTerms.net(self.days),
            credit_limit=None if self.limit is None else self.limit * scale,
        )

    def order(self, random: Random, today: date, *, by_telephone: bool) -> Order:
        """What he orders today: one to four products.

        By telephone a large basket has a discount and a small one costs freight; in the web shop
        everything is at its list price.
        """
        wanted = random.sample(GOODS, random.randint(1, 4))
        lines: list[OrderLine] = [
            order_line(
                number,
                good.sku,
                good.portion(random, self.basket),
                price(good.price, "EUR"),
                discount=percent(5 if by_telephone and self.basket >= LARGE else 0),
                description=good.name,
                tax_code="S",
                tax_rate=percent(20),
            )
            for number, good in enumerate(wanted, start=1)
        ]
        if by_telephone and self.basket < LARGE:
            freight = charge_line(
                len(lines) + 1, "Freight", eur("9.90"), tax_code="S", tax_rate=percent(20)
            )
            lines.append(freight)
        address = Address(name=self.name, street="1 Market Street", city=self.city, country="IE")
        return Order(
            customer=self.id,
            lines=lines,
            ship_to=address,
            terms=PaymentTerms.net(self.days),
            prepayment=Decimal(1) if self.prepays else None,
            promised=NINE_TO_FIVE.add_business_days(today, PROMISE) if by_telephone else None,
            instructions="" if by_telephone else "ordered in the web shop",
        )

    def payments(
        self, random: Random, issued: date, due: date, gross: Money
    ) -> list[tuple[date, Money]]:
        """On which days he pays how much of an invoice."""
        late = due + timedelta(days=random.randint(2, 6))
        early = max(issued + timedelta(days=1), due - timedelta(days=random.randint(0, 4)))
        match random.choice(self.pays):
            case "in time":
                return [(early, gross)]
            case "late":
                return [(late, gross)]
            case "in two parts":
                half = Money.from_minor(gross.minor // 2, gross.currency)
                return [(early, half), (late, gross - half)]
            case "too much":
                return [(early, gross + eur(random.choice(("0.90", "10.00", "25.00"))))]
            case "not at all":
                return []


LARGE = 8
PROMISE = 4
PROMPT: tuple[Paying, ...] = ("in time", "in time", "in time", "too much")
USUAL: tuple[Paying, ...] = ("in time", "in time", "late", "in two parts")
SLOW: tuple[Paying, ...] = ("late", "late", "in two parts", "not at all")

BUYERS: Sequence[Buyer] = (
    Buyer("harbour-cafe", "Harbour Café", "Cork", eur(1000), 7, 3, USUAL),
    Buyer("old-mill", "Old Mill Hotel", "Galway", eur(5000), 10, 8, USUAL),
    Buyer("st-brigid", "St Brigid's School", "Kildare", None, 10, 5, PROMPT),
    Buyer("riverside", "Riverside Offices", "Dublin", eur(4500), 14, 9, SLOW),
    Buyer("penrose", "Penrose Architects", "Dublin", None, 7, 4, PROMPT),
    Buyer("lighthouse", "Lighthouse Books", "Sligo", eur(700), 7, 2, SLOW),
    Buyer("city-clinic", "City Clinic", "Limerick", eur(5000), 10, 6, PROMPT),
    Buyer("green-door", "Green Door Lettings", "Waterford", eur(1800), 7, 6, SLOW),
    Buyer("fern-bakery", "Fern Bakery", "Kilkenny", eur(800), 7, 2, USUAL),
    Buyer("northern-rail", "Northern Rail Museum", "Dundalk", None, 14, 5, USUAL),
    Buyer("market-hall", "Market Hall Stalls", "Wexford", eur(0), 7, 3, PROMPT, prepays=True),
    Buyer("quay-shop", "Quay Pop-up Shop", "Cobh", eur(0), 7, 2, PROMPT, prepays=True),
)
TRUSTED = frozenset(buyer.id for buyer in BUYERS if "not at all" not in buyer.pays)
"""Who has always paid, if late."""


@dataclass(frozen=True, slots=True)
class Good:
    """Something that is sold: its price, what is in stock at first, and what one reorder brings."""

    sku: str
    name: str
    price: str
    stock: int
    reorder: int
    unit: Unit = PIECE

    @property
    def item(self) -> StockItem:
        """As the warehouse keeps it."""
        return StockItem(
            sku=self.sku,
            name=self.name,
            unit=self.unit,
            list_price=price(self.price, "EUR"),
            tax_code="S",
        )

    @property
    def low(self) -> int:
        """So few in stock, and more are ordered."""
        return self.reorder // 2

    def portion(self, random: Random, basket: int) -> Quantity:
        """How much of it goes into a basket; what is weighed goes by quarters."""
        count = random.randint(1, basket)
        if self.unit.scale:
            return Quantity.from_units(count * 10**self.unit.scale // 4, self.unit)
        return Quantity.from_units(count, self.unit)

    def many(self, count: int) -> Quantity:
        """So many pieces, or kilograms."""
        return Quantity.from_units(count * 10**self.unit.scale, self.unit)


GOODS: Sequence[Good] = (
    Good("LAMP-1", "Desk lamp", "34.50", 45, 30),
    Good("LAMP-2", "Floor lamp", "89.00", 16, 12),
    Good("CHAIR-1", "Office chair", "129.00", 14, 12),
    Good("CHAIR-2", "Folding chair", "24.90", 60, 40),
    Good("DESK-1", "Desk, oak", "310.00", 8, 8),
    Good("SHELF-1", "Bookshelf", "75.00", 20, 15),
    Good("PAPER-A4", "Paper A4, a box", "21.75", 120, 80),
    Good("PEN-10", "Pens, ten", "6.20", 150, 80),
    Good("MUG-6", "Mugs, six", "18.00", 36, 24),
    Good("KETTLE-1", "Kettle", "42.00", 14, 12),
    Good("COFFEE", "Coffee beans", "16.80", 30, 20, KILOGRAM),
    Good("PLANT-1", "Rubber plant", "27.50", 18, 12),
)
