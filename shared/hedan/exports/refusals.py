"""Why a file or a row is not taken, in both languages. {value}: what stands there."""

from collections.abc import Mapping

from hedan.domain.imported_files import RefusedCell
from hedan.errors import WorkbookRefused
from hedan.texts.text import Text

VALUE_SHOWN_CHARACTERS = 60

FILES: Mapping[str, Text] = {
    "EMPTY_FILE": Text("文件是空的。", "The file is empty."),
    "TOO_LARGE": Text(
        "文件太大（{value}）。请按时间分几次导出。",
        "The file is too large ({value}). Export shorter periods.",
    ),
    "HEADINGS_MISSING": Text(
        "这不像订单导出表，缺少这些列：{value}。请从平台后台重新导出，不要删改表头。",
        "This is no order export; columns not found: {value}. Export again, keep the headings.",
    ),
    "OTHER_PLATFORM": Text(
        "这像是 {value} 的导出表，不是这家店的平台。请放到对应的店铺。",
        "This looks like an export of {value}, not of this store's platform. Drop it there.",
    ),
    "HEADING_TWICE": Text(
        "“{value}”这一列出现了两次。请删掉多余的一列。",
        "The column '{value}' stands there twice. Delete one.",
    ),
    "NO_ROWS": Text("表里没有订单。", "There are no orders in it."),
    "NO_SHEETS": Text(
        "平台 {value} 没有可读的导出表。", "There is no sheet to read for platform {value}."
    ),
    "STORE_UNKNOWN": Text(
        "设置里没有店铺“{value}”。请检查文件夹的名字。",
        "There is no store '{value}' in the settings. Check the name of the folder.",
    ),
    "OPTION_WRONG": Text(
        "店铺设置有误：{value}。请改正后重新上传。",
        "The store's settings are wrong: {value}. Correct them and upload again.",
    ),
}

CELLS: Mapping[str, Text] = {
    "DIGITS_LOST": Text(
        "“{value}”已被当作数字，末位丢失。请重新导出，不要用表格软件另存。",
        "'{value}' was kept as a number and lost digits. Export again, do not save it anew.",
    ),
    "FORMULA": Text("这里是公式，不是数据。", "This is a formula, no data."),
    "ODD_VALUE": Text(
        "“{value}”不是这一列该有的内容。", "'{value}' is not what belongs in this column."
    ),
    "ID_WRONG": Text("“{value}”不是这个平台的编号。", "'{value}' is no number of this platform."),
    "ID_MISSING": Text("这一行没有订单号。", "There is no order number in this row."),
    "LINE_ID_MISSING": Text(
        "没有子订单编号，无法与平台对应。请导出“宝贝/商品明细”报表（含子订单编号）。",
        "There is no number of the order's line. Export the report by goods, with their numbers.",
    ),
    "LINE_TWICE": Text(
        "“{value}”出现了几次，内容不同。请重新导出。",
        "'{value}' stands there several times and differs. Export again.",
    ),
    "MANY_IN_CELL": Text(
        "一格里有几个商品：“{value}”。请按商品维度导出，一行一个子订单。",
        "Several goods in one cell: '{value}'. Export by goods: one row, one line.",
    ),
    "ITEMS_UNREADABLE": Text(
        "读不懂商品信息：“{value}”。", "The goods in this cell cannot be read: '{value}'."
    ),
    "STATUS_MISSING": Text("没有订单状态。", "There is no order status."),
    "QUANTITY_WRONG": Text("“{value}”不是数量。", "'{value}' is no quantity."),
    "QUANTITY_MISSING": Text("没有数量。", "There is no quantity."),
    "MONEY_UNREADABLE": Text("“{value}”不是金额。", "'{value}' is no amount of money."),
    "MONEY_NEGATIVE": Text("金额是负数：“{value}”。", "The amount is negative: '{value}'."),
    "MONEY_MISSING": Text("没有实付金额。", "There is no amount paid."),
    "MONEY_DIFFERS": Text(
        "同一订单的几行金额不一致：“{value}”。",
        "The rows of one order tell different amounts: '{value}'.",
    ),
    "CURRENCY_DIFFERS": Text(
        "币种不一致：“{value}”。", "The currencies of one order differ: '{value}'."
    ),
    "TIME_UNREADABLE": Text("“{value}”不是时间。", "'{value}' is no date and time."),
    "TIME_MISSING": Text("没有下单时间。", "There is no time of the order."),
    "TIME_AHEAD": Text(
        "“{value}”在将来，时区可能不对。",
        "'{value}' lies in the future: is the time zone right?",
    ),
    "OTHER_STORE": Text(
        "“{value}”是另一家店。若就是本店，请在设置里写明 export_store_name。",
        "'{value}' is another store. If it is this one, set export_store_name in the settings.",
    ),
    "TOO_MANY_LINES": Text("订单 {value} 的行数太多。", "Order {value} has too many lines."),
    "ORDER_TOO_LARGE": Text("订单 {value} 的内容太长。", "Order {value} is too long."),
    "ORDER_INCOMPLETE": Text(
        "同一订单 {value} 的另一行没有被接受，整单不导入。",
        "Another row of order {value} was refused, so the order waits as a whole.",
    ),
}


def refused_file(code: str, value: str = "") -> WorkbookRefused:
    """Make the error that refuses a whole file, said in both languages."""
    text = FILES[code]
    shown = _shown(value)
    return WorkbookRefused(code, f"{text.zh.format(value=shown)} / {text.en.format(value=shown)}")


def refused_cell(cell: str, row: int, code: str, value: str = "") -> RefusedCell:
    """Say why a row is not taken, at the cell that shows it."""
    text = CELLS[code]
    shown = _shown(value)
    return RefusedCell(
        cell=cell,
        row=row,
        code=code,
        zh=text.zh.format(value=shown),
        en=text.en.format(value=shown),
    )


def _shown(value: str) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= VALUE_SHOWN_CHARACTERS else f"{text[:VALUE_SHOWN_CHARACTERS]}…"
