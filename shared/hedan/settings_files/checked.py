"""One judgement for both ways in: plain data become settings, or every mistake is told."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from hedan.domain.rules import Rule
from hedan.errors import SettingsInvalid
from hedan.platforms.filed.formats import carrier_words, format_of
from hedan.platforms.registry import CAPABILITIES
from hedan.settings import CarrierSettings, Settings, StoreSettings
from hedan.settings.problems import Path, Problem, nearest, plain_problems
from hedan.settings_files.instants import in_utc
from hedan.settings_files.plain import cleaned_plain
from hedan.texts import TEXTS

FINDING: Final = "finding."
_QUOTED = re.compile(r"'([^']*)'")
_PLACES = re.compile(r"{(\w+)}")
# What pydantic calls it, and what we say.
_CODES: Final = {
    "missing": "MISSING",
    "union_tag_not_found": "MISSING",
    "extra_forbidden": "UNKNOWN_FIELD",
    "string_type": "NOT_TEXT",
    "int_type": "NOT_WHOLE",
    "int_parsing": "NOT_WHOLE",
    "int_parsing_size": "NOT_WHOLE",
    "int_from_float": "NOT_WHOLE",
    "float_type": "NOT_NUMBER",
    "float_parsing": "NOT_NUMBER",
    "finite_number": "NOT_NUMBER",
    "bool_type": "NOT_YES_NO",
    "bool_parsing": "NOT_YES_NO",
    "greater_than": "TOO_SMALL",
    "greater_than_equal": "TOO_SMALL",
    "less_than": "TOO_LARGE",
    "less_than_equal": "TOO_LARGE",
    "string_too_short": "EMPTY",
    "string_too_long": "TOO_LONG",
    "string_pattern_mismatch": "BAD_SHAPE",
    "literal_error": "NOT_ONE_OF",
    "enum": "NOT_ONE_OF",
    "union_tag_invalid": "NOT_ONE_OF",
    "too_short": "EMPTY",
    "too_long": "TOO_MANY",
    "tuple_type": "NOT_A_LIST",
    "list_type": "NOT_A_LIST",
    "dict_type": "NOT_A_GROUP",
    "mapping_type": "NOT_A_GROUP",
    "model_type": "NOT_A_GROUP",
    "model_attributes_type": "NOT_A_GROUP",
    "timezone_aware": "NEEDS_ZONE",
    "bad_regex": "BAD_REGEX",
}


def judged(raw: Any) -> tuple[Settings | None, tuple[Problem, ...]]:
    """Return the settings, or None and every problem in the order of the data."""
    if not isinstance(raw, Mapping):
        return None, (Problem((), "NOT_A_GROUP"),)
    found: list[Problem] = []
    plain = cleaned_plain(raw, found)
    found += plain_problems(plain)
    found += _rule_problems(plain)
    found += _outside_problems(plain)
    settings = None
    try:
        settings = Settings.model_validate(plain)
    except ValidationError as error:
        told = [_problem(plain, detail) for detail in error.errors()]
        # A list whose every entry is wrong counts as empty, too.
        found += [one for one in told if not _is_said_better(one, [*found, *told])]
    return (None if found or settings is None else in_utc(settings)), tuple(found)


def _is_said_better(problem: Problem, found: list[Problem]) -> bool:
    """A complaint about a whole has no place; those about its parts have."""
    size = len(problem.path)
    if problem.code == "BAD_SHAPE":  # A name that is known would have the right shape.
        return any(one.path == problem.path and one.code == "NO_SUCH" for one in found)
    whole = problem.code in ("OTHER", "EMPTY")
    return whole and any(one is not problem and one.path[:size] == problem.path for one in found)


def _problem(plain: Any, detail: ErrorDetails) -> Problem:
    path = _path_in(plain, detail["loc"])
    kind, context = detail["type"], detail.get("ctx", {})
    code = _CODES.get(kind, "")
    values = {key: str(one) for key, one in context.items()}
    if isinstance(detail["input"], str | int | float):
        values["value"] = str(detail["input"])
    elif "tag" in values:
        values["value"] = values["tag"]
    near: tuple[str, ...] = ()
    if code in ("TOO_SMALL", "TOO_LARGE"):
        values["limit"] = next(values[key] for key in ("gt", "ge", "lt", "le") if key in values)
        code += "_OR_EQUAL" if kind in ("greater_than", "less_than") else ""
    elif code in ("TOO_LONG", "TOO_MANY"):
        values["most"] = values.get("max_length", "")
    elif code == "NOT_ONE_OF":
        choices = _QUOTED.findall(values.get("expected") or values.get("expected_tags", ""))
        values["choices"] = ", ".join(choices)
        near = nearest(values.get("value", ""), choices)
        path = (*path, "do") if kind == "union_tag_invalid" else path
    elif code == "UNKNOWN_FIELD":
        values["value"] = str(path[-1])
        near = nearest(str(path[-1]), fields_at(plain, path[:-1]))
    elif kind.startswith(("date_", "datetime_", "is_instance")) and not code:
        code = "NOT_A_TIME" if kind.startswith("datetime") else "NOT_A_DATE"
    if kind == "union_tag_not_found":
        path = (*path, "do")
    if not code:
        code, values["why"] = "OTHER", detail["msg"].removeprefix("Value error, ")
    return Problem(path, code, values, near)


def _path_in(plain: Any, location: tuple[int | str, ...]) -> Path:
    """Return where in the data it is: pydantic names the kind of a rule's action on the way."""
    path: list[int | str] = []
    here = plain
    for at, step in enumerate(location):
        last = at == len(location) - 1
        if isinstance(here, Mapping) and step not in here and step == here.get("do") and not last:
            continue
        path.append(step)
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
    return tuple(path)


