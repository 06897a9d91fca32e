"""The preview tells what changes, before and after, in both languages; nothing else."""

from hypothesis import HealthCheck, given, settings

from hedan.settings import Settings, SkuSettings
from hedan.settings.changes import Changed, preview
from hedan.texts.settings import change_in_words
from tests.settings.samples import RICH
from tests.settings.strategies import all_settings

LARGE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
CUP, *OTHERS = RICH.skus


@settings(max_examples=30, suppress_health_check=LARGE)
@given(all_settings(), all_settings())
def test_nothing_changes_exactly_when_both_say_the_same(one: Settings, other: Settings) -> None:
    assert preview(one, one.but(version=7)).is_empty
    assert preview(one, other).is_empty == (one == other)
    for language in ("zh", "en"):
        assert change_in_words(language, preview(one, other))


def test_each_change_is_told_before_and_after() -> None:
    dearer = CUP.but(cost_minor=900, name="保温杯 大红")
    new = SkuSettings(sku="NEW", name="新品", supplier="fab-a")
    wanted = RICH.but(skus=(dearer, OTHERS[1], new), merge=RICH.merge.but(window_minutes=45))
    change = preview(RICH, wanted)
    assert [(one.subject, one.name, one.what) for one in change.changes] == [
        ("skus", "0012", "removed"),
        ("skus", "CUP-RED", "changed"),
        ("skus", "NEW", "added"),
        ("merge", "", "changed"),
    ]
    assert change_in_words("en", change) == (
        "no more SKU 0012",
        "SKU CUP-RED: Name 保温杯 红 → 保温杯 大红",
        "SKU CUP-RED: Cost (minor units) (none) → 900",
        "new SKU NEW",
        "merge: Merge: window (minutes) 30 → 45",
    )
    assert "商家编码 CUP-RED：成本（分） （空） → 900" in change_in_words("zh", change)


def test_only_what_decides_orders_wants_a_dry_run() -> None:
    assert not preview(RICH, RICH.but(contacts=(), language="en")).wants_dry_run
    assert preview(RICH, RICH.but(rules=RICH.rules[1:])).wants_dry_run
    assert preview(RICH, RICH.but(merge=RICH.merge.but(enabled=False))).wants_dry_run
    assert preview(RICH, RICH.but(checks=RICH.checks.but(quantity_max=3))).wants_dry_run


def test_who_ships_and_how_it_is_split_wants_a_dry_run() -> None:
    tea = RICH.skus[2]
    first, second = RICH.suppliers
    for wanted in (
        RICH.but(split=RICH.split.but(weight_grams_max=9)),
        RICH.but(skus=(*RICH.skus[:2], tea.but(sources=()))),
        RICH.but(skus=(*RICH.skus[:2], tea.but(supplier="fab-a"))),
        RICH.but(suppliers=(first, second.but(refused_regions=()))),
        RICH.but(suppliers=(first.but(fall_back=None), second)),
        RICH.but(stores=(RICH.stores[0].but(supplier="fab-b"), RICH.stores[1])),
    ):
        assert preview(RICH, wanted).wants_dry_run


def test_what_past_orders_tell_nothing_about_wants_none() -> None:
    first, second = RICH.suppliers
    new = SkuSettings(sku="NEW", name="新品", supplier="fab-a")
    for wanted in (
        RICH.but(suppliers=(first.but(holidays=(), daily_parcels_max=9), second)),
        RICH.but(skus=(*RICH.skus, new)),
        RICH.but(skus=(CUP.but(shelf="B-1", cost_minor=5), *OTHERS)),
        RICH.but(packages=RICH.packages[:1], inserts=()),
    ):
        assert not preview(RICH, wanted).wants_dry_run


def test_sources_and_holidays_are_told_before_and_after() -> None:
    tea, fab = RICH.skus[2], RICH.suppliers[0]
    wanted = RICH.but(
        skus=(*RICH.skus[:2], tea.but(sources=tea.sources[:1])),
        suppliers=(fab.but(holidays=fab.holidays[:1]), RICH.suppliers[1]),
    )
    assert change_in_words("en", preview(RICH, wanted)) == (
        "supplier fab-a: Holidays 2026-10-01, 2026-10-02 → 2026-10-01",
        "SKU TEA-250: Sources supplier=fab-b; share=70, supplier=fab-a; share=30 → "
        "supplier=fab-b; share=70",
    )
    assert "货源" in change_in_words("zh", preview(RICH, wanted))[1]


def test_stores_and_suppliers_that_vanish_are_named() -> None:
    change = preview(RICH, RICH.but(stores=RICH.stores[:1]))
    assert change.vanishing == (Changed(subject="stores", name="sheet-house", what="removed"),)


def test_another_order_of_the_same_is_told_as_that() -> None:
    change = preview(RICH, RICH.but(skus=RICH.skus[::-1]))
    assert [one.what for one in change.changes] == ["moved"]
