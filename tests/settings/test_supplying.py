"""What a supplier's workbook, prices and names of carriers may not say, told where it stands."""

from datetime import date
from typing import Any

import pytest

from hedan.domain.workbook_columns import Field
from hedan.settings import AgreedPrice, CarrierName, Settings, TemplateColumn, WorkbookTemplate
from hedan.settings.changes import preview
from hedan.settings.problems import problems
from hedan.settings_files import SettingsRefused, read_settings_file
from hedan.settings_files.yaml_file import to_yaml
from hedan.texts.settings import change_in_words
from tests.settings.samples import RICH

ANSWERED = (TemplateColumn(field=Field.CARRIER), TemplateColumn(field=Field.NUMBER))
JANUARY = date(2026, 1, 1)


def told(**changes: Any) -> set[tuple[str, str]]:
    found = problems(RICH.but(**changes))
    return {(".".join(map(str, one.path)), one.code) for one in found}


def with_columns(*columns: TemplateColumn) -> dict[str, Any]:
    return {"workbooks": (WorkbookTemplate(supplier="fab-a", columns=columns),)}


def test_a_template_with_its_answers_is_fine() -> None:
    assert told(**with_columns(*ANSWERED)) == set()
    assert told(**with_columns()) == set()


@pytest.mark.parametrize("field", [Field.CARRIER, Field.NUMBER])
def test_a_template_without_room_for_an_answer_is_refused(field: Field) -> None:
    rest = [one for one in ANSWERED if one.field is not field]
    assert told(**with_columns(*rest)) == {("workbooks.0.columns", "COLUMN_LACKING")}


def test_a_column_twice_empty_or_with_two_meanings_is_refused() -> None:
    twice = TemplateColumn(field=Field.CARRIER, heading="再写一遍")
    both = TemplateColumn(field=Field.SKU, fixed="A")
    found = told(**with_columns(*ANSWERED, twice, TemplateColumn(), both))
    assert found == {
        ("workbooks.0.columns.2.field", "TWICE"),
        ("workbooks.0.columns.3.heading", "COLUMN_SAYS_NOTHING"),
        ("workbooks.0.columns.4.fixed", "FIXED_AND_FIELD"),
    }


def test_two_templates_of_one_supplier_are_refused() -> None:
    one = WorkbookTemplate(supplier="fab-a")
    assert told(workbooks=(one, one)) == {("workbooks.1.supplier", "TWICE")}


def test_a_price_twice_for_one_day_is_refused_and_another_day_is_another_version() -> None:
    price = AgreedPrice(supplier="fab-a", sku="0012", unit_minor=1, since=JANUARY)
    again = price.but(unit_minor=2)
    assert told(agreed_prices=(price, again)) == {("agreed_prices.1.since", "TWICE")}
    later, other = again.but(since=date(2026, 2, 1)), again.but(supplier="fab-b")
    assert told(agreed_prices=(price, later, other)) == set()


def test_one_name_for_two_carriers_is_refused_however_it_is_written() -> None:
    own = CarrierName(supplier="fab-a", carrier="yuantong", name="SF 1")
    same = CarrierName(supplier="fab-a", carrier="shunfeng", name="ｓｆ1")
    assert told(carrier_names=(own, same)) == {("carrier_names.1.name", "TWICE")}
    assert told(carrier_names=(own, same.but(supplier="fab-b"))) == set()


def test_what_leads_nowhere_is_refused() -> None:
    price = AgreedPrice(supplier="fab-z", sku="0013", unit_minor=1, since=JANUARY)
    name = CarrierName(supplier="fab-a", carrier="yunda", name="韵达")
    assert told(agreed_prices=(price,), carrier_names=(name,)) == {
        ("agreed_prices.0.supplier", "NO_SUCH"),
        ("agreed_prices.0.sku", "NO_SUCH"),
        ("carrier_names.0.carrier", "NO_SUCH"),
    }


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("- {field: sku}", "缺少列“carrier”"),
        ("- {field: carrer}", "不在可选值里"),
        ("- {width: 5}", "既没有字段也没有表头"),
    ],
)
def test_a_file_is_refused_in_words_at_its_line(column: str, said: str) -> None:
    text = to_yaml(RICH.but(workbooks=()))
    text += f"\nworkbooks:\n  - supplier: fab-a\n    columns:\n      {column}\n"
    with pytest.raises(SettingsRefused) as refused:
        read_settings_file(text.encode(), "settings.yaml")
    assert said in refused.value.in_words("zh")
    assert "settings.yaml:" in refused.value.in_words("en")


def test_a_preview_names_prices_names_and_templates() -> None:
    changed: Settings = RICH.but(
        agreed_prices=(*RICH.agreed_prices[:1], RICH.agreed_prices[1].but(unit_minor=1400)),
        carrier_names=RICH.carrier_names[:1],
        workbooks=(RICH.workbooks[0], RICH.workbooks[1].but(store_as="id")),
        numbers=RICH.numbers.but(visible_minutes=5),
    )
    words = change_in_words("zh", preview(RICH, changed))
    assert words == (
        "运单号：运单号：多久要在平台上看到（分钟） 20 → 5",
        "交接表样式 fab-b：店铺显示 name → id",
        "去掉 约定价 fab-b/TEA-250/2026-01-01",
        "约定价 fab-a/0012/2026-12-01：单价（分） 1300 → 1400",
        "去掉 快递叫法 fab-b/1E+5",
    )
