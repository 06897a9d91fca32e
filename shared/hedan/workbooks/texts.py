"""Every word that a workbook shows, in both languages; the headings also in others' words."""

from types import MappingProxyType
from typing import Final

from hedan.domain.workbook_columns import Field
from hedan.workbooks.rows import Language

SHIP_SHEET: Final = MappingProxyType({"zh": "发货", "en": "Ship"})
PICK_SHEET: Final = MappingProxyType({"zh": "拣货", "en": "Pick"})
READ_ME_SHEET: Final = MappingProxyType({"zh": "说明", "en": "Read me"})

HEADINGS: Final = MappingProxyType(
    {
        Field.PARCEL: {"zh": "包裹号", "en": "Parcel"},
        Field.PART: {"zh": "件序", "en": "Part"},
        Field.SKU: {"zh": "商家编码", "en": "SKU"},
        Field.NAME: {"zh": "商品名称", "en": "Goods"},
        Field.SPEC: {"zh": "规格", "en": "Spec"},
        Field.QUANTITY: {"zh": "数量", "en": "Qty"},
        Field.GIFT: {"zh": "赠品", "en": "Gift"},
        Field.RECEIVER_NAME: {"zh": "收件人", "en": "Receiver"},
        Field.RECEIVER_PHONE: {"zh": "收件电话", "en": "Phone"},
        Field.REGION: {"zh": "省市区", "en": "Region"},
        Field.ADDRESS: {"zh": "详细地址", "en": "Address"},
        Field.REMARKS: {"zh": "买家留言与备注", "en": "Remarks"},
        Field.PACKAGE: {"zh": "包装", "en": "Package"},
        Field.INSERTS: {"zh": "随箱", "en": "Put in"},
        Field.DEADLINE: {"zh": "最晚发货时间", "en": "Ship by"},
        Field.CARRIER: {"zh": "快递公司", "en": "Carrier"},
        Field.NUMBER: {"zh": "运单号", "en": "Tracking number"},
        Field.NOTE: {"zh": "供应商留言", "en": "Supplier note"},
        Field.STORE: {"zh": "店铺", "en": "Store"},
        Field.ORDER: {"zh": "订单号", "en": "Order"},
        Field.REASONS: {"zh": "合单拆单说明", "en": "Why merged or split"},
        Field.KEY: {"zh": "行键（勿改）", "en": "Row key (keep)"},
    }
)

# What suppliers rename these headings to. Only columns that are read back; all lower case,
# without spaces and without what stands in brackets (see headings.plain_heading).
OTHER_HEADINGS: Final = MappingProxyType(
    {
        Field.KEY: ("行键", "行号键", "rowkey", "key"),
        Field.PARCEL: ("包裹编号", "包裹", "parcelid", "parcelno"),
        Field.ORDER: ("订单编号", "订单", "平台订单号", "orderid", "orderno", "ordernumber"),
        Field.RECEIVER_NAME: ("收货人", "收件人姓名", "收货人姓名", "姓名", "receivername", "name"),
        Field.RECEIVER_PHONE: (
            *("收件人电话", "收货人电话", "手机", "手机号", "电话", "联系电话"),
            *("mobile", "receiverphone", "telephone"),
        ),
        Field.CARRIER: (
            *("物流公司", "快递", "物流", "承运商", "快递名称", "物流名称"),
            *("carriername", "courier", "express", "logistics"),
        ),
        Field.NUMBER: (
            *("快递单号", "物流单号", "运单编号", "快递运单号", "物流运单号", "面单号", "单号"),
            *("tracking", "trackingno", "trackingnum", "waybill", "waybillno", "waybillnumber"),
        ),
        Field.NOTE: ("供应商备注", "厂家备注", "厂家留言", "发货备注", "note", "suppliernotes"),
    }
)