def fields_at(plain: Any, path: Path) -> tuple[str, ...]:
    """Return the names that may stand at a place of the settings."""
    kinds: list[Any] = [Settings]
    here = plain
    for step in path:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            return ()
        if isinstance(step, str):
            kinds = [
                inner
                for kind in kinds
                if isinstance(kind, type) and issubclass(kind, BaseModel)
                for name, field in kind.model_fields.items()
                if name == step
                for inner in _models_in(field.annotation)
            ]
        do = here.get("do") if isinstance(here, Mapping) else None
        if do and len(kinds) > 1:
            kinds = [kind for kind in kinds if kind.model_fields["do"].default == do]
    return tuple(name for kind in kinds for name in kind.model_fields)


def _models_in(annotation: Any) -> list[Any]:
    """Return the models that a field's annotation speaks of, through aliases and containers."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    annotation = getattr(annotation, "__value__", annotation)
    return [model for inner in get_args(annotation) for model in _models_in(inner)]


def _rule_problems(plain: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong in conditions: each is compiled as it will be run."""
    # Under ids of our own: two rules of one id are two conditions still.
    readable: dict[str, tuple[int, Rule]] = {}
    for at, entry in enumerate(_entries(plain, "rules")):
        rule = _as_condition(entry)
        if rule is not None:
            readable[f"r{at}"] = (at, rule.but(id=f"r{at}"))
    if not readable:
        return
    # Only who saves settings carries the compiler.
    from hedan.rules.engine import RulesInvalid, compile_rules  # noqa: PLC0415

    try:
        compile_rules([rule for _, rule in readable.values()])
    except RulesInvalid as invalid:
        for rule_id, field, mistake in invalid.mistakes:
            place = {"line": str(mistake.line), "column": str(mistake.column)}
            values = {**mistake.values, **place, "wrong": mistake.wrong.value}
            path = ("rules", readable[rule_id][0], field)
            yield Problem(path, "BAD_CONDITION", values, mistake.nearest)


def _as_condition(entry: Any) -> Rule | None:
    """Return a rule that only asks what this one asks, if that much can be read."""
    if not isinstance(entry, Mapping):
        return None
    only = {key: entry[key] for key in ("when", "scope") if key in entry}
    only |= {"id": "r", "author": "?", "then": [{"do": "split"}]}
    try:
        return _RULE.validate_python(only)
    except ValidationError:
        return None


def _outside_problems(plain: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what leads out of the settings: platforms, findings, our own texts."""
    carriers = tuple(_valid(CarrierSettings, plain, "carriers").values())
    stores = _valid(StoreSettings, plain, "stores")
    for at, entry in enumerate(_entries(plain, "stores")):
        platform = entry.get("platform") if isinstance(entry, Mapping) else None
        if isinstance(platform, str) and platform not in CAPABILITIES:
            values = {"value": platform, "what": "platforms"}
            near = nearest(platform, CAPABILITIES)
            yield Problem(("stores", at, "platform"), "NO_SUCH", values, near)
        elif at in stores and not stores[at].api_url:
            yield from _file_problems(at, stores[at], carriers)
    findings = [key.removeprefix(FINDING) for key in TEXTS if key.startswith(FINDING)]
    for at, entry in enumerate(_entries(plain, "rules")):
        for position, act in enumerate(_entries(entry, "then")):
            code = act.get("finding") if isinstance(act, Mapping) else None
            if isinstance(code, str) and code not in findings:
                path = ("rules", at, "then", position, "finding")
                values = {"value": code, "what": "findings"}
                yield Problem(path, "NO_SUCH", values, nearest(code, findings))
    yield from _text_problems(plain)


def _file_problems(
    at: int, store: StoreSettings, carriers: tuple[CarrierSettings, ...]
) -> Iterator[Problem]:
    """A store without an API trades by files: its options must describe one."""
    try:
        carrier_words(store, format_of(store), carriers)
    except SettingsInvalid as invalid:
        yield Problem(("stores", at, "options"), "OTHER", {"why": str(invalid)})


def _text_problems(plain: Mapping[str, Any]) -> Iterator[Problem]:
    for at, entry in enumerate(_entries(plain, "texts")):
        key = entry.get("key") if isinstance(entry, Mapping) else None
        if not isinstance(key, str):
            continue
        if key not in TEXTS:
            values = {"value": key, "what": "our_texts"}
            yield Problem(("texts", at, "key"), "NO_SUCH", values, nearest(key, TEXTS))
            continue
        known = set(_PLACES.findall(TEXTS[key].en))
        for language in ("zh", "en"):
            strange = [p for p in _PLACES.findall(str(entry.get(language))) if p not in known]
            if strange:
                path, near = ("texts", at, language), nearest(strange[0], known)
                yield Problem(path, "NO_SUCH", {"value": strange[0], "what": "text_places"}, near)


def _valid[M: BaseModel](model: type[M], plain: Mapping[str, Any], subject: str) -> dict[int, M]:
    valid: dict[int, M] = {}
    for at, entry in enumerate(_entries(plain, subject)):
        try:
            valid[at] = model.model_validate(entry)
        except ValidationError:
            continue  # It is told where the whole is validated.
    return valid


def _entries(plain: Any, field: str) -> list[Any]:
    entries = plain.get(field) if isinstance(plain, Mapping) else None
    return entries if isinstance(entries, list) else []


_RULE: TypeAdapter[Rule] = TypeAdapter(Rule)
