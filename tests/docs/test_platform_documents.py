"""What the documents say about platforms is what the code declares, in both languages."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from hedan.adapters.schedules import CERTIFY_AT, SWEEP_DAYS
from hedan.domain.certificate import Certificate, ListingProof, OpenWindow
from hedan.domain.pull_ledger import QUIET_FROM, Listing, SetAside
from hedan.exports.dialects import DIALECTS
from hedan.pages.certificate import certificate_text
from hedan.platforms.filed.formats import FORMATS
from hedan.platforms.mall.callback import TYPES
from hedan.platforms.registry import CAPABILITIES, STORES
from hedan.settings import LIMIT_BY_API, LIMIT_BY_SHEETS
from infra.local.places import ROOT
from infra.store_needs import NEEDS, OWN_ADDRESS
from tests.docs import platform_tables
from tests.docs.markdown import Document, shape, spans, tables_of
from tests.docs.tables import Language
from tests.infra.template import resources

READMES: dict[Language, str] = {"en": "README.md", "zh": "README.zh-CN.md"}
PLATFORMS: dict[Language, str] = {"en": "docs/platforms.md", "zh": "docs/platforms.zh-CN.md"}
CONTRACTS: dict[Language, str] = {
    "en": "docs/mall-contract.md",
    "zh": "docs/mall-contract.zh-CN.md",
}
RETRY_PLANS: dict[Language, str] = {"en": "Refusals", "zh": "平台拒绝时"}
TABLES = {
    "doors": platform_tables.doors(),
    "calls": platform_tables.calls(),
    "files": platform_tables.files(),
}

languages = pytest.mark.parametrize("language", ["en", "zh"])


# --- what a platform can do ---------------------------------------------------------------------


@languages
@pytest.mark.parametrize("name", TABLES)
def test_table_says_what_the_code_declares(name: str, language: Language) -> None:
    assert TABLES[name].lines(language) in tables_of(ROOT / READMES[language])


def test_every_platform_is_in_every_table() -> None:
    names = [f"`{name}`" for name in STORES]
    assert set(STORES) == set(CAPABILITIES) == set(platform_tables.NAMES)
    for table in TABLES.values():
        for rows in table.rows.values():
            assert [row[0].rpartition(" ")[2] for row in rows] == names
    assert set(DIALECTS) | set(FORMATS) <= set(STORES)


@languages
def test_every_error_code_stands_with_its_plan(language: Language) -> None:
    plans = platform_tables.retry_plans().lines(language)
    assert plans in tables_of(ROOT / PLATFORMS[language])


@languages
def test_every_platform_says_what_to_apply_for(language: Language) -> None:
    readme = Document.read(READMES[language])
    title = {"en": "Platforms", "zh": "平台"}[language]
    rows = readme.section(title).tables[-1]
    assert [spans(row[0]) for row in rows] == [{name} for name in STORES]


@languages
def test_platforms_with_one_address_for_all_name_it(language: Language) -> None:
    named = set(Document.read(PLATFORMS[language]).code_spans)
    assert {needs.api_url for needs in NEEDS.values()} - {OWN_ADDRESS} <= named


# --- options ------------------------------------------------------------------------------------


def test_options_stand_in_the_words_of_the_code() -> None:
    documented = tables_of(ROOT / PLATFORMS["en"])
    owners = [*(one.platform for one in CAPABILITIES.values() if one.options), "*"]
    for owner in owners:
        assert platform_tables.option_lines(owner) in documented


@languages
def test_no_option_is_missing_or_made_up(language: Language) -> None:
    document = Document.read(PLATFORMS[language])
    options = (one for one in document.sections if one.title != RETRY_PLANS[language])
    rows = [row for one in options for table in one.tables for row in table]
    names = [f"`{name}`" for _, name, _ in platform_tables.options()]
    assert [row[0] for row in rows] == names


# --- two languages ------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", [PLATFORMS, CONTRACTS], ids=["platforms", "mall contract"])
def test_both_languages_have_the_same_shape(pair: dict[Language, str]) -> None:
    english, chinese = Document.read(pair["en"]), Document.read(pair["zh"])
    assert shape(english) == shape(chinese)
    assert [len(one.links) for one in (english, chinese)] == [len(english.links)] * 2


def test_both_contracts_show_the_same_messages_and_names() -> None:
    english, chinese = (Document.read(CONTRACTS[language]) for language in ("en", "zh"))
    for kind in ("json", "http"):
        assert chinese.blocks(kind) == english.blocks(kind)
    assert set(chinese.code_spans) == set(english.code_spans)


# --- numbers ------------------------------------------------------------------------------------

COUNTS = {3: "three", 5: "five"}


def test_numbers_are_those_of_the_code() -> None:
    readme = Document.read(READMES["en"])
    doors = readme.section("Three doors").text
    proof = readme.section("Proof that no order is missing").text
    assert f"made in the last {COUNTS[SWEEP_DAYS]} days" in doors
    assert f"more than {LIMIT_BY_API // timedelta(minutes=1)} minutes ago" in proof
    assert f"({LIMIT_BY_SHEETS // timedelta(hours=1)} hours where only sheets" in proof
    assert f"When {COUNTS[QUIET_FROM]} orders in a row" in proof
    certificate = Document.read("docs/runbook.md").section("Read a certificate").text
    assert f"written at {CERTIFY_AT[0]:02}:{CERTIFY_AT[1]:02}" in certificate


def test_number_waits_as_long_as_is_said() -> None:
    queue = resources("AWS::SQS::Queue")["ShipQueue"]
    tries = queue["RedrivePolicy"]["maxReceiveCount"]
    waits = timedelta(seconds=tries * queue["VisibilityTimeout"])
    assert waits == timedelta(hours=5)
    said = Document.read("docs/runbook.md").section("ShipQueueFailuresAlarm").text
    assert f"after {tries} tries in about five hours" in said


# --- the certificate ----------------------------------------------------------------------------


def a_certificate() -> Certificate:
    """Return a day on which one window has not closed."""
    since, until = (datetime(2026, 11, day, 16, tzinfo=UTC) for day in (20, 21))
    complete = ListingProof(
        listing=Listing.ORDERS,
        windows=577,
        asked=579,
        pages=585,
        rows=214,
        distinct=212,
        counted=212,
        taken=211,
        rows_set_aside=1,
        set_aside=(SetAside(subject="6920261121000001453", reason="Malformed: pay_time: missing"),),
        doors={"push": 201, "poll": 10},
        slowest={"push": 4, "poll": 291},
        gaps=(),
        open=(),
    )
    waiting = complete.but(
        listing=Listing.AFTER_SALES,
        rows_set_aside=0,
        set_aside=(),
        taken=212,
        doors={},
        slowest={},
        open=(
            OpenWindow(
                since=datetime(2026, 11, 21, 7, 5, tzinfo=UTC),
                until=datetime(2026, 11, 21, 7, 10, tzinfo=UTC),
                why="the platform counts 3 rows, 2 came",
            ),
        ),
    )
    return Certificate(
        store="cup-house",
        store_name="示例水杯店",
        platform="doudian",
        day="2026-11-21",
        zone="Asia/Shanghai",
        since=since,
        until=until,
        made_at=datetime(2026, 11, 21, 20, 40, tzinfo=UTC),
        listings=(complete, waiting),
    )


def test_runbook_shows_a_certificate_as_it_is_written() -> None:
    (shown,) = Document.read("docs/runbook.md").section("Read a certificate").blocks
    assert shown[1] + "\n" == certificate_text(a_certificate(), "en")


def test_mall_contract_and_code_know_the_same_messages() -> None:
    text = Document.read(CONTRACTS["en"]).section("6. Messages from the mall").text
    named = set(re.findall(r"`((?:order|refund|shipment|stock|review|endpoint)\.[a-z_]+)`", text))
    assert named == set(TYPES)
