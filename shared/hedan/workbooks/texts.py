"""Every word that a workbook shows, in both languages; the headings also in others' words."""

from types import MappingProxyType
from typing import Final

from hedan.domain.workbook_columns import Field
from hedan.workbooks.refusal_texts import FILE_REFUSALS, FILE_REMARKS, REFUSALS
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
        Field.EXPECTED: {"zh": "缺货/预计到货", "en": "Out of stock / expected"},
        Field.PRICE: {"zh": "供应价（不同时填）", "en": "Price (if another)"},
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
        Field.EXPECTED: (
            *("缺货", "缺货预计", "是否缺货", "缺货情况", "预计到货", "预计到货日期", "到货日期"),
            *("outofstock", "expected", "expecteddate", "oos", "backinstock"),
        ),
        # Not 单价 or "price per unit": suppliers keep their own lists beside ours.
        Field.PRICE: ("供应价", "供货价", "报价", "quote"),
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
        "columns": {"zh": "表头对照", "en": "Headings"},
        "column": {"zh": "列", "en": "Column"},
        "as_found": {"zh": "文件里的表头", "en": "Heading in the file"},
        "understood": {"zh": "读作", "en": "Read as"},
        "not_read": {"zh": "（不读取）", "en": "(not read)"},
        "sheet": {"zh": "工作表", "en": "Sheet"},
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
        "DOUBTED": {
            "zh": "已保存，但有疑问：店主核对后才上传。请核对面单。",
            "en": "Kept, but in doubt: the owner looks before it goes to the platform. Check the "
            "label.",
        },
        "CHANGE_ASKED": {
            "zh": "这个包裹已有另一个运单号。新的已保存，由店主决定是否更正。",
            "en": "This parcel has another number already. The new one is kept; the owner decides.",
        },
        "CHANGE_BUSY": {
            "zh": "这个包裹的运单号正在更正，请稍后再交。",
            "en": "This parcel's number is just being changed. Hand this in again later.",
        },
        "DENIED": {
            "zh": "店主没有接受这个运单号。请填面单上的运单号。",
            "en": "The owner did not accept this number. Write the one on the label.",
        },
        "MORE_TOO_LATE": {
            "zh": "平台已有这个包裹的运单号，不能再加箱。请联系店主。",
            "en": "The platform has this parcel's number: no more boxes can be added. Call the "
            "owner.",
        },
        "MOVED": {
            "zh": "这一行在同一交接表的另一个包裹里。",
            "en": "This row travels in another parcel of the same workbook.",
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


def label(name: str, language: Language) -> str:
    """Return one word or phrase of ours. Raises KeyError for a name that is none."""
    return LABELS[name][language]


def heading(field: Field, language: Language) -> str:
    """Return what stands over a column."""
    return HEADINGS[field][language]


def refusal_text(code: str, language: Language, *, value: str = "", more: str = "") -> str:
    """Say why a cell or row is not taken. Raises KeyError for a code that is none."""
    return REFUSALS[code][language].format(value=value, more=more).strip()


def remark_text(code: str, language: Language) -> str:
    """Say what was seen in a file. Raises KeyError for a code that is none."""
    return FILE_REMARKS[code][language]


def numbering_text(code: str, language: Language) -> str:
    """Say what became of a number. Raises KeyError for a code that is none."""
    return NUMBERINGS[code][language]


def file_refusal_text(code: str, value: str = "") -> str:
    """Say in both languages why a file is not taken. Raises KeyError for a code that is none."""
    texts = FILE_REFUSALS[code]
    return f"{texts['zh'].format(value=value)} / {texts['en'].format(value=value)}"
