"""What people and their programs do to a settings workbook without meaning harm."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from hedan.settings import Settings
from hedan.settings_files import SettingsRefused, read_settings_file
from hedan.settings_files.book_writing import FIRST_ROW, HEADING_ROW, settings_workbook
from hedan.settings_files.help_rows import condition_help
from hedan.settings_files.sheets import ACTION_FIELDS, SHEETS, group_rows
from hedan.texts import Language
from hedan.texts.settings_columns import HEADINGS
from hedan.texts.settings_columns import SHEETS as TITLES
from hedan.texts.settings_groups import GROUPS
from hedan.texts.settings_words import WORDS
from tests.settings.samples import RICH
from tests.workbooks.test_libreoffice import SOFFICE, convert

SKUS = TITLES["skus"].zh


def opened(language: Language = "zh") -> Workbook:
    return load_workbook(io.BytesIO(settings_workbook(RICH, language)))


def read(book: Workbook) -> Settings:
    out = io.BytesIO()
    book.save(out)
    return read_settings_file(out.getvalue(), "settings.xlsx")


def column(book: Workbook, title: str, heading: str) -> int:
    headings = [cell.value for cell in book[title][HEADING_ROW]]
    return headings.index(heading) + 1


def test_moved_columns_titles_blank_rows_and_own_columns_change_nothing() -> None:
    book = opened()
    sheet = book[SKUS]
    sheet.move_range(f"A1:A{sheet.max_row}", cols=20)
    sheet.insert_rows(1, 3)
    sheet["B1"] = "请填好再发给我"
    sheet.insert_rows(FIRST_ROW + 4)
    sheet.cell(HEADING_ROW + 3, 30).value = "我的备注"
    sheet.cell(FIRST_ROW + 3, 30).value = "旺季多备货"
    assert read(book) == RICH


def test_headings_of_either_language_are_understood() -> None:
    book = opened()
    english = opened("en")["SKUs"]
    for at, cell in enumerate(book[SKUS][HEADING_ROW], start=1):
        cell.value = f" {english.cell(HEADING_ROW, at).value} *"
    book[SKUS].title = "skus"
    assert read(book) == RICH


@pytest.mark.parametrize(
    ("heading", "typed", "meant"),
    [
        ("单笔数量上限", "１２", 12),
        ("单笔数量上限", "1,200", 1200),
        ("单笔数量上限", 12.0, 12),
        ("在售", "No", False),
        ("在售", "否 ", False),
        ("供应商", "ｆａｂ－ａ", "fab-a"),
        ("商家编码", 6901234, "6901234"),
        ("名称", "  茶 ", "茶"),
    ],
)
def test_what_excel_makes_of_a_value_is_taken_for_what_it_means(
    heading: str, typed: object, meant: object
) -> None:
    book = opened()
    sheet = book[SKUS]
    row = FIRST_ROW + 3
    for at, cell in enumerate(sheet[FIRST_ROW + 1], start=1):
        sheet.cell(row, at).value = cell.value
    sheet.cell(row, column(book, SKUS, "商家编码")).value = "NEW"
    sheet.cell(row, column(book, SKUS, heading)).value = typed  # type: ignore[assignment]
    assert meant in read(book).skus[-1].model_dump().values()


def test_a_date_that_became_a_number_is_refused_and_not_guessed() -> None:
    book = opened()
    sheet = book[TITLES["blocked_buyers"].zh]
    cell = sheet.cell(FIRST_ROW, column(book, TITLES["blocked_buyers"].zh, "有效至"))
    cell.value, cell.number_format = 46357, "yyyy-mm-dd"
    with pytest.raises(SettingsRefused) as refused:
        read(book)
    (mistake,) = refused.value.mistakes
    assert mistake.place == f"{TITLES['blocked_buyers'].zh}!{cell.coordinate}"
    assert mistake.problem.code == "DATE_CELL"


def test_rows_of_one_rule_may_repeat_it_or_leave_it_out() -> None:
    book = opened()
    title = TITLES["rules"].zh
    sheet = book[title]
    sheet.cell(FIRST_ROW + 1, column(book, title, "编号")).value = None
    author = column(book, title, "作者")
    sheet.cell(FIRST_ROW + 1, author).value = sheet.cell(FIRST_ROW, author).value
    assert read(book) == RICH


def test_a_value_that_the_action_does_not_have_is_refused() -> None:
    book = opened()
    title = TITLES["rules"].zh
    cell = book[title].cell(FIRST_ROW + 1, column(book, title, "赠品数量"))
    cell.value = 3
    with pytest.raises(SettingsRefused) as refused:
        read(book)
    (mistake,) = refused.value.mistakes
    assert mistake.place == f"{title}!{cell.coordinate}"
    assert mistake.problem.code == "NOT_FOR_ACTION"
    assert "打标签" in mistake.in_words("zh")


def test_the_workbook_helps_to_fill_it_in() -> None:
    sheet = opened()[SKUS]
    assert sheet.freeze_panes == f"B{FIRST_ROW}"
    assert sheet.cell(FIRST_ROW, 1).number_format == "@"
    formulas = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert '"是,否"' in formulas
    assert any(str(formula).startswith("'供应商'!$A$4:") for formula in formulas)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_help_sheet_lists_what_conditions_may_ask(language: Language) -> None:
    data = settings_workbook(RICH, language, condition_help(language))
    assert read_settings_file(data, "x.xlsx") == RICH
    title = TITLES["help"].zh if language == "zh" else TITLES["help"].en
    book = load_workbook(io.BytesIO(data))
    assert "order.total" in [row[0].value for row in book[title].iter_rows()]


def test_every_column_value_and_setting_has_a_name_in_both_languages() -> None:
    for sheet in SHEETS:
        for one in sheet.all_columns:
            assert {one.name, f"{sheet.name}.{one.name}", f"parts.{one.name}"} & set(HEADINGS)
            assert set(one.shape.choices) <= set(WORDS)
    assert {row.key for row in group_rows()} == set(GROUPS)


def test_every_field_of_every_action_has_its_column() -> None:
    for action, fields in ACTION_FIELDS.items():
        assert set(fields.values()) | {"do"} == set(action.model_fields)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")
@pytest.mark.parametrize("target", ["xlsx", "ods", "xls"])
def test_saved_again_by_libreoffice_it_says_the_same(target: str, tmp_path: Path) -> None:
    data = convert(settings_workbook(RICH, "zh"), "xlsx", target, tmp_path)
    assert read_settings_file(data, f"settings.{target}") == RICH