LABELS: Final = MappingProxyType(
    {
        "number": {"zh": "交接表编号", "en": "Workbook number"},
        "predecessor": {"zh": "上一份", "en": "Follows"},
        "first": {"zh": "无（这是第一份）", "en": "none (this is the first)"},
        "supplier": {"zh": "供应商", "en": "Supplier"},
        "made_at": {"zh": "制表时间", "en": "Made"},
        "rows": {"zh": "行数", "en": "Rows"},
        "hash": {"zh": "内容校验", "en": "Content hash"},
        "page": {"zh": "填好后在这里交回", "en": "Hand back here"},
        "fill": {"zh": "只填黄色三列", "en": "Fill in the three yellow columns only"},
        "gift": {"zh": "赠品", "en": "gift"},
        "carriers": {"zh": "快递公司这样写", "en": "Write carriers like this"},
        "carrier_hint_title": {"zh": "快递公司", "en": "Carrier"},
        "carrier_hint": {
            "zh": "请从下拉列表中选择，或照说明页的写法填写。",
            "en": "Choose from the list, or write it as on the Read me sheet.",
        },
        "pick": {"zh": "拣货单", "en": "Pick list"},
        "pick_hint": {
            "zh": "按货位和编码汇总，下面是每个包裹的数量；本页只供拣货，不用交回",
            "en": "Totals by shelf and SKU, below each the parcels; for picking, not read back",
        },
        "shelf": {"zh": "货位", "en": "Shelf"},
        "picked": {"zh": "已拣", "en": "Picked"},
        "total": {"zh": "合计", "en": "Total"},
        "result": {"zh": "结果", "en": "Result"},
        "reason": {"zh": "原因", "en": "Reason"},
        "accepted": {"zh": "接受", "en": "accepted"},
        "refused": {"zh": "拒绝", "en": "refused"},
        "unanswered": {"zh": "未填", "en": "not filled in"},
    }
)

READ_ME: Final = MappingProxyType(
    {
        "zh": (
            ("要做的", ""),
            ("1", "每个包裹填快递公司和运单号；同一包裹有几行时，填第一行即可，填多行须一致。"),
            ("2", "只填黄色三列：快递公司、运单号、供应商留言。缺货、改期请写在供应商留言里。"),
            ("3", "一格只填一个运单号，照面单抄写，不要用公式。"),
            ("4", "填好后保存，在上面的网址交回同一个文件。可以分几次填、分几次交。"),
            ("不要做的", ""),
            ("1", "不要改行键、包裹号、订单号、收件人和电话；不要只对某一列排序。"),
            ("2", "不要把别的文件的行粘贴进来；每个文件有自己的编号。"),
            ("3", "收到截停通知的行不要发货，即使表里还有。"),
            ("说明", ""),
            ("1", "工作表的保护没有密码，只为防止误改。"),
            ("2", "买家文字前面的圆点（·）是防止它被当作公式而加的，不属于原文。"),
        ),
        "en": (
            ("Do", ""),
            ("1", "Fill in carrier and tracking number for every parcel. Where a parcel has "
             "several rows, its first row is enough; more rows must agree."),
            ("2", "Fill in the three yellow columns only: carrier, tracking number, note. "
             "Out of stock or late: say so in the note."),
            ("3", "One tracking number a cell, as printed on the label, no formulas."),
            ("4", "Save, and hand the same file back at the address above. You may fill it in and "
             "hand it back in several goes."),
            ("Do not", ""),
            ("1", "Do not change row key, parcel, order, receiver or phone; do not sort one "
             "column alone."),
            ("2", "Do not paste rows of another file: each file has its own number."),
            ("3", "Do not ship a row after a stop notice, even if it is still listed here."),
            ("Good to know", ""),
            ("1", "The protection has no password; it is there against slips."),
            ("2", "A dot (·) before a buyer's words keeps them from being taken for a formula; "
             "it is not theirs."),
        ),
    }
)  # fmt: skip

