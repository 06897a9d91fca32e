"""Packages and inserts: who decides, what it costs, and that the order of lines means nothing."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedan.domain.packing import TOO_BIG, Packing, PackingRules, pack, packed, repacked
from hedan.domain.parcels import Parcel, ParcelLine
from hedan.domain.parts import Handling, Part
from hedan.settings import SkuSettings
from hedan.settings.packing import InsertSettings, PackageSettings
from tests.domain.builders import NOW, RECEIVER, line_key

BAG = PackageSettings(
    code="bag", name="气泡袋", rank=1, cost_minor=30, weight_grams=20, volume_ml=1000
)
CARTON = PackageSettings(
    code="carton", name="纸箱", rank=2, cost_minor=120, weight_grams=200, volume_ml=3000
)
CRATE = PackageSettings(
    code="crate", name="大箱", rank=2, cost_minor=300, weight_grams=500, volume_ml=9000
)
GIFT_BOX = PackageSettings(code="gift-box", name="礼盒", cost_minor=500, volume_ml=500)
PACKAGES = (BAG, CARTON, CRATE, GIFT_BOX)
CARD = InsertSettings(code="card", name="感谢卡", cost_minor=5)
MANUAL = InsertSettings(code="manual", name="说明书", cost_minor=8, skus=("MUG",))
INVOICE = InsertSettings(code="invoice", name="发票", cost_minor=2, stores=("other-shop",))
INSERTS = (CARD, MANUAL, INVOICE)


def sku(code: str, **changes: object) -> SkuSettings:
    return SkuSettings(
        sku=code, name=code, supplier="factory-a", weight_grams=100, volume_ml=400
    ).but(**changes)


SKUS = {
    one.sku: one
    for one in (
        sku("CUP"),
        sku("SOCKS", package="bag"),
        sku("MUG", package="carton"),
        sku("LAMP", fixed_packing=True, package="gift-box"),
        sku("ODD", volume_ml=0, weight_grams=0),
    )
}
RULES = PackingRules(skus=SKUS, packages=PACKAGES, inserts=INSERTS)


def line(code: str, quantity: int = 1, line_id: str = "", **changes: object) -> ParcelLine:
    return ParcelLine(
        key=line_key("1", line_id or code),
        sku=code,
        name=code,
        spec="",
        quantity=quantity,
        paid_minor=0,
        is_gift=False,
    ).but(**changes)


def parcel(*lines: ParcelLine) -> Parcel:
    return Parcel(
        parcel_id="P1",
        store="cup-shop",
        supplier="factory-a",
        wave_id="W1",
        workbook="factory-a-000001",
        lines=lines,
        receiver=RECEIVER,
        remarks=(),
        deadline=None,
        reasons=("ALONE: no further order",),
    )


def asking(text: str) -> Handling:
    return Handling(package=text)


@pytest.mark.parametrize(
    ("lines", "package"),
    [
        ([line("CUP", 2)], "bag"),  # 800 ml: the smallest that holds them, the gift box does not.
        ([line("CUP", 3)], "carton"),
        ([line("CUP", 8)], "crate"),
        ([line("SOCKS", 1)], "bag"),
        ([line("SOCKS"), line("MUG")], "carton"),  # Carton over bag.
        ([line("MUG", 8)], "crate"),  # 3,200 ml: a roomier one of the same rank.
        ([line("LAMP"), line("MUG")], "gift-box"),  # Its own box before all groups.
        ([line("LAMP", handling=asking("crate"))], "crate"),  # Somebody asks: before its own box.
        ([line("CUP", handling=asking("大箱"))], "crate"),  # By its name.
        ([line("CUP", handling=asking("bag")), line("MUG", handling=asking("crate"))], "crate"),
        ([line("ODD")], ""),  # Nobody knows how big it is.
        ([line("ODD"), line("SOCKS")], "bag"),
        ([line("CUP", handling=asking("红色礼品纸"))], ""),
    ],
)
def test_who_decides_about_the_package(lines: list[ParcelLine], package: str) -> None:
    assert pack(lines, RULES).package == package


def test_a_wish_that_the_settings_do_not_know_stays_in_its_words() -> None:
    packing = pack([line("LAMP", handling=asking(" 红色礼品纸 "))], RULES)
    assert (packing.package, packing.wishes) == ("", ("红色礼品纸",))
    assert packing.cost_minor == CARD.cost_minor
    both = pack([line("CUP", handling=asking("wrap")), line("MUG", handling=asking("bag"))], RULES)
    assert (both.package, both.wishes) == ("bag", ("wrap",))


def test_cost_weight_and_waste_are_told_where_they_are_known() -> None:
    packing = pack([line("MUG", 2), line("CUP")], RULES)
    assert packing.cost_minor == CARTON.cost_minor + CARD.cost_minor + MANUAL.cost_minor
    assert (packing.weight_grams, packing.volume_ml, packing.waste_ml) == (500, 1200, 1800)
    unknown = pack([line("MUG"), line("ODD")], RULES)
    assert (unknown.package, unknown.weight_grams, unknown.waste_ml) == ("carton", None, None)


def test_what_is_too_big_for_every_package_is_said() -> None:
    packing = pack([line("CUP", 30)], RULES)
    assert packing.package == ""
    assert packing.warnings == (
        f"{TOO_BIG}: 12000 ml of goods, and the largest package holds 9000",
    )
    kept = packed(parcel(line("MUG", 30)), RULES)
    assert kept.package == "carton"
    assert kept.reasons[0].startswith("ALONE")
    assert kept.reasons[1].startswith(TOO_BIG)
    some = RULES._replace(packages=(*PACKAGES, CRATE.but(code="sack", name="袋", volume_ml=0)))
    assert pack([line("CUP", 30)], some).reasons == (), "the sack may hold them"


def test_inserts_go_by_store_and_goods_each_once() -> None:
    assert pack([line("CUP")], RULES).inserts == ("card",)
    assert pack([line("MUG", 3), line("MUG", line_id="2")], RULES).inserts == ("card", "manual")
    combo = line("SET", parts=(Part(sku="CUP", quantity=1), Part(sku="MUG", quantity=1)))
    assert pack([combo], RULES).inserts == ("card", "manual")
    other = line("CUP").but(
        key=line_key("1", "x").but(order=line_key().order.but(store="other-shop"))
    )
    assert pack([other], RULES).inserts == ("card", "invoice")


def test_a_combo_is_packed_as_its_parts_with_their_gifts() -> None:
    gift = Part(sku="CUP", quantity=2, is_gift=True)
    combo = line("SET", parts=(Part(sku="SOCKS", quantity=1), gift))
    assert pack([combo], RULES).volume_ml == 1200


def test_who_leaves_takes_the_reason_for_the_package_along() -> None:
    socks, mug = line("SOCKS"), line("MUG")
    both = packed(parcel(socks, mug), RULES)
    assert (both.package, both.inserts) == ("carton", ("card", "manual"))
    left = repacked(both, [socks.key], RULES)
    assert (left.package, left.inserts) == ("bag", ("card",))
    assert left.but(package=both.package, inserts=both.inserts) == both
    assert packed(both.without([mug.key], "refund", NOW), RULES).package == "bag"
    assert repacked(both, [socks.key, mug.key], RULES) is both
    assert repacked(both, [], RULES) is both


def test_a_warning_does_not_outlive_what_was_too_big() -> None:
    mug, socks = line("MUG", 30), line("SOCKS")
    big = packed(parcel(mug, socks), RULES)
    assert any(reason.startswith(TOO_BIG) for reason in big.reasons)
    assert repacked(big, [socks.key], RULES).reasons == ("ALONE: no further order",)


LINES = st.lists(
    st.builds(
        line,
        st.sampled_from([*SKUS, "NOBODY-KNOWS"]),
        st.integers(1, 12),
        handling=st.sampled_from(["", "", "", "bag", "纸箱", "paper"]).map(asking),
    ),
    min_size=1,
    max_size=5,
).map(lambda made: [one.but(key=line_key("1", f"L{n}")) for n, one in enumerate(made)])
CODES = {one.code: one for one in PACKAGES}


@given(LINES, st.integers())
def test_lines_and_packages_in_any_order_are_packed_alike(
    lines: list[ParcelLine], seed: int
) -> None:
    packing = pack(lines, RULES)
    shuffled, packages = list(lines), list(PACKAGES)
    Random(seed).shuffle(shuffled)
    Random(seed).shuffle(packages)
    assert pack(shuffled, RULES._replace(packages=packages)) == packing


@given(LINES)
def test_cost_and_waste_add_up_and_a_package_of_size_holds_or_is_told(
    lines: list[ParcelLine],
) -> None:
    packing: Packing = pack(lines, RULES)
    costs = {one.code: one.cost_minor for one in (*PACKAGES, *INSERTS)}
    used = [*packing.inserts, *([packing.package] if packing.package else [])]
    assert packing.cost_minor == sum(costs[code] for code in used)
    assert len(set(packing.inserts)) == len(packing.inserts)
    if packing.package and packing.volume_ml is not None:
        room = CODES[packing.package].volume_ml
        fits = packing.volume_ml <= room
        assert fits == (not packing.warnings)
        assert packing.waste_ml == (room - packing.volume_ml if fits else None)
    if packing.waste_ml is not None:
        assert packing.waste_ml >= 0
