"""The tables about rules and findings, made from what the code says: documents show exactly these.

`python -m tests.docs.order_tables` prints them, to be pasted when a rule or a check has changed.
"""

import ast
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from hedan.domain.checks import CHECKS, NEVER_WAIVED, CheckRules
from hedan.domain.findings import Ends, Post, Severity
from hedan.domain.people import MAY, RELEASES, Act, Role
from hedan.domain.rules import SINGLE, WHOLE_ORDER_ONLY
from hedan.rules.ailments import Ailment
from hedan.rules.names import EXAMPLES, describe, functions
from hedan.rules.schema import VARIABLES, Kind
from hedan.settings_files.sheets import ACTIONS
from hedan.texts import finding_title, say
from hedan.texts.settings_columns import GROUPS
from hedan.texts.settings_words import WORDS
from infra.local.places import ROOT

type Language = Literal["en", "zh"]
type Row = Sequence[str]
type Said = Mapping[Language, str]

NOTHING: Final = "–"
LANGUAGES: Final[Sequence[Language]] = ("en", "zh")
PACKAGE = ROOT / "shared" / "hedan"
PARTED: Final[Said] = {"en": ", ", "zh": "、"}
YES: Final[Said] = {"en": "yes", "zh": "是"}

ENDS: Final[Mapping[Ends, Said]] = {
    Ends.FACT: {"en": "the fact", "zh": "事实变了"},
    Ends.PERSON: {"en": "a person", "zh": "人放行"},
    Ends.TIME: {"en": "its time", "zh": "到时间"},
}
# Where a rule or a person says it, not the finding itself.
AS_SAID: Final[Said] = {"en": "as it is said", "zh": "由规则或人定"}
OR: Final[Said] = {"en": " or ", "zh": "或"}
BY_DEADLINE: Final[Said] = {"en": "by the deadline", "zh": "最晚发货前"}
HOURS: Final[Said] = {"en": "{} h", "zh": "{} 小时"}


class Table(NamedTuple):
    """One table in both languages, as Markdown."""

    headings: Mapping[Language, Row]
    rows: Mapping[Language, Sequence[Row]]

    def lines(self, language: Language) -> list[str]:
        """Return the table as the documents show it."""
        head = self.headings[language]
        return [_line(head), "|" + "---|" * len(head), *map(_line, self.rows[language])]


# --- Rules --------------------------------------------------------------------------------------


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


# --- Findings -----------------------------------------------------------------------------------


class Made(NamedTuple):
    """What the code says of one finding; None: whoever makes it says so, each time."""

    code: str
    severity: Severity | None
    post: Post | None
    ends: tuple[Ends, ...]
    due_minutes: int | None


def found_by_checks() -> Table:
    """Every finding of the table of checks, in its order."""
    return _findings(
        Made(one.code, one.severity, one.post, (one.ends,), one.due_minutes) for one in CHECKS
    )


def found_elsewhere() -> Table:
    """Every other finding: of rules, stock, suppliers and people."""
    return _findings(sorted(made_elsewhere(), key=lambda one: one.code))


@cache
def made_elsewhere() -> frozenset[Made]:
    """Return every finding that is made outside the table of checks, as its source makes it."""
    return frozenset(
        made
        for file in sorted(PACKAGE.rglob("*.py"))
        if file.parent.name != "checks"
        for made in _made_in(file)
    )


def _made_in(file: Path) -> Iterator[Made]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    constants = {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
            given = {word.arg: word.value for word in node.keywords}
            code = given["code"]
            yield Made(
                code=str(
                    code.value if isinstance(code, ast.Constant) else constants[ast.unparse(code)]
                ),
                severity=_member(Severity, given["severity"]),
                post=_member(Post, given["post"]) if "post" in given else Post.OPERATOR,
                ends=tuple(
                    Ends[one.attr]
                    for one in ast.walk(given["ends"])
                    if isinstance(one, ast.Attribute) and one.attr in Ends.__members__
                ),
                due_minutes=None if "due_minutes" not in given else -1,
            )


def _member[E: (Severity, Post)](kind: type[E], given: ast.expr) -> E | None:
    """Return the member that is written there; None where it is a value of somebody else's."""
    is_written = isinstance(given, ast.Attribute) and given.attr in kind.__members__
    return kind[given.attr] if is_written else None  # type: ignore[attr-defined] # An Attribute.


def _findings(made: Iterable[Made]) -> Table:
    listed = list(made)
    return Table(
        {
            "en": (
                "code",
                "what it means",
                "severity",
                "whose step",
                "what ends it",
                "look within",
            ),
            "zh": ("代码", "意思", "轻重", "归谁", "怎么结束", "多久内要看"),
        },
        {
            language: [
                (
                    f"`{one.code}`",
                    finding_title(language, one.code),
                    _word(one.severity, language),
                    _word(one.post, language),
                    OR[language].join(ENDS[end][language] for end in one.ends),
                    _due(one, language),
                )
                for one in listed
            ]
            for language in LANGUAGES
        },
    )


def _word(value: Severity | Post | None, language: Language) -> str:
    if value is None:
        return AS_SAID[language]
    return getattr(WORDS[value.value], language)


def _due(one: Made, language: Language) -> str:
    if one.post is Post.NOBODY:
        return NOTHING
    if one.due_minutes is None:
        return BY_DEADLINE[language]
    if one.due_minutes < 0:
        return AS_SAID[language]
    return HOURS[language].format(one.due_minutes // 60)


def settings() -> Table:
    """What a seller can say about the checks, with what counts if nothing is said."""
    return Table(
        {"en": ("setting", "default", "what it means"), "zh": ("设置", "默认", "意思")},
        {
            language: [
                (f"`{name}`", _value(field.default), _told(name, language))
                for name, field in CheckRules.model_fields.items()
            ]
            for language in LANGUAGES
        },
    )


def never_waived(language: Language) -> str:
    """Return the findings that no rule can let pass, in the order of the checks."""
    return PARTED[language].join(f"`{one.code}`" for one in CHECKS if one.code in NEVER_WAIVED)


def _value(default: object) -> str:
    if default in (None, ()):
        return NOTHING
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, tuple):
        return f"`{', '.join(map(str, default))}`"
    return f"`{default}`"


def _told(name: str, language: Language) -> str:
    heading, note = (getattr(text, language) for text in GROUPS[f"checks.{name}"])
    _, _, what = heading.partition({"en": ": ", "zh": "："}[language])
    return {"en": f"{what}; {note}", "zh": f"{what}；{note}"}[language] if note else what


# --- People -------------------------------------------------------------------------------------


def roles() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return what each role may do, and whose holds it may release."""
    return {
        role.value: (
            frozenset(act.value for act in Act if role in MAY[act]),
            frozenset(post.value for post in RELEASES[role]),
        )
        for role in Role
    }


def _line(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Print every table in both languages."""
    tables = [*map(names, VARIABLES), calls(), actions(), ailments()]
    tables += [found_by_checks(), found_elsewhere()]
    for language in LANGUAGES:
        for table in tables:
            sys.stdout.write("\n".join(table.lines(language)) + "\n\n")
        sys.stdout.write(examples(language) + "\n\n")


if __name__ == "__main__":
    main()
