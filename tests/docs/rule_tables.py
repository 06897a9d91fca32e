"""The tables about rules: what they can ask, call and do, and what can be wrong with them."""

from collections.abc import Mapping
from typing import Final

from hedan.domain.rule_health import Ailment
from hedan.domain.rules import SINGLE, WHOLE_ORDER_ONLY
from hedan.rules.names import EXAMPLES, describe, functions
from hedan.rules.schema import Kind
from hedan.settings_files.sheets import ACTIONS
from hedan.texts import say
from tests.docs.tables import LANGUAGES, NOTHING, PARTED, YES, Language, Said, Table


def names(variable: str) -> Table:
    """What conditions can ask of one part of the view."""
    return Table(
        {"en": ("name", "what it is", "kind"), "zh": ("名字", "是什么", "类型")},
        {
            language: [
                (f"`{name.path}`", say(language, name.key), _kind(name.kind, language))
                for name in describe()
                if name.path.partition(".")[0] == variable
            ]
            for language in LANGUAGES
        },
    )


def calls() -> Table:
    """What conditions can call."""
    return Table(
        {"en": ("function", "what it tells"), "zh": ("函数", "说明")},
        {
            language: [
                (f"`{name}`", say(language, f"rule.function.{name}")) for name in functions()
            ]
            for language in LANGUAGES
        },
    )


def examples(language: Language) -> str:
    """Conditions that work as they stand, each below its meaning."""
    return "\n".join(f"// {say(language, one.key)}\n{one.condition}" for one in EXAMPLES)


def actions() -> Table:
    """Everything that a rule can do, by the models themselves."""
    return Table(
        {
            "en": (
                "`do`",
                "what it does",
                "further fields",
                "asked of lines",
                "only the first counts",
            ),
            "zh": ("`do`", "做什么", "还要写", "可以逐行", "只算第一个"),
        },
        {
            language: [
                (
                    f"`{do}`",
                    _DONE[do][language],
                    PARTED[language].join(
                        f"`{name}`" for name in model.model_fields if name != "do"
                    )
                    or NOTHING,
                    NOTHING if do in WHOLE_ORDER_ONLY else YES[language],
                    f"`{SINGLE[do]}`" if do in SINGLE else NOTHING,
                )
                for do, model in ACTIONS.items()
            ]
            for language in LANGUAGES
        },
    )


def ailments() -> Table:
    """What can be wrong with rules that are saved."""
    return Table(
        {"en": ("kind", "what it means"), "zh": ("种类", "意思")},
        {
            language: [(f"`{one}`", say(language, f"rule.health.{one}")) for one in Ailment]
            for language in LANGUAGES
        },
    )


_DONE: Final[Mapping[str, Said]] = {
    "hold": {"en": "keeps the order back with a reason", "zh": "挂起订单，说明原因"},
    "release": {"en": "lets a finding of the checks pass", "zh": "让审单的一个发现通过"},
    "tag": {"en": "puts the order into a class of your own", "zh": "打一个自己的标签"},
    "priority": {
        "en": "works on it as if the deadline were so many hours earlier (later if negative)",
        "zh": "当作最晚发货时间早这么多小时来处理（负数就是晚）",
    },
    "accept": {"en": "takes the order without a person", "zh": "不用人，直接接单"},
    "wait": {"en": "takes it so many minutes after its payment", "zh": "付款后过这么多分钟再接单"},
    "ask": {"en": "lets a person decide whether it is taken", "zh": "接不接单由人决定"},
    "refuse": {
        "en": "does not take it: a person cancels it on the platform",
        "zh": "不接单：由人在平台取消",
    },
    "merge": {
        "en": "waits this long for other orders of the buyer, whatever the merge settings say",
        "zh": "等同一买家的其他订单这么久，不管合单设置怎么写",
    },
    "never_merge": {"en": "travels with no other order", "zh": "不跟别的订单合单"},
    "split": {
        "en": "lets each line that it speaks of travel in a parcel of its own",
        "zh": "说到的每一行各自单独成一个包裹",
    },
    "route": {"en": "lets this supplier ship", "zh": "由这个供应商发货"},
    "carrier": {"en": "asks the supplier for this carrier", "zh": "请供应商用这家快递"},
    "package": {"en": "asks the supplier for this packing", "zh": "请供应商用这种包装"},
    "gift": {"en": "adds a SKU of yours at no price", "zh": "加送自己的一个商家编码，不收钱"},
    "message": {
        "en": "says something to the supplier (in the row) or to the operator (with the decision)",
        "zh": "给供应商带句话（写在表里），或提醒客服（写在决定里）",
    },
}


def _kind(kind: Kind, language: Language) -> str:
    return say(language, f"rule.kind.{kind.name}")
