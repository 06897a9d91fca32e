"""What a supplier reads of its answers beside a number: what became of each, in two languages."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hedan.workbooks.rows import Language

ANSWERED: Final[Mapping[str, Mapping[Language, str]]] = MappingProxyType(
    {
        "SHORT": {
            "zh": "已记下缺货，店主会决定等货、换供应商还是退款。",
            "en": "Noted as out of stock; the owner decides: wait, another supplier, or refund.",
        },
        "SHORT_IN_TIME": {
            "zh": "已记下到货日期 {value}，来得及发货。",
            "en": "Noted: there again on {value}, in time to ship.",
        },
        "SHORT_BUT_NUMBERED": {
            "zh": "已记下缺货，但这个包裹的运单号已经算在这一行上：已告知店主。",
            "en": "Noted as out of stock; but the parcel's number stands for this row already: "
            "the owner is told.",
        },
        "PRICE": {
            "zh": "已记下价格 {value}，与约定不同，店主会核对。",
            "en": "Noted the price {value}; it is not the agreed one, the owner looks at it.",
        },
        "PRICE_AGREED": {"zh": "价格与约定一致。", "en": "The price is the agreed one."},
        "NOTE": {"zh": "留言已转给店主。", "en": "The owner is told what the note says."},
        "STOP_STOPPED": {"zh": "已记下：已截停。", "en": "Noted: stopped."},
        "STOP_GONE": {"zh": "已记下：已发出。", "en": "Noted: already gone."},
        "STOP_LABEL_PRINTED": {
            "zh": "已记下：面单已打。请拿出来后再答“已截停”或“已发出”。",
            "en": "Noted: label printed. Take it out, then answer 'stopped' or 'already gone'.",
        },
        "STOP_BEFORE": {
            "zh": "之前已答复“{value}”，以第一次为准。请联系店主更正。",
            "en": "Answered '{value}' before, and the first answer stands. To correct it, call "
            "the owner.",
        },
        "CHANGE_SEEN": {"zh": "已记下：知道了。", "en": "Noted: seen."},
        "RETURN_RECEIVED": {"zh": "已记下：已收到退货。", "en": "Noted: the return was received."},
        "RETURN_LOST": {"zh": "已记下：没收到退货。", "en": "Noted: the return was not received."},
        "RETURN_BEFORE": {
            "zh": "这笔退货之前已了结，没有变化。",
            "en": "This return was settled before; nothing has changed.",
        },
        "SUBJECT_UNKNOWN": {
            "zh": "不认识这一行。请用发给您的文件。",
            "en": "This row is not known. Use the file as sent.",
        },
    }
)


def answered_text(code: str, language: Language, value: str = "") -> str:
    """Say what became of an answer. Raises KeyError for a code that is none."""
    return ANSWERED[code][language].format(value=value)
