"""What is wrong with settings and what would change, in the words of whoever mends them."""

import unicodedata
from collections.abc import Iterable
from typing import Final

from hedan.settings.changes import Changed, SettingsChange
from hedan.settings.problems import Problem
from hedan.texts.rule_mistakes import mistake_in_words
from hedan.texts.settings_columns import HEADINGS, NOTES
from hedan.texts.settings_groups import GROUPS
from hedan.texts.settings_subjects import SHAPES, SUBJECTS
from hedan.texts.settings_words import WORDS
from hedan.texts.text import Language, Text, one_line

# The value as it stands there, cut so that one mistake stays one line,
VALUE_SHOWN_CHARACTERS: Final = 60
# and why a file cannot be read: a reader's own words, with their place at the end.
WHY_SHOWN_CHARACTERS: Final = 300

PROBLEMS: Final[dict[str, Text]] = {
    "MISSING": Text("必须填写", "must be filled in"),
    "EMPTY": Text("不能为空", "must not be empty"),
    "UNKNOWN_FIELD": Text("没有“{value}”这一项", "there is no setting '{value}'"),
    "NOT_TEXT": Text(
        "“{value}”要写成文字，请加引号", "'{value}' must be a text: put it into quotes"
    ),
    "NOT_WHOLE": Text("“{value}”不是整数", "'{value}' is no whole number"),
    "NOT_NUMBER": Text("“{value}”不是数字", "'{value}' is no number"),
    "NOT_YES_NO": Text("“{value}”既不是“是”也不是“否”", "'{value}' is neither yes nor no"),
    "TOO_SMALL": Text("“{value}”太小，至少 {limit}", "{value} is too small: at least {limit}"),
    "TOO_SMALL_OR_EQUAL": Text("“{value}”必须大于 {limit}", "{value} must be more than {limit}"),
    "TOO_LARGE": Text("“{value}”太大，最多 {limit}", "{value} is too large: at most {limit}"),
    "TOO_LARGE_OR_EQUAL": Text("“{value}”必须小于 {limit}", "{value} must be less than {limit}"),
    "TOO_LONG": Text("太长，最多 {most} 个字符", "is too long: at most {most} characters"),
    "TOO_MANY": Text("太多，最多 {most} 个", "are too many: at most {most}"),
    "BAD_SHAPE": Text("“{value}”的写法不对：{pattern}", "'{value}' is not written as {pattern}"),
    "NOT_ONE_OF": Text("“{value}”不在可选值里：{choices}", "'{value}' is none of: {choices}"),
    "NOT_A_DATE": Text(
        "“{value}”不是日期，请写 2026-12-31", "'{value}' is no date: write 2026-12-31"
    ),
    "NOT_A_TIME": Text(
        "“{value}”不是时间，请写 2026-12-31T20:00+08:00",
        "'{value}' is no time: write 2026-12-31T20:00+08:00",
    ),
    "NEEDS_ZONE": Text(
        "时间要带时区：2026-12-31T20:00+08:00", "a time needs its zone: 2026-12-31T20:00+08:00"
    ),
    "NOT_A_LIST": Text("这里要写成列表", "must be a list"),
    "NOT_A_GROUP": Text("这里要写成“名称: 值”", "must be names with values"),
    "BAD_REGEX": Text("不是正确的正则表达式：{why}", "is no regular expression: {why}"),
    "BAD_CONDITION": Text(
        "条件有错（第 {line} 行第 {column} 个字符）：{why}",
        "the condition is wrong (line {line}, column {column}): {why}",
    ),
    "BAD_CONDITION_AS_A_WHOLE": Text("条件有错：{why}", "the condition is wrong: {why}"),
    "TWICE": Text("“{value}”重复了", "'{value}' is there twice"),
    "REGION_TWICE": Text("地区“{value}”重复了", "region '{value}' is there twice"),
    "NO_SUCH": Text("没有{what}“{value}”", "no {what} '{value}'"),
    "LEADS_BACK": Text("绕回到了自己：{chain}", "leads back to itself: {chain}"),
    "NO_SUCH_ZONE": Text("没有时区“{value}”", "no time zone '{value}'"),
    "BELOW_MINIMUM": Text("最高 {value} 低于最低 {least}", "{value} is below the lowest, {least}"),
    "FOUND_BY_NOTHING": Text("两个编号至少填一个", "one of the two ids is needed"),
    "LINE_CANNOT": Text(
        "逐行的规则不能做：{value}", "a rule asked of each line cannot do: {value}"
    ),
    "KEY_TWICE": Text("“{value}”写了两次", "'{value}' is written twice"),
    "OTHER": Text("{why}", "{why}"),
    # --- Files ---
    "NOT_UTF8": Text("文件要存成 UTF-8", "the file must be saved as UTF-8"),
    "NOT_YAML": Text("格式有错：{why}", "cannot be read: {why}"),
    "NOT_A_WORKBOOK": Text("不是能读的表格文件：{why}", "is no workbook that can be read: {why}"),
    "FILE_TOO_LARGE": Text("文件太大，最多 {why} MB", "is too large: at most {why} MB"),
    # --- Cells ---
    "FORMULA": Text("单元格里是公式，请改成值", "holds a formula: put the value there"),
    "ODD_VALUE": Text(
        "单元格里不是文字（“{value}”），请改成文字", "holds '{value}', which is no text"
    ),
    "DATE_CELL": Text(
        "单元格变成了表格日期，请按文字写 2026-12-31",
        "holds a spreadsheet's date: write it as text, 2026-12-31",
    ),
    "DIGITS_LOST": Text(
        "“{value}”丢了位数，请按文字重新填写", "'{value}' has lost digits: type it again as text"
    ),
    "MERGED_CELLS": Text("合并的单元格，请拆开", "merged cells: take them apart"),
    "BAD_LIST": Text("引号没有成对", "its quotes are not in pairs"),
    "BAD_PAIRS": Text("每行要写“名称 = 值”", "must be one 'name = value' a line"),
    "PAIR_TWICE": Text("同一个名称写了两次", "one name is there twice"),
    "BAD_PERIOD": Text("每行要写“开始 ~ 结束”", "must be one 'from ~ to' a line"),
    "SHEET_MISSING": Text("缺少工作表“{value}”", "the sheet '{value}' is missing"),
    "SHEET_TWICE": Text("工作表“{value}”有两张", "the sheet '{value}' is there twice"),
    "NO_HEADINGS": Text("找不到表头", "no row of headings was found"),
    "HEADING_MISSING": Text("缺少列“{value}”", "the column '{value}' is missing"),
    "HEADING_TWICE": Text("列“{value}”有两个", "the column '{value}' is there twice"),
    "ROW_MISSING": Text("缺少设置项“{value}”", "the row of '{value}' is missing"),
    "BELONGS_TO_NOTHING": Text("这一行前面没有编号", "this row has no id, nor any row above it"),
    "NOT_FOR_ACTION": Text(
        "动作“{action}”不用这一列", "the action '{action}' has nothing in this column"
    ),
    "COLUMN_LACKING": Text(
        "供应商填不了：缺少列“{value}”", "the supplier cannot answer without the column '{value}'"
    ),
    "COLUMN_SAYS_NOTHING": Text(
        "这一列既没有字段也没有表头", "this column has neither a field nor a heading"
    ),
    "FIXED_AND_FIELD": Text(
        "已经选了字段，就不能再写固定内容“{value}”",
        "says '{value}' in every row, but the column already has a field",
    ),
    "BAD_PHONE": Text(
        "“{value}”要带国家代码：+8613800000000", "'{value}' is not written as +8613800000000"
    ),
    "BAD_EMAIL": Text("“{value}”不是邮箱地址", "'{value}' is no e-mail address"),
    "WHOSE_NOTICES": Text(
        "请写供应商或仓库，不然会看到所有供应商的链接",
        "must name suppliers or warehouses: else it sees the links of all",
    ),
    "DIFFERS": Text("与上面同一项的值不同", "differs from the row above of the same entry"),
}
_REST: Final[dict[str, Text]] = {
    "settings.refused": Text(
        "{file}：没有发布，原来的设置不变（错误 {count} 处）",
        "{file}: not published, the old settings go on (mistakes: {count})",
    ),
    "settings.nearest": Text("；是不是 {names}？", "; did you mean {names}?"),
    "settings.added": Text("增加 {subject} {name}", "new {subject} {name}"),
    "settings.removed": Text("去掉 {subject} {name}", "no more {subject} {name}"),
    "settings.changed": Text(
        "{subject} {name}：{field} {before} → {after}",
        "{subject} {name}: {field} {before} → {after}",
    ),
    "settings.moved": Text("{subject}：只是顺序不同", "{subject}: only in another order"),
    "settings.same": Text("没有改动", "nothing changes"),
    "settings.none": Text("（空）", "(none)"),
    "settings.vanishes": Text(
        "没有发布：{names} 会消失，而那里可能还有没办完的订单；办完后用 --drop 再发布",
        "not published: {names} would vanish with whatever is still under way there; finish it "
        "first, then publish with --drop",
    ),
    "settings.dry_run_missing": Text(
        "没有发布：规则、审单、合单、拆单或由谁发货有改动，请先用过去的订单试算这份草稿 {draft}",
        "not published: rules, checks, merging, splitting or who ships change; try draft {draft} "
        "on past orders first",
    ),
    "settings.approval_missing": Text(
        "没有发布：需要另一个人批准", "not published: somebody else must approve it"
    ),
    "settings.own_approval": Text(
        "没有发布：{who} 不能批准自己的草稿", "not published: {who} cannot approve an own draft"
    ),
    "settings.published_before": Text(
        "草稿 {draft} 已经作为版本 {version} 发布",
        "draft {draft} was published as version {version}",
    ),
}
TEXTS: Final[dict[str, Text]] = {
    **_REST,
    **{f"settings.problem.{code}": text for code, text in PROBLEMS.items()},
}


