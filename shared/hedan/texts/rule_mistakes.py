"""What is wrong with a condition, and why one could not be answered, in both languages.

The rules name a sentence and its values (rules/mistakes.py, rules/failures.py); they know no texts.
"""

from collections.abc import Mapping
from typing import Final

from hedan.texts.text import Language, Text, one_line

VALUE_SHOWN_CHARACTERS: Final = 60
# The library's own words: they name a place and what stands there.
COMPILER_SHOWN_CHARACTERS: Final = 300

_WRONG: Final = {
    "NO_FIELD": Text("没有 {owner}.{name}", "there is no {owner}.{name}"),
    "NO_NAME": Text("没有 {name} 这个名字", "there is no name {name}"),
    "NO_FUNCTION": Text("没有 {name} 这个函数", "there is no function {name}"),
    "LINE_IN_ORDER": Text(
        "line 只能用在逐行的规则里；这里请写 order.lines.exists(x, …)",
        "line is known only in a rule of scope line; here ask order.lines.exists(x, …)",
    ),
    "WRITE_INSTEAD": Text("{written} 要写成 {right}", "write {right} instead of {written}"),
    "NOT_COMPARABLE": Text("{types}不能比较", "{types} cannot be compared"),
    "NEEDS_YES_NO": Text(
        "{sign} 只能用于“是”或“否”，不能用于{type}",
        "{sign} takes what is true or false, not {type}",
    ),
    "NOT_IN_A_LIST": Text(
        "不能在{other}里找{type}：右边要是列表",
        "{type} cannot be looked for in {other}: a list has to stand on the right",
    ),
    "LIST_ON_THE_LEFT": Text(
        "不能在{other}里找{type}：列表要写在右边",
        "{type} cannot be looked for in {other}: the list stands on the right",
    ),
    "ASKED_OF_A_LIST": Text(
        '{sign} 不能问列表：请写 "…" in … 或 ….exists(x, …)',
        '{sign} cannot ask a list: "…" in … or ….exists(x, …) can',
    ),
    "NOT_TAKEN": Text("{sign} 不能用于{types}", "{sign} cannot take {types}"),
    "FIELD_OF_A_LIST": Text(
        "{chain} 是列表：请写 {chain}.exists(x, …) 或 {chain}.all(x, …)",
        "{chain} is a list: ask {chain}.exists(x, …) or {chain}.all(x, …)",
    ),
    "FIELD_OF_A_VALUE": Text(
        "{chain} 是{type}，后面不能再用点取名字",
        "{chain} is {type}: it has no names behind a point",
    ),
    "NOT_A_LIST": Text("{type}不是列表，不能逐个问", "{type} is no list to step through"),
    "EMPTY": Text("条件是空的；总是成立请写 true", "the condition is empty: write true"),
    "NOT_BOOLEAN": Text(
        "条件要能回答“是”或“否”，这里是{type}：请拿它比较",
        "the condition has to be true or false, and is {type}: compare it with something",
    ),
    "HALF_A_CHARACTER": Text("有半个字符", "half a character"),
    "NOT_CLOSED": Text("这段文字少了右边的 {sign}", "this text has no closing {sign}"),
    "ARROW": Text(
        "=> 或 =< 要写成 >= 或 <=",
        "write >= or <= instead of => or =<",
    ),
    "UNKNOWN_SIGN": Text("条件里没有 {sign} 这个符号", "a condition knows no {sign}"),
    "SIGN_MISSING": Text("少了一个 {sign}", "a {sign} is missing"),
    "ENDS_EARLY": Text("条件没有写完", "the condition ends too early"),
    "TEXT_HERE": Text(
        "{text} 不能放在这里；文字里的 \\ 要写成 \\\\",
        "{text} cannot stand here; a \\ in a text is written \\\\",
    ),
    "COMMAS": Text("数字里不要写逗号", "write numbers without commas"),
    "NOT_HERE": Text("{text} 不能放在这里", "{text} cannot stand here"),
    "STEP_WITHOUT_NAME": Text(
        "{sign} 先要给每一项起个名字：{sign}(x, …)",
        "{sign} first names each element: {sign}(x, …)",
    ),
    "NOT_A_PATTERN": Text("{text} 不是正确的正则表达式", "{text} is not a pattern"),
    "NOT_A_TIME": Text(
        '{text} 不是时间：请写 "2026-11-22T00:00:00+08:00"',
        '{text} is not a time: write "2026-11-22T00:00:00+08:00"',
    ),
    "NOT_A_SPAN": Text(
        '{text} 不是时长：请写 "36h" 或 "90m"',
        '{text} is not a span of time: write "36h" or "90m"',
    ),
    "NOT_WHOLE": Text("{text} 不是整数", "{text} is not a whole number"),
    "NOT_A_NUMBER": Text("{text} 不是数字", "{text} is not a number"),
    "NOT_A_ZONE": Text(
        '{text} 不是时区：请写 "Asia/Shanghai" 或 "+08:00"',
        '{text} is not a time zone: write "Asia/Shanghai" or "+08:00"',
    ),
    "BAD_LITERAL": Text(
        "{text} 不是能用的数字或文字（太大，或写法不对）",
        "{text} is no number or text that can be used: too large, or not written so",
    ),
    "NEVER_ASKED": Text("无论什么订单都算不出来：{failure}", "it can never be asked: {failure}"),
    "TOO_LONG": Text(
        "条件有 {length} 个字符，最多 {most} 个",
        "the condition has {length} characters; at most {most} can be asked",
    ),
    "TOO_MANY_BRACKETS": Text(
        "括号套得太深，最多 {most} 层",
        "too many brackets or steps inside each other; at most {most} can be asked",
    ),
    "TOO_MANY_STEPS": Text(
        "逐个问列表最多套 {most} 层", "at most {most} steps through lists inside each other"
    ),
    "TOO_OFTEN": Text(
        "一个条件里最多 {most} 个 {sign}", "at most {most} times {sign} in one condition"
    ),
    "COMPILER": Text(
        "这里不对；检查条件的程序说（英文原话）：{why}",
        "this is not right; in the words of the compiler: {why}",
    ),
}
_HINTS: Final = {
    "POINT": Text(
        "数字要带小数点，写 3.0 不写 3", "write the number with a point: 3.0 instead of 3"
    ),
    "NO_U": Text("数字后面不要写 u", "write the number without u"),
    "QUOTES": Text(
        "数字不加引号，文字加引号", "write the number without quotes, the text with them"
    ),
    "NO_QUOTES": Text(
        "数字不加引号，要带小数点", "write the number without quotes and with a point"
    ),
    "TIMESTAMP": Text(
        '请写 timestamp("2026-11-22T00:00:00+08:00")',
        'write timestamp("2026-11-22T00:00:00+08:00")',
    ),
    "DURATION": Text('时长请写 duration("36h")', 'write a span as duration("36h")'),
    "IN_LIST": Text('问列表里有没有，请写 "…" in …', 'ask whether it is in the list: "…" in …'),
    "ALONE": Text("单独写它，“否”在前面加 !", "write it alone, or with ! before it"),
}
_TYPES: Final = {
    "text": Text("文字", "a text"),
    "whole": Text("整数", "a whole number"),
    "unsigned": Text("带 u 的数字", "a number with u"),
    "decimal": Text("小数", "a decimal number"),
    "yes_no": Text("“是”或“否”", "yes or no"),
    "bytes": Text("字节", "bytes"),
    "null": Text("空值 null", "null"),
    "time": Text("时间", "a time"),
    "span": Text("时长", "a span of time"),
    "anything": Text("不确定的值", "anything"),
    "list": Text("列表", "a list"),
    "map": Text("对照表", "a table"),
    "view": Text("整个 {name}", "a whole {name}"),
    "other": Text("其它类型 {name}", "something else ({name})"),
}
_FAILED: Final = {
    "NO_SUCH_PLACE": Text("列表里没有这一项", "no such place in the list"),
    "NO_SUCH_KEY": Text("对照表里没有这个名称", "no such name in the table"),
    "KEY_TWICE": Text("对照表里有一个名称写了两次", "one name is twice in the table"),
    "DIVIDED_BY_ZERO": Text("除数是零", "divided by zero"),
    "OUT_OF_RANGE": Text("数字、时间或时长超出范围", "a number, time or span beyond all bounds"),
    "NOT_READ": Text(
        "文字不能当作数字、时间或时长", "a text that cannot be read as a number, time or span"
    ),
    "NOT_A_ZONE": Text("文字不是时区", "a text that is not a time zone"),
    "NOT_A_PATTERN": Text("文字不是正确的正则表达式", "a text that is not a pattern"),
    "NOT_CHARACTERS": Text("字节不是文字", "bytes that are no text"),
    "WRONG_TYPES": Text("类型不能一起用", "two kinds that do not go together"),
    "TOO_MANY_STEPS": Text("逐个问列表的步数太多", "more steps through lists than are allowed"),
    "UNKNOWN": Text("算不出来", "it could not be answered"),
}
_REST: Final = {
    "rule.wrong.nearest": Text("{said}，是不是 {names}？", "{said}: did you mean {names}?"),
    "rule.or": Text(" 或 ", " or "),
    "rule.and": Text("和", " and "),
}
TEXTS: Final[dict[str, Text]] = _REST | {
    f"rule.{group}.{name}": text
    for group, texts in (
        ("wrong", _WRONG),
        ("hint", _HINTS),
        ("type", _TYPES),
        ("failed", _FAILED),
    )
    for name, text in texts.items()
}
_COLON: Final[dict[Language, str]] = {"zh": "：", "en": ": "}
_FAILED_BY_EN: Final = {text.en: text for text in _FAILED.values()}


