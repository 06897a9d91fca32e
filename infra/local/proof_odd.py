"""What must be true of the odd orders: each finding raised, rules obeyed, the mended go on."""

from collections.abc import Callable

from hedan.domain.line_work import LineState
from infra.local.odd_day import (
    APART,
    MAPPED,
    MERGED_NEVER,
    POSTERS,
    ROUTED,
    SET,
    WINNER,
    was_raised,
)
from infra.local.odd_goods import CARD, POSTER, STOOL, TABLE_SET
from infra.local.odd_orders import finding_codes, scene_of
from infra.local.scenes import Day

type Claim = tuple[str, Callable[[Day], bool]]


def _all_raised(day: Day) -> bool:
    return all(was_raised(day, code) for code in finding_codes())


def _went_on(day: Day, scene: str, code: str) -> bool:
    """Tell whether a fact ended the hold, nobody else, and the order went all the way."""
    (hold,) = [hold for hold in day.file(scene).holds.holds if hold.finding.code == code]
    return hold.closed_by == "fact" and day.states(scene) == {LineState.SHIPPED}


def _mapped(day: Day) -> bool:
    return _went_on(day, MAPPED, "SKU_UNKNOWN")


def _paid(day: Day) -> bool:
    return _went_on(day, scene_of("BALANCE_DUE"), "BALANCE_DUE")


def _earliest_got_it(day: Day) -> bool:
    """The loser's hold names the winner, and the winner's parcel has left."""
    winner = day.orders[WINNER].order_id
    told = [
        hold.finding.evidence
        for hold in day.file(scene_of("STOCK_GIVEN")).holds.open
        if hold.finding.code == "STOCK_GIVEN"
    ]
    jars = day.world.desk.stock(["JAR-LAST"])["JAR-LAST"]
    return (
        len(told) == 1
        and winner in told[0]
        and day.states(WINNER) == {LineState.SHIPPED}
        and (jars.on_hand, jars.reserved) == (0, 0)
    )


def _failed_alone(day: Day) -> bool:
    """The order waits for the rule that failed; the rule after it has been asked and spoke."""
    file = day.file(scene_of("RULE_FAILED"))
    if file.decision is None:
        return False
    why = file.decision.reasoning
    return (
        {hold.finding.code for hold in file.holds.open} == {"RULE_FAILED"}
        and {one.rule_id for one in why.failures} == {"whole-set"}
        and "posters" in {one.rule_id for one in why.given}
    )


def _poster_rows(day: Day) -> bool:
    rows = _rows(day, POSTERS)
    gifts = {row["商家编码"] for row in rows if "【赠品】" in row["商品名称"]}
    asked = all("顺丰速运" in row["买家留言与备注"] for row in rows)
    told = all("海报请用纸筒" in row["买家留言与备注"] for row in rows)
    return gifts == {CARD} and _skus(rows) == {POSTER.code: 1, CARD: 1} and asked and told


def _set_rows(day: Day) -> bool:
    """A row for each SKU, and what was paid for the set is on its parts to the fen."""
    parts = [part for work in day.file(SET).lines.values() for part in work.parts]
    return (
        _skus(_rows(day, SET))
        == {part.sku: part.quantity for part in parts}
        == {"BOWL-4": TABLE_SET.quantity, "PLATE-2": 2 * TABLE_SET.quantity}
        and sum(part.paid_minor for part in parts) == TABLE_SET.paid_fen
    )


def _routed(day: Day) -> bool:
    """The rule's supplier has the stool, its own one the rest of the order."""
    rows = {supplier: _skus(_rows(day, ROUTED, supplier)) for supplier in day.workbooks}
    return rows["factory-a"] == {STOOL.code: 1} and rows["factory-d"] == {"PLATE-2": 1}


def _never_merged(day: Day) -> bool:
    parcels = [day.parcels(scene) for scene in MERGED_NEVER]
    return all(len(found) == 1 and len(found[0].orders) == 1 for found in parcels)


def _apart(day: Day) -> bool:
    return sorted(len(parcel.lines) for parcel in day.parcels(APART)) == [1, 1]


def _rows(day: Day, scene: str, supplier: str = "") -> list[dict[str, str]]:
    """Return the rows of a scene's order in the workbooks of one supplier, or of all."""
    order_id = day.orders[scene].order_id
    return [
        row
        for name, sheets in day.workbooks.items()
        if supplier in ("", name)
        for sheet in sheets
        for row in sheet.rows
        if row["订单号"] == order_id
    ]


def _skus(rows: list[dict[str, str]]) -> dict[str, int]:
    return {row["商家编码"]: int(row["数量"]) for row in rows}


CLAIMS: tuple[Claim, ...] = (
    ("every kind of finding was raised by an order of the day", _all_raised),
    ("the unknown SKU went on by itself when the settings named it", _mapped),
    ("the presale went on by itself when its balance was paid", _paid),
    ("the last jar went to the earlier deadline, and the loser was told to whom", _earliest_got_it),
    ("a rule that failed held its order and silenced no other rule", _failed_alone),
    ("a rule's gift, carrier and words stand in the supplier's workbook", _poster_rows),
    ("a set went out as its SKUs, units and fen kept", _set_rows),
    ("a rule sent a line to another supplier", _routed),
    ("a rule kept two orders of one buyer apart", _never_merged),
    ("a rule let a line travel alone", _apart),
)