# Why one cell or row is not taken. {value} is what stands there, {more} what helps.
REFUSALS: Final = MappingProxyType(
    {
        "DIGITS_LOST": {
            "zh": "“{value}”已被当作数字，末位丢失。请把单元格设为文本后照面单重新填写。",
            "en": "'{value}' was kept as a number and lost digits. Make the cell text, retype it.",
        },
        "FORMULA": {
            "zh": "这里是公式。请直接填写内容。",
            "en": "This is a formula. Type the value itself.",
        },
        "ODD_VALUE": {
            "zh": "“{value}”是日期、错误或是非值，不是文字。请设为文本后重新填写。",
            "en": "'{value}' is a date, an error or a truth value. Make the cell text, retype it.",
        },
        "TWO_NUMBERS": {
            "zh": "一格里有不止一个运单号：“{value}”。请只填一个。",
            "en": "More than one tracking number in a cell: '{value}'. One only.",
        },
        "TOO_LONG": {
            "zh": "内容太长，不像快递公司或运单号：“{value}”。",
            "en": "Too long for a carrier or a tracking number: '{value}'.",
        },
        "KEY_MISSING": {
            "zh": "这一行填了内容，但行键是空的，无法知道是哪个包裹。请从原文件填写。",
            "en": "Filled in, but the row key is empty: whose parcel is it? Use the file as sent.",
        },
        "KEY_DAMAGED": {
            "zh": "行键“{value}”被改动过。请从原文件填写这一行。",
            "en": "The row key '{value}' was changed. Fill this row in the file as sent.",
        },
        "KEY_TWICE": {
            "zh": "同一行键出现多次，内容不同：第 {more} 行。请只留一行。",
            "en": "The same row key stands in several rows that differ: rows {more}. Keep one.",
        },
        "ROW_MIXED": {
            "zh": "行键与这一行的包裹号、订单号、收件人或电话对不上"
            "（可能只对某一列排过序）。请从原文件填写。",
            "en": "The row key does not belong to this parcel, order, receiver or phone: was one "
            "column sorted alone? Use the file as sent.",
        },
        "MERGED_CELLS": {
            "zh": "合并单元格跨了不同的包裹。请取消合并后每个包裹分别填写。",
            "en": "Merged cells span several parcels. Unmerge them and fill in each parcel.",
        },
        "ANSWERS_DIFFER": {
            "zh": "同一包裹的几行填得不一致：第 {more} 行。",
            "en": "The rows of one parcel disagree: rows {more}.",
        },
        "NUMBER_MISSING": {
            "zh": "填了快递公司，没有运单号。",
            "en": "A carrier, but no tracking number.",
        },
        "CARRIER_MISSING": {
            "zh": "填了运单号，没有快递公司。{more}",
            "en": "A tracking number, but no carrier. {more}",
        },
        "CARRIER_UNKNOWN": {
            "zh": "不认识快递公司“{value}”。请照说明页的写法填写。{more}",
            "en": "Unknown carrier '{value}'. Write it as on the Read me sheet. {more}",
        },
        "CARRIER_AMBIGUOUS": {
            "zh": "“{value}”可以指几家快递公司：{more}。",
            "en": "'{value}' may mean several carriers: {more}.",
        },
        "NUMBER_PATTERN": {
            "zh": "运单号“{value}”不是这家快递公司的格式。{more}",
            "en": "Tracking number '{value}' does not look like this carrier's. {more}",
        },
        "ROW_FOREIGN": {
            "zh": "这一行不在这份交接表里。请只填写这份文件自己的行。",
            "en": "This row is not in this workbook. Fill in the rows of this file only.",
        },
        "NUMBER_ELSEWHERE": {
            "zh": "运单号“{value}”已经填给了另一个包裹。请核对面单。",
            "en": "Tracking number '{value}' is already given to another parcel. Check the label.",
        },
        "NOTE_ONLY": {
            "zh": "还没有运单号。留言请同时告知店主。",
            "en": "No tracking number yet. Please also tell the owner what the note says.",
        },
        "SWAPPED": {
            "zh": "快递公司和运单号像是填反了：“{value}”。",
            "en": "Carrier and tracking number seem to be swapped: '{value}'.",
        },
    }
)

LOOKS_LIKE: Final = MappingProxyType({"zh": "像是：{names}。", "en": "It looks like: {names}."})