def problem_in_words(language: Language, problem: Problem) -> str:
    """Return what is wrong and what would be right, in one line."""
    if problem.code == "BAD_CONDITION":
        return _condition_in_words(language, problem)
    values = {
        key: _short(one, WHY_SHOWN_CHARACTERS if key == "why" else VALUE_SHOWN_CHARACTERS)
        for key, one in problem.values.items()
    }
    if "what" in values:
        values["what"] = _of(language, SUBJECTS[values["what"]])
    if problem.values.get("pattern") in SHAPES:
        values["pattern"] = _of(language, SHAPES[problem.values["pattern"]])
    values.setdefault("value", "")
    said = _of(language, PROBLEMS[problem.code]).format_map(values)
    if problem.nearest:
        names = (" / " if language == "en" else "、").join(f"'{n}'" for n in problem.nearest)
        said += _of(language, TEXTS["settings.nearest"]).format(names=names)
    return said


def _condition_in_words(language: Language, problem: Problem) -> str:
    values = problem.values
    place = {"line": values["line"], "column": values["column"]}
    why = mistake_in_words(language, values["wrong"], values, problem.nearest)
    # Line 0: no one place of it is wrong.
    code = "BAD_CONDITION_AS_A_WHOLE" if values["line"] == "0" else "BAD_CONDITION"
    return _of(language, PROBLEMS[code]).format_map({**place, "why": why})


