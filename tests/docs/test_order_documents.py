"""What the documents say about rules, findings and the team is what the code says, in both."""

import ast
import json
import re
from datetime import timedelta
from inspect import getsource

import pytest

from hedan.adapters.schedules import SNAPSHOT_AT
from hedan.domain.approvals import VALID
from hedan.domain.bulk_acts import ROWS_MAX, UNDO_WITHIN
from hedan.domain.checks import NEVER_WAIVED
from hedan.domain.classes import classify
from hedan.domain.dry_run import EXAMPLES_MAX
from hedan.domain.parts import GIFTS_PER_LINE_MAX
from hedan.domain.people import Role
from hedan.rules.bounds import LENGTH_MAX, MAPS_MAX, PLUS_MAX, STEPS_NESTED_MAX
from hedan.settings import Settings
from hedan.settings.changes import DECIDING
from hedan.settings_files import SettingsRefused, read_settings_file
from hedan.texts import TEXTS
from infra.local.bench_dry_run import ORDERS
from infra.local.bench_dry_run import RULES as RULES_TRIED
from infra.local.places import ROOT
from tests.docs import rule_tables
from tests.docs.markdown import Document, code, shape, spans, tables_of
from tests.docs.order_tables import OF_FINDINGS, OF_RULES, OF_TEAM
from tests.docs.tables import LANGUAGES, Language
from tests.infra.template import functions, resources

READMES: dict[Language, str] = {"en": "README.md", "zh": "README.zh-CN.md"}
RULES: dict[Language, str] = {"en": "docs/rules.md", "zh": "docs/rules.zh-CN.md"}
FINDINGS: dict[Language, str] = {"en": "docs/findings.md", "zh": "docs/findings.zh-CN.md"}
NUMBERS: dict[int, dict[Language, str]] = {
    2: {"en": "two", "zh": "两"},
    3: {"en": "three", "zh": "三"},
}

languages = pytest.mark.parametrize("language", LANGUAGES)


# --- rules --------------------------------------------------------------------------------------


@languages
@pytest.mark.parametrize("name", OF_RULES)
def test_table_of_rules_says_what_the_code_says(name: str, language: Language) -> None:
    assert OF_RULES[name].lines(language) in tables_of(ROOT / RULES[language])


@languages
def test_conditions_that_are_shown_are_those_that_are_tested(language: Language) -> None:
    (shown,) = Document.read(RULES[language]).blocks("js")
    assert shown == rule_tables.examples(language)


# What the rules that are shown speak of.
AROUND = """
stores: [{ id: my-store, platform: doudian, name: 我的小店, shop_id: "1" }]
suppliers: [{ id: my-factory, name: 我的工厂 }]
skus: [{ sku: GIFT-BOX, name: 礼盒, supplier: my-factory }]
carriers: [{ code: ems, name: EMS, number_pattern: "E.*" }]
"""


@languages
@pytest.mark.parametrize("files", [READMES, RULES], ids=["readme", "rules"])
def test_rules_that_are_shown_can_be_saved(files: dict[Language, str], language: Language) -> None:
    shown = rules_shown(files[language])
    assert shown == rules_shown(files["en"])
    assert read_settings_file((shown + AROUND).encode(), "settings.yaml").rules


def rules_shown(file: str) -> str:
    """Return the excerpt of the settings that is about rules."""
    (shown,) = [one for one in Document.read(file).blocks("yaml") if one.startswith("rules:")]
    return shown


@languages
def test_mistake_that_is_shown_is_told_so(language: Language) -> None:
    (shown,) = Document.read(RULES[language]).blocks("yaml")
    wrong = shown.replace("order.total", "order.totl") + AROUND
    with pytest.raises(SettingsRefused) as refused:
        read_settings_file(wrong.encode(), "settings.yaml")
    (told,) = Document.read(RULES[language]).blocks("text")
    assert told in refused.value.in_words(language)


def classes() -> set[str]:
    """Return the tags that classify() gives, without what follows their colon."""
    (given,) = [
        one for one in ast.walk(ast.parse(getsource(classify))) if isinstance(one, ast.Dict)
    ]
    written = [ast.unparse(key) for key in given.keys if key is not None]
    return {re.sub(r"^f?'([a-z_]+).*", r"\1", key) for key in written}


@languages
def test_classes_that_every_order_gets_are_named(language: Language) -> None:
    title = {"en": "When: what a condition can ask", "zh": "什么时候：条件里能问什么"}[language]
    (line,) = [
        line
        for line in Document.read(RULES[language]).section(title).lines
        if line.startswith("`order.tags`")
    ]
    assert {one.partition(":")[0] for one in spans(line)} == classes() | {"order.tags"}


@languages
def test_what_no_rule_lets_pass_is_named(language: Language) -> None:
    document = Document.read(RULES[language])
    title = {"en": "What no rule can let pass", "zh": "规则放不过的"}[language]
    assert spans(document.section(title).text) == NEVER_WAIVED | {"release"}


