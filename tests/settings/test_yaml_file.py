"""A wrong settings.yaml is refused with every mistake's line, path, reason and nearest name."""

import pytest

from hedan.settings_files import SettingsRefused, checked_settings, read_settings_file
from hedan.settings_files.plain import plain_of
from hedan.settings_files.yaml_file import to_yaml
from tests.settings.samples import RICH

TEXT = to_yaml(RICH)
FAST, LOTS = "shunfeng", "QUANTITY"


def refused(text: str | bytes) -> SettingsRefused:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(SettingsRefused) as caught:
        read_settings_file(data, "folder/settings.yaml")
    return caught.value


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("right", "wrong", "path", "code", "near"),
    [
        ("supplier: fab-b", "supplier: fab_b", "skus[2].supplier", "NO_SUCH", "fab-b"),
        ("quantity_max: 10", "quantity: 10", "skus[2].quantity", "UNKNOWN_FIELD", "quantity_max"),
        ("quantity_max: 10", "quantity_max: 0", "skus[2].quantity_max", "TOO_SMALL_OR_EQUAL", ""),
        ("quantity_max: 10", "quantity_max: ten", "skus[2].quantity_max", "NOT_WHOLE", ""),
        ("shop_id: '4463798'", "shop_id: 4463798", "stores[0].shop_id", "NOT_TEXT", ""),
        ("platform: doudian", "platform: duodian", "stores[0].platform", "NO_SUCH", "doudian"),
        ("language: en", "language: fr", "suppliers[1].language", "NOT_ONE_OF", ""),
        ("do: carrier", "do: carier", "rules[1].then[0].do", "NOT_ONE_OF", "carrier"),
        ("carrier: shunfeng", "carrier: shunfen", "rules[1].then[0].carrier", "NO_SUCH", FAST),
        ("finding: QUANTITY", "finding: QANTITY", "rules[3].then[1].finding", "NO_SUCH", LOTS),
        ("line.quantity > 1", "line.quantty > 1", "rules[2].when", "BAD_CONDITION", ""),
        ("do: split", "do: accept", "rules[2].then[3].do", "LINE_CANNOT", ""),
        ("supplier: fab-a", "supplier: fab-c", "stores[1].supplier", "NO_SUCH", "fab-a"),
        ("fall_back: fab-b", "fall_back: fabb", "suppliers[0].fall_back", "NO_SUCH", "fab-b"),
        ("fall_back: fab-b", "fall_back: fab-a", "suppliers[0].fall_back", "LEADS_BACK", ""),
        ("{supplier: fab-a, share: 30}", "{supplier: fab, share: 30}",
         "skus[2].sources[1].supplier", "NO_SUCH", "fab-a"),
        ("{supplier: fab-a, share: 30}", "{supplier: fab-b, share: 30}",
         "skus[2].sources[1].supplier", "TWICE", ""),
        ("share: 30", "share: 0", "skus[2].sources[1].share", "TOO_SMALL", ""),
        ("package: carton", "package: karton", "skus[1].package", "NO_SUCH", "carton"),
        ("stores: [cup-house]", "stores: [cup-hose]",
         "inserts[0].stores[0]", "NO_SUCH", "cup-house"),
        ("skus: [CUP-RED, '0012']", "skus: [CUP-RED, '0013']",
         "inserts[1].skus[1]", "NO_SUCH", "0012"),
        ("workdays: [1, 2", "workdays: [0, 2", "suppliers[0].workdays[0]", "TOO_SMALL", ""),
        ("['2026-12-25']", "['2026-12-32']", "suppliers[1].holidays[0]", "NOT_A_DATE", ""),
        ("'2026-12-01T01:00:00+00:00'", "'2026-12-01T01:00:00'",
         "skus[1].available_from", "NEEDS_ZONE", ""),
        ("other_buyer: ask", "other_buyer: maybe", "merge.other_buyer", "NOT_ONE_OF", ""),
        ("also: [presale", "also: [presail", "merge.also[0]", "NOT_ONE_OF", "presale"),
        ("weight_grams_max: 20000", "weight_max: 20000",
         "split.weight_max", "UNKNOWN_FIELD", "weight_grams_max"),
        ("if_out: hold", "if_out: wait", "rules[2].then[1].if_out", "NOT_ONE_OF", ""),
        ("first_per_day: 100", "first_per_day: 5000",
         "rules[2].then[1].first_per_day", "TOO_LARGE", ""),
        ("SF[0-9]{13}", "SF[0-9{13}", "carriers[0].number_pattern", "BAD_REGEX", ""),
        ("key: finding.Q", "key: finding.QQ", "texts[0].key", "NO_SUCH", f"finding.{LOTS}"),
        ("en: Too many", "en: 'Too many {x}'", "texts[0].en", "NO_SUCH", ""),
        ("T12:00:00+00:00'", "T12:00:00'", "rules[0].active[0].starts", "NEEDS_ZONE", ""),
    ],
)  # fmt: skip
def test_one_mistake_is_told_with_its_line(
    right: str, wrong: str, path: str, code: str, near: str
) -> None:
    assert TEXT.count(right) >= 1
    text = TEXT.replace(right, wrong, 1)
    (mistake,) = refused(text).mistakes
    assert mistake.place == f"settings.yaml:{line_of(TEXT, right)} {path}"
    assert mistake.problem.code == code
    assert not near or near in mistake.problem.nearest


