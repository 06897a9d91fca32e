"""What is settled with suppliers over HTTP: returns, a month's account, its workbook."""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from hedan.domain.people import Role
from hedan.ports import Change
from tests.contracts.test_open import make_return
from tests.staff.calls import Shop
from tests.usecases.bill_stage import BillStage
from tests.usecases.stage import SUPPLIER

BILL = f"/suppliers/{SUPPLIER}/bill"


def shop_of(stage: BillStage) -> Shop:
    return Shop(desk=stage.desk, archive=stage.archive, settings=stage.settings, now=stage.now)


def closed() -> BillStage:
    """Two days are closed."""
    stage = BillStage()
    for skus in (("CUP",), ("CUP", "MUG")):
        stage.ship(stage.sell(*skus).parcel_id)
        stage.night()
    return stage


def expecting() -> BillStage:
    """One parcel is on its way back."""
    stage = BillStage()
    put = make_return("B1")
    stage.desk.commit(Change(puts=(put,)))
    return stage


def test_returns_are_listed_of_one_supplier_or_of_all() -> None:
    shop = shop_of(expecting())
    for path in ("/returns", f"/returns?supplier={SUPPLIER}"):
        told = shop.call("GET", path, roles=(Role.READ_ONLY,))
        assert [one["return_id"] for one in told.body["returns"]] == ["B1"]
    assert shop.call("GET", "/returns?supplier=factory-b").body == {"returns": []}
    assert shop.call("GET", "/returns?supplier=nobody").body["code"] == "NO_SUCH_SUPPLIER"


def test_a_return_is_settled_once_and_the_first_word_stands() -> None:
    shop = shop_of(expecting())
    path = f"/returns/{SUPPLIER}/B1"
    first = shop.call("POST", path, {"state": "received", "condition": "盒子破了"})
    assert (first.status, first.body["state"]) == (200, "received")
    again = shop.call("POST", path, {"state": "lost"})
    assert (again.body["state"], again.body["condition"]) == ("received", "盒子破了")


def test_who_only_reads_settles_nothing_and_the_warehouse_sees_no_prices() -> None:
    shop = shop_of(expecting())
    path = f"/returns/{SUPPLIER}/B1"
    assert shop.call("POST", path, {"state": "lost"}, roles=(Role.READ_ONLY,)).status == 403
    assert shop.call("GET", BILL, roles=(Role.WAREHOUSE,)).status == 403
    assert shop.call("GET", BILL, roles=(Role.READ_ONLY,)).status == 200


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        (f"/returns/{SUPPLIER}/B2", {"state": "lost"}, "NO_SUCH_RETURN"),
        (f"/returns/{SUPPLIER}/B1", {"state": "expected"}, "INVALID"),
        (f"/returns/{SUPPLIER}/B1", {}, "INVALID"),
    ],
)
def test_what_cannot_be_settled_is_refused(path: str, body: dict[str, str], code: str) -> None:
    assert shop_of(expecting()).call("POST", path, body).body["code"] == code


def test_b16_a_month_shows_its_days_and_their_sum() -> None:
    stage = closed()
    told = shop_of(stage).call("GET", f"{BILL}?month=2026-10").body
    assert told["amount_minor"] == sum(line.amount_minor for line in stage.book.bill())
    assert [day["day"] for day in told["days"]] == ["2026-10-01", "2026-10-02"]
    assert told["by_kind"]["parcel"] == 300
    assert (told["differences"], told["differences_count"]) == ([], 0)
    assert shop_of(stage).call("GET", f"{BILL}?month=2026-09").body["days"] == []
    assert shop_of(stage).call("GET", f"{BILL}?month=2026-13").body["code"] == "INVALID"


def test_c78_what_has_no_price_is_listed() -> None:
    stage = BillStage()
    stage.settings = stage.settings.but(agreed_prices=())
    stage.ship(stage.sell("CUP").parcel_id)
    stage.night()
    told = shop_of(stage).call("GET", BILL).body
    assert told["differences_count"] == 1
    (question,) = told["differences"]
    assert (question["entry"]["sku"], question["entry"]["unit_minor"]) == ("CUP", None)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_b16_the_workbook_of_a_month_says_the_same(language: str) -> None:
    stage = closed()
    headers = {"accept-language": language}
    told = shop_of(stage).call("GET", f"{BILL}/workbook?month=2026-10", headers=headers)
    assert told.status == 200
    book = load_workbook(io.BytesIO(told.body))
    days, entries = book.worksheets
    assert (days.title, entries.title) == (
        ("每日合计", "明细") if language == "zh" else ("Days", "Entries")
    )
    owed = Decimal(sum(line.amount_minor for line in stage.book.bill())) / 100
    amounts = [row[7].value for row in entries.iter_rows(min_row=2)]
    assert sum(Decimal(str(amount)) for amount in amounts) == owed
    assert Decimal(str(days.cell(days.max_row, 3).value)) == owed
    assert all(cell.data_type != "f" for row in entries.iter_rows() for cell in row)


def test_the_month_is_the_present_one_by_the_suppliers_clock() -> None:
    stage = closed()
    assert shop_of(stage).call("GET", BILL).body["month"] == f"{date(2026, 10, 1):%Y-%m}"