def refused_in_words(language: Language, file_name: str, count: int) -> str:
    """Return the line above the mistakes of a file."""
    return _of(language, TEXTS["settings.refused"]).format(file=file_name, count=count)


def change_in_words(language: Language, change: SettingsChange) -> tuple[str, ...]:
    """Return a line for each thing that changes, before and after."""
    if change.is_empty:
        return (_of(language, TEXTS["settings.same"]),)
    return tuple(line for one in change.changes for line in _changed_lines(language, one))


def _changed_lines(language: Language, one: Changed) -> Iterable[str]:
    subject = _of(language, SUBJECTS[one.subject])
    said = _of(language, TEXTS[f"settings.{one.what}"])
    if one.what != "changed":
        yield said.format(subject=subject, name=one.name)
        return
    none = _of(language, TEXTS["settings.none"])
    for field in one.fields:
        line = said.format(
            subject=subject,
            name=one.name,
            field=heading_for(language, one.subject, field.field),
            before=_short(field.before) or none,
            after=_short(field.after) or none,
        )
        yield " ".join(line.split()).replace(" ：", "：").replace(" :", ":")


def heading_for(language: Language, subject: str, column: str) -> str:
    """Return what a column or a field is called; its own name when it has no other."""
    text = HEADINGS.get(f"{subject}.{column}") or HEADINGS.get(column)
    group = GROUPS.get(f"{subject}.{column}")
    if group:
        return _of(language, group[0])
    return _of(language, text) if text else column


def note_for(language: Language, subject: str, column: str) -> str:
    """Return what goes into a column, or ''."""
    text = NOTES.get(f"{subject}.{column}") or NOTES.get(column)
    return _of(language, text) if text else ""


def word_for(language: Language, value: str) -> str:
    """Return the word for one of a few values; the value itself when it has none."""
    return _of(language, WORDS[value]) if value in WORDS else value


def value_of_word(word: str, values: Iterable[str]) -> str:
    """Return which of these values a word of either language means, or ''."""
    wanted = _plain(word)
    for value in values:
        text = WORDS.get(value, Text(value, value))
        if wanted in (_plain(value), _plain(text.zh), _plain(text.en)):
            return value
    return ""


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKC", word).casefold()
    return "".join(c for c in folded if c.isalnum())


def _of(language: Language, text: Text) -> str:
    return text.zh if language == "zh" else text.en


def _short(value: str, most: int = VALUE_SHOWN_CHARACTERS) -> str:
    return one_line(value, most)