def test_all_mistakes_are_told_at_once_in_both_languages() -> None:
    text = TEXT.replace("supplier: fab-b", "supplier: fab", 1).replace("time", "tim")
    text = text.replace("order.province", "order.provinse").replace("id: west", "id: big-orders")
    error = refused(text)
    assert {one.problem.code for one in error.mistakes} == {"NO_SUCH", "BAD_CONDITION", "TWICE"}
    assert "did you mean 'fab-b'" in str(error)
    assert "是不是" in error.in_words("zh")
    assert len(error.in_words("zh").splitlines()) == len(error.mistakes) + 1


@pytest.mark.parametrize(
    ("wrong", "zh", "en"),
    [
        (
            "line.quantty > 1",
            "条件有错（第 1 行第 5 个字符）：没有 line.quantty，是不是 line.quantity？",
            "(line 1, column 5): there is no line.quantty: did you mean line.quantity?",
        ),
        (
            "line.quantity > 1.5",
            "条件有错（第 1 行第 15 个字符）：整数和小数不能比较：数字要带小数点，写 3.0 不写 3",
            "cannot be compared: write the number with a point: 3.0 instead of 3",
        ),
        (
            "''",
            "条件有错：条件是空的；总是成立请写 true",
            "is wrong: the condition is empty: write true",
        ),
    ],
)
def test_a_mistake_in_a_condition_is_told_in_either_language(wrong: str, zh: str, en: str) -> None:
    error = refused(TEXT.replace("line.quantity > 1", wrong, 1))
    (mistake,) = error.mistakes
    assert mistake.in_words("zh").endswith(zh)
    assert mistake.in_words("en").endswith(en)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("stores: [\n", "NOT_YAML", 2),
        ("a: 1\nb: *x\n", "NOT_YAML", 2),
        ("a: &a [*a]\n", "NOT_YAML", 1),
        ("stores: !!python/object:os.system x\n", "NOT_YAML", 1),
        (b"# caf\xe9\n", "NOT_UTF8", 1),
    ],
)
def test_what_is_no_yaml_is_told_with_its_line(text: str | bytes, code: str, line: int) -> None:
    (mistake,) = refused(text).mistakes
    assert (mistake.problem.code, mistake.place) == (code, f"settings.yaml:{line}")


def test_a_circle_of_fall_backs_is_told_to_each_supplier_in_it() -> None:
    plain = plain_of(RICH)
    plain["suppliers"][1]["fall_back"] = "fab-a"
    with pytest.raises(SettingsRefused) as refused_:
        checked_settings(plain)
    first, second = refused_.value.mistakes
    assert [first.place, second.place] == ["suppliers[0].fall_back", "suppliers[1].fall_back"]
    assert "fab-a → fab-b → fab-a" in first.in_words("zh")
    assert "leads back to itself: fab-b → fab-a → fab-b" in second.in_words("en")


def test_who_falls_back_on_a_circle_is_not_in_it() -> None:
    plain = plain_of(RICH)
    plain["suppliers"][1]["fall_back"] = "fab-a"
    plain["suppliers"].append({"id": "fab-c", "name": "丙厂", "fall_back": "fab-a"})
    with pytest.raises(SettingsRefused) as refused_:
        checked_settings(plain)
    assert len(refused_.value.mistakes) == 2


def test_a_supplier_that_never_works_is_refused() -> None:
    plain = plain_of(RICH)
    plain["suppliers"][0]["workdays"] = []
    with pytest.raises(SettingsRefused, match=r"suppliers\[0\].workdays: must not be empty"):
        checked_settings(plain)


def test_a_name_written_twice_does_not_silently_win() -> None:
    text = TEXT.replace("language: zh\n", "language: zh\nlanguage: en\n", 1)
    assert [one.problem.code for one in refused(text).mistakes] == ["KEY_TWICE"]


def test_an_empty_file_says_what_is_missing() -> None:
    assert {one.problem.path for one in refused("").mistakes} == {("stores",), ("suppliers",)}


def test_plain_data_is_judged_like_a_file() -> None:
    assert checked_settings(plain_of(RICH)) == RICH
    plain = plain_of(RICH)
    plain["skus"][0]["supplier"] = "fab"
    with pytest.raises(SettingsRefused, match=r"skus\[0\].supplier: no supplier 'fab'"):
        checked_settings(plain)


def test_a_file_saved_by_a_windows_editor_is_read() -> None:
    data = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    assert read_settings_file(data, "settings.yaml") == RICH
