"""The words of the sheets beside the Ship sheet, in both languages; of answers also others'."""

from types import MappingProxyType
from typing import Final

from hedan.domain.returns import ReturnState
from hedan.domain.stops import StopAnswer
from hedan.workbooks.other_columns import NOT_RECEIVED, SEEN, OtherField, SheetKind
from hedan.workbooks.rows import Language


def _words(chinese: str, english: str) -> tuple[str, ...]:
    return (*chinese.split(), *english.split())


OTHER_SHEETS: Final = MappingProxyType(
    {
        SheetKind.STOP: {"zh": "截停", "en": "Stop"},
        SheetKind.CHANGED: {"zh": "变更", "en": "Changed"},
        SheetKind.RETURNS: {"zh": "退货", "en": "Returns"},
        SheetKind.BILL: {"zh": "对账", "en": "Bill"},
    }
)

# No heading of the answers stands on two sheets: a renamed sheet is known by it.
HEADINGS_BESIDE: Final = MappingProxyType(
    {
        OtherField.WORKBOOK: {"zh": "交接表", "en": "Workbook"},
        OtherField.ROWS: {"zh": "行号", "en": "Row"},
        OtherField.PARCEL: {"zh": "包裹号", "en": "Parcel"},
        OtherField.ORDER: {"zh": "订单号", "en": "Order"},
        OtherField.GOODS: {"zh": "商品", "en": "Goods"},
        OtherField.QUANTITY: {"zh": "数量", "en": "Qty"},
        OtherField.WHY: {"zh": "原因", "en": "Why"},
        OtherField.SINCE: {"zh": "起始时间", "en": "Since"},
        OtherField.TO_DO: {"zh": "怎么做", "en": "What to do"},
        OtherField.CHANGE: {"zh": "什么变了", "en": "What changed"},
        OtherField.WAY_BACK: {"zh": "退回运单号", "en": "Return tracking"},
        OtherField.DAY: {"zh": "日期", "en": "Day"},
        OtherField.ENTRY: {"zh": "项目", "en": "Entry"},
        OtherField.SKU: {"zh": "商家编码", "en": "SKU"},
        OtherField.UNIT: {"zh": "单价", "en": "Unit price"},
        OtherField.AMOUNT: {"zh": "金额", "en": "Amount"},
        OtherField.REMARK: {"zh": "说明", "en": "Remark"},
        OtherField.STOP_ANSWER: {"zh": "截停答复", "en": "Stop answer"},
        OtherField.SEEN: {"zh": "已知晓", "en": "Seen"},
        OtherField.RECEIVED: {"zh": "收货答复", "en": "Received"},
        OtherField.CONDITION: {"zh": "货物情况", "en": "Condition"},
        OtherField.NOTE: {"zh": "供应商留言", "en": "Supplier note"},
        OtherField.KEY: {"zh": "行键（勿改）", "en": "Row key (keep)"},
    }
)

# What suppliers rename the columns to that are read back; compared as headings.plain leaves them.
OTHER_HEADINGS_BESIDE: Final = MappingProxyType(
    {
        OtherField.PARCEL: ("包裹编号", "包裹", "parcelid", "parcelno"),
        OtherField.ORDER: ("订单编号", "订单", "平台订单号", "orderid", "orderno", "ordernumber"),
        OtherField.STOP_ANSWER: ("截停", "截停结果", "拦截答复", "拦截结果", "stop", "stopped"),
        OtherField.SEEN: ("知晓", "知道了", "已知", "已读", "read", "seenit"),
        OtherField.RECEIVED: ("收货", "是否收到", "收到", "收货结果", "isreceived", "arrived"),
        OtherField.CONDITION: ("情况", "货况", "状况", "goodscondition"),
        OtherField.NOTE: ("供应商备注", "厂家备注", "厂家留言", "note", "suppliernotes"),
        OtherField.KEY: ("行键", "行号键", "rowkey", "key"),
    }
)

# How an answer stands in the list; the others are what people write instead of it.
ANSWER_WORDS: Final = MappingProxyType(
    {
        SheetKind.STOP: {
            StopAnswer.STOPPED.value: {"zh": "已截停", "en": "stopped"},
            StopAnswer.GONE.value: {"zh": "已发出", "en": "gone"},
            StopAnswer.LABEL_PRINTED.value: {"zh": "已打单", "en": "label printed"},
        },
        SheetKind.CHANGED: {SEEN: {"zh": "知道了", "en": "seen"}},
        SheetKind.RETURNS: {
            ReturnState.RECEIVED.value: {"zh": "已收到", "en": "received"},
            NOT_RECEIVED: {"zh": "没收到", "en": "not received"},
        },
    }
)
OTHER_ANSWER_WORDS: Final = MappingProxyType(
    {
        SheetKind.STOP: {
            StopAnswer.STOPPED.value: _words(
                "已拦截 截停 拦截 拦截成功 已拦下 拦下了 没发 未发 未发货 不发了 已取出 已停",
                "intercepted notshipped notsent",
            ),
            StopAnswer.GONE.value: _words(
                "发出 已发 已发货 已寄出 寄出 已揽收 已交快递 已出库 拦不住 拦截失败",
                "alreadygone shipped sent left",
            ),
            StopAnswer.LABEL_PRINTED.value: _words(
                "打单 已打面单 已出单 面单已打 已打印 已打印面单 打单了",
                "printed labelled labeled labelisprinted alreadyprinted",
            ),
        },
        SheetKind.CHANGED: {
            SEEN: _words(
                "知道 已知晓 已知 已读 收到 好 好的 看到了 是 √ ✓ ✔",
                "yes y ok read noted gotit v",
            )
        },
        SheetKind.RETURNS: {
            ReturnState.RECEIVED.value: _words(
                "收到 收到了 已收 已收货 收货 已签收 已入库 已退回 是",
                "yes y ok arrived back got gotit",
            ),
            NOT_RECEIVED: _words(
                "未收到 没有收到 没收 未收 未收货 没有 没到 未到 丢失 否",
                "no n lost missing notarrived notreceivedyet",
            ),
        },
    }
)


def other_heading(field: OtherField, language: Language) -> str:
    """Return what stands over a column."""
    return HEADINGS_BESIDE[field][language]


def other_sheet(kind: SheetKind, language: Language) -> str:
    """Return a sheet's name."""
    return OTHER_SHEETS[kind][language]


def answer_word(kind: SheetKind, answer: str, language: Language) -> str:
    """Return how an answer stands in the list. Raises KeyError for one that is none."""
    return ANSWER_WORDS[kind][answer][language]
