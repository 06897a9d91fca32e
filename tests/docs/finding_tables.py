"""The tables about findings: those of the checks, all others as their sources make them."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from hedan.domain.checks import CHECKS, NEVER_WAIVED, CheckRules
from hedan.domain.findings import Ends, Post, Severity
from hedan.texts import finding_title
from hedan.texts.settings_groups import GROUPS
from infra.local.places import ROOT
from tests.docs.tables import AS_SAID, LANGUAGES, NOTHING, PARTED, Language, Said, Table, word_of

PACKAGE = ROOT / "shared" / "hedan"
WHOEVER_MAKES_IT = -1  # Says how soon it is due.
ENDS: Final[Mapping[Ends, Said]] = {
    Ends.FACT: {"en": "the fact", "zh": "事实变了"},
    Ends.PERSON: {"en": "a person", "zh": "人放行"},
    Ends.TIME: {"en": "its time", "zh": "到时间"},
}
OR: Final[Said] = {"en": " or ", "zh": "或"}
BY_DEADLINE: Final[Said] = {"en": "by the deadline", "zh": "最晚发货前"}
HOURS: Final[Said] = {"en": "{} h", "zh": "{} 小时"}


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
            written = code.value if isinstance(code, ast.Constant) else constants[ast.unparse(code)]
            yield _made(str(written), given)


def _made(code: str, given: Mapping[str | None, ast.expr]) -> Made:
    return Made(
        code=code,
        severity=_member(Severity, given["severity"]),
        post=_member(Post, given["post"]) if "post" in given else Post.OPERATOR,
        ends=tuple(
            Ends[one.attr]
            for one in ast.walk(given["ends"])
            if isinstance(one, ast.Attribute) and one.attr in Ends.__members__
        ),
        due_minutes=WHOEVER_MAKES_IT if "due_minutes" in given else None,
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
                    word_of(one.severity, language),
                    word_of(one.post, language),
                    OR[language].join(ENDS[end][language] for end in one.ends),
                    _due(one, language),
                )
                for one in listed
            ]
            for language in LANGUAGES
        },
    )


def _due(one: Made, language: Language) -> str:
    if one.post is Post.NOBODY:
        return NOTHING
    if one.due_minutes is None:
        return BY_DEADLINE[language]
    if one.due_minutes == WHOEVER_MAKES_IT:
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
