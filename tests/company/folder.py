"""A small folder of Northwind's shape, made anew for each test, with rows to spoil."""

from pathlib import Path
from typing import Self

SHIP = ",".join(
    f"Ship{part}" for part in ("Name", "Address", "City", "Region", "PostalCode", "Country")
)
HEADS = {
    "customers": "CustomerID,CompanyName,ContactName,Address,City,Region,PostalCode,Country,Phone",
    "employees": "EmployeeID,LastName,FirstName",
    "products": "ProductID,ProductName,UnitPrice,UnitsInStock",
    "orders": f"OrderID,CustomerID,EmployeeID,OrderDate,RequiredDate,ShippedDate,Freight,{SHIP}",
    "orderdetails": "OrderID,ProductID,UnitPrice,Quantity,Discount",
}
ADDRESS = "Ada's,1 High Street,London,,E1,UK"


class Folder:
    """Five files: Ada buys of Anna; order 1 is shipped and paid, 2 shipped late, 3 open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: dict[str, list[str]] = {
            "customers": ["ADA,Ada's Lamps,Ada,1 High Street,London,,E1,UK,123", "BOB,Bob,,,,,,,"],
            "employees": ["5,Ånström,Anna", "6,Baker,Ben"],
            "products": ["1,Lamp,12.50,7", "2,Chair,40,0"],
            "orders": [
                f"1,ADA,5,1997-01-02,1997-01-30,1997-01-10,3.25,{ADDRESS}",
                f"2,ADA,6,1997-01-02,1997-01-09,1997-01-12,0,{ADDRESS}",
                f"3,BOB,5,1998-02-20,1998-03-20,,1.00,{ADDRESS}",
            ],
            "orderdetails": ["1,1,12.50,2,0.05", "1,2,38.40,1,0", "2,1,10,3,0", "3,2,40,4,0.25"],
        }
        self.write()

    def add(self, file: str, *rows: str) -> Self:
        """The folder with more rows in a file."""
        self.rows[file] += rows
        return self.write()

    def put(self, file: str, number: int, row: str) -> Self:
        """The folder with another row in place of the one that was there."""
        self.rows[file][number] = row
        return self.write()

    def write(self) -> Self:
        """Write all files."""
        for name, rows in self.rows.items():
            self.file(name).write_text("\n".join((HEADS[name], *rows, "")), encoding="utf-8")
        return self

    def file(self, name: str) -> Path:
        """The file of a table."""
        return self.path / f"{name}.csv"