def mistake_in_words(
    language: Language, wrong: str, values: Mapping[str, str], nearest: tuple[str, ...] = ()
) -> str:
    """Return one mistake of a condition in one line, with the way out."""
    said = _say(language, f"wrong.{wrong}", **_filled(language, values))
    if hint := values.get("hint"):
        said += _COLON[language] + _say(language, f"hint.{hint}")
    if nearest:
        names = _say(language, "or").join(one_line(one, VALUE_SHOWN_CHARACTERS) for one in nearest)
        said = _say(language, "wrong.nearest", said=said, names=names)
    return said


def failure_in_words(language: Language, failed: str) -> str:
    """Return why a condition could not be answered, from the English that is kept.

    failed: "order.lines[3].quantity > 1: no such place in the list", or only its end. What is of
    no kind that is known stands as it is.
    """
    part, colon, why = failed.rpartition(": ")
    known = _FAILED_BY_EN.get(why)
    if known is None:
        return failed
    return f"{part}{_COLON[language] if colon else ''}{_of(language, known)}"


def _filled(language: Language, values: Mapping[str, str]) -> dict[str, str]:
    """Return the values of a sentence as a reader sees them."""
    filled: dict[str, str] = {}
    for name, value in values.items():
        if name == "types":
            kinds = (_type(language, one) for one in value.split("\n"))
            filled[name] = _say(language, "and").join(kinds)
        elif name in {"type", "other"}:
            filled[name] = _type(language, value)
        elif name == "failure":
            filled[name] = failure_in_words(language, value)
        else:
            most = COMPILER_SHOWN_CHARACTERS if name == "why" else VALUE_SHOWN_CHARACTERS
            filled[name] = one_line(value, most)
    return filled


def _type(language: Language, kind: str) -> str:
    family, _, name = kind.partition(":")
    return _say(language, f"type.{family}", name=name)


def _say(language: Language, key: str, **values: str) -> str:
    return _of(language, TEXTS[f"rule.{key}"]).format_map(values)


def _of(language: Language, text: Text) -> str:
    return text.zh if language == "zh" else text.en