# What became of a row's number; by the names of usecases.number_parcel.Numbering.
NUMBERINGS: Final = MappingProxyType(
    {
        "ACCEPTED": {
            "zh": "已接受，正在上传到平台。",
            "en": "Accepted; on its way to the platform.",
        },
        "SAME": {"zh": "之前已接受，没有变化。", "en": "Accepted before; nothing has changed."},
        "FENCED": {
            "zh": "买家已申请退款：请勿发货，运单号没有上传。若已寄出，请立即联系店主。",
            "en": "The buyer asked for a refund: do not ship. The number was not uploaded; if the "
            "goods have left, call the owner now.",
        },
        "ASKED_BACK": {
            "zh": "我们要求截停这一行：请勿发货，并答复截停通知。运单号没有上传。",
            "en": "We asked you to stop this row: do not ship it, and answer the stop. The number "
            "was not uploaded.",
        },
        "OTHER_NUMBER": {
            "zh": "这个包裹已有另一个运单号。要更正请联系店主。",
            "en": "This parcel has another tracking number already. To correct it, call the owner.",
        },
        "LEFT": {
            "zh": "这一行已不在这个包裹里：请勿发货。",
            "en": "This row is in this parcel no more: do not ship it.",
        },
    }
)

# Why a whole file is not taken; said in both languages, since the file's own is unknown.
FILE_REFUSALS: Final = MappingProxyType(
    {
        "EMPTY_FILE": {"zh": "文件是空的。", "en": "The file is empty."},
        "TOO_LARGE": {
            "zh": "文件太大（{value}）。请只交回收到的那个文件。",
            "en": "The file is too large ({value}). Hand back only the file as sent.",
        },
        "TOO_MANY_CELLS": {
            "zh": "{value} 处有内容，超出范围。请删掉多余的内容。",
            "en": "There is something at {value}, out of range. Delete what does not belong.",
        },
        "NOT_READABLE": {
            "zh": "读不懂这个文件（{value}）。请另存为 .xlsx 后再交。",
            "en": "This file cannot be read ({value}). Save it as .xlsx and hand that in.",
        },
        "PASSWORD": {
            "zh": "文件有密码。请去掉密码后再交。",
            "en": "The file has a password. Remove it and hand it in again.",
        },
        "UNSAFE": {
            "zh": "文件的内部结构不正常（{value}），没有打开。请另存为 .xlsx 后再交。",
            "en": "The file is not sound inside ({value}) and was not opened. Save it as .xlsx.",
        },
        "HEADINGS_MISSING": {
            "zh": "找不到这些列：{value}。请用收到的文件填写，不要删改表头。",
            "en": "Columns not found: {value}. Use the file as sent and keep its headings.",
        },
        "HEADING_TWICE": {
            "zh": "“{value}”这一列出现了两次。请删掉多余的一列。",
            "en": "The column '{value}' stands there twice. Delete one.",
        },
        "NOT_YOURS": {
            "zh": "这不是发给您的交接表（编号 {value}）。请交回我们发给您的文件。",
            "en": "This is no workbook that was sent to you (number {value}). Hand back ours.",
        },
        "TWO_SHEETS": {
            "zh": "有几张工作表都像发货表：{value}。请只留一张。",
            "en": "Several sheets look like the Ship sheet: {value}. Keep one.",
        },
    }
)


def label(name: str, language: Language) -> str:
    """Return one word or phrase of ours. Raises KeyError for a name that is none."""
    return LABELS[name][language]


def heading(field: Field, language: Language) -> str:
    """Return what stands over a column."""
    return HEADINGS[field][language]


def refusal_text(code: str, language: Language, *, value: str = "", more: str = "") -> str:
    """Say why a cell or row is not taken. Raises KeyError for a code that is none."""
    return REFUSALS[code][language].format(value=value, more=more).strip()


def numbering_text(code: str, language: Language) -> str:
    """Say what became of a number. Raises KeyError for a code that is none."""
    return NUMBERINGS[code][language]


def file_refusal_text(code: str, value: str = "") -> str:
    """Say in both languages why a file is not taken. Raises KeyError for a code that is none."""
    texts = FILE_REFUSALS[code]
    return f"{texts['zh'].format(value=value)} / {texts['en'].format(value=value)}"