@languages
def test_bounds_of_a_condition_are_those_of_the_code(language: Language) -> None:
    title = {"en": "Mistakes", "zh": "写错了"}[language]
    text = Document.read(RULES[language]).section(title).text
    steps, maps = NUMBERS[STEPS_NESTED_MAX][language], NUMBERS[MAPS_MAX][language]
    told = {
        "en": f"at most {LENGTH_MAX:,} characters, {steps} steps through lists inside each other, "
        f"{maps} times `map` and {PLUS_MAX} times `+`",
        "zh": f"最多 {LENGTH_MAX:,} 个字符，列表套列表最多 {steps} 层，`map` 最多 {maps} 次，"
        f"`+` 最多 {PLUS_MAX} 次",
    }
    assert told[language] in text


def test_room_for_gifts_is_that_of_the_code() -> None:
    text = Document.read(RULES["en"]).section("Then: what a rule can do").text
    assert f"A line has room for {GIFTS_PER_LINE_MAX} gifts" in text


def test_what_wants_a_dry_run_is_named() -> None:
    text = Document.read(READMES["en"]).section("Try rules on the past").text
    assert {"checks", "merge", "split", "classes", "rules"} == DECIDING
    named = "changes checks, merging, splitting, classes, rules or who ships"
    assert f"{named} is refused without a dry run" in text
    assert f"up to {NUMBERS[EXAMPLES_MAX]['en']} orders as examples" in text
    budget = json.loads((ROOT / "docs" / "budgets.json").read_text())["dry_run"]
    limit = f"{budget['orders_100000_seconds']} s for {ORDERS:,} orders and {RULES_TRIED} rules"
    assert limit in text


# --- findings -----------------------------------------------------------------------------------


@languages
@pytest.mark.parametrize("name", OF_FINDINGS)
def test_table_of_findings_says_what_the_code_says(name: str, language: Language) -> None:
    assert OF_FINDINGS[name].lines(language) in tables_of(ROOT / FINDINGS[language])


def test_every_finding_that_has_a_text_is_documented_once() -> None:
    document = Document.read(FINDINGS["en"])
    found, elsewhere = (
        document.section(title).tables[0]
        for title in ("Found by checks", "Found by rules, stock, suppliers and people")
    )
    documented = [code(row[0]) for row in (*found, *elsewhere)]
    texts = {key.split(".")[1] for key in TEXTS if key.startswith("finding.")}
    assert sorted(documented) == sorted(texts)


def test_held_orders_are_looked_at_as_often_as_is_said() -> None:
    events = functions()["RecheckHeld"]["Events"].values()
    every = [event["Properties"].get("ScheduleExpression") for event in events]
    assert "rate(10 minutes)" in every
    for name in (READMES["en"], FINDINGS["en"]):
        assert re.search("every ten minutes", (ROOT / name).read_text(encoding="utf-8"))


# --- the team -----------------------------------------------------------------------------------


@languages
@pytest.mark.parametrize("name", OF_TEAM)
def test_roles_may_what_the_code_lets_them(name: str, language: Language) -> None:
    assert OF_TEAM[name].lines(language) in tables_of(ROOT / READMES[language])


def test_roles_are_the_groups_of_the_user_pool() -> None:
    groups = resources("AWS::Cognito::UserPoolGroup").values()
    assert set(Role) == {group["GroupName"] for group in groups}


def test_numbers_of_the_team_are_those_of_the_code() -> None:
    text = Document.read(READMES["en"]).section("The team's API").text
    assert f"for {NUMBERS[VALID // timedelta(days=1)]['en']} days at most" in text
    assert f"a row for each order, at most {ROWS_MAX:,};" in text
    assert f"Within {UNDO_WITHIN // timedelta(hours=1)} hours it can be undone" in text
    rules = Settings.model_fields["publish"].annotation
    assert rules is not None
    assert {"four_eyes_publish", "four_eyes_release"} <= spans(text) & set(rules.model_fields)


def test_snapshots_are_kept_as_long_and_made_when_is_said() -> None:
    bucket = resources("AWS::S3::Bucket")["FileBucket"]
    expiry = {
        rule["Prefix"]: rule["ExpirationInDays"]
        for rule in bucket["LifecycleConfiguration"]["Rules"]
        if "Prefix" in rule and "ExpirationInDays" in rule
    }
    limits = Document.read(READMES["en"]).section("Honest limits").text
    kept = f"Snapshots and dry runs expire after {expiry['snapshots/']} days"
    assert expiry["dry-runs/"] == expiry["snapshots/"]
    assert f"{kept}, the counts of how SKUs were bought after {expiry['history/']}." in limits
    told = Document.read("docs/runbook.md").section("Take a day into the snapshots by hand").text
    assert f"at {SNAPSHOT_AT[0]:02}:{SNAPSHOT_AT[1]:02}" in told


# --- two languages ------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", [RULES, FINDINGS], ids=["rules", "findings"])
def test_both_languages_have_the_same_shape_and_name_the_same(pair: dict[Language, str]) -> None:
    english, chinese = (Document.read(pair[language]) for language in LANGUAGES)
    assert shape(english) == shape(chinese)
    assert set(english.code_spans) == set(chinese.code_spans)
    assert len(english.links) == len(chinese.links)
