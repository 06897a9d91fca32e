"""Everything that a supplier or an owner reads, in one table, in both languages."""

from collections.abc import Iterable, Mapping
from typing import Final

from hedan.texts import (
    bills,
    bulk_acts,
    bundles,
    case_acts,
    cases,
    certificates,
    changes,
    dry_runs,
    evidence,
    findings,
    findings_of_work,
    notices,
    numbers,
    packing,
    pages,
    plan_reasons,
    proofs,
    reasons,
    replacements,
    routes,
    rule_health,
    rule_mistakes,
    rule_names,
    scans,
    scorecards,
    settings,
    sheets,
    staff,
    stops,
    stores,
    supplier_pages,
    uploads,
    waves,
)
from hedan.texts.text import Language, Text

__all__ = [
    "TEXTS",
    "Language",
    "Text",
    "finding_fix",
    "finding_title",
    "left_in_words",
    "plan_in_words",
    "reasons_in_words",
    "say",
]


def _one_table(*tables: Mapping[str, Text]) -> dict[str, Text]:
    merged: dict[str, Text] = {}
    for table in tables:
        twice = merged.keys() & table.keys()
        if twice:
            raise ValueError(f"texts named twice: {', '.join(sorted(twice))}")
        merged.update(table)
    return merged


TEXTS: Final = _one_table(
    bills.TEXTS,
    notices.TEXTS,
    numbers.TEXTS,
    packing.TEXTS,
    pages.TEXTS,
    evidence.TEXTS,
    findings.TEXTS,
    findings_of_work.TEXTS,
    reasons.TEXTS,
    replacements.TEXTS,
    routes.TEXTS,
    plan_reasons.TEXTS,
    proofs.TEXTS,
    rule_names.TEXTS,
    rule_health.TEXTS,
    rule_mistakes.TEXTS,
    stops.TEXTS,
    scans.TEXTS,
    scorecards.TEXTS,
    sheets.TEXTS,
    changes.TEXTS,
    stores.TEXTS,
    supplier_pages.TEXTS,
    cases.TEXTS,
    certificates.TEXTS,
    dry_runs.TEXTS,
    staff.TEXTS,
    settings.TEXTS,
    bulk_acts.TEXTS,
    bundles.TEXTS,
    case_acts.TEXTS,
    uploads.TEXTS,
    waves.TEXTS,
)


def say(language: Language, key: str, /, **values: object) -> str:
    """Return the text of that name with its values filled in, as plain text: nothing is escaped.

    Raises KeyError for a name or a value that is missing.
    """
    text = TEXTS[key]
    return (text.zh if language == "zh" else text.en).format_map(values)


def finding_title(language: Language, code: str) -> str:
    """Return what a finding means; its code when a rule of the seller's invented it."""
    key = f"finding.{code}"
    return say(language, key) if key in TEXTS else code


def finding_fix(language: Language, code: str, otherwise: str) -> str:
    """Return the one next step for a finding, or what the check itself said."""
    key = f"finding.{code}.fix"
    return say(language, key) if key in TEXTS else otherwise


def left_in_words(language: Language, reason: str) -> str:
    """Return why a line does not go with a wave; a reason without a text stands as it is."""
    key = f"left.{reason.partition(':')[0]}"
    return say(language, key) if key in TEXTS else reason


def plan_in_words(language: Language, told: Iterable[str]) -> tuple[str, ...]:
    """Return why a parcel is what it is, for its seller; a reason without a text stands as is."""
    return tuple(_in_words(language, reason) for reason in told)


def _in_words(language: Language, reason: str) -> str:
    found = plan_reasons.planned_because(reason)
    if found is None:
        return reason
    key, values = found
    return say(language, key, **{name: _part(language, one) for name, one in values.items()})


def _part(language: Language, words: str) -> str:
    """Return a value inside a reason: a phrase, several of them, a reason itself, or a name."""
    phrases = [plan_reasons.phrase(one) for one in (words, *words.split(", "))]
    if phrases[0]:
        return say(language, phrases[0])
    if all(phrases[1:]):
        return ", ".join(say(language, one) for one in phrases[1:] if one)
    return _in_words(language, words)


def reasons_in_words(language: Language, plan_reasons: Iterable[str]) -> str:
    """Return why a parcel is merged or split, for its supplier's eyes."""
    said = (reasons.said_of(reason) for reason in plan_reasons)
    return "; ".join(say(language, key, **values) for key, values in filter(None, said))
