"""Everything that a supplier or an owner reads, in one table, in both languages."""

from collections.abc import Iterable, Mapping
from typing import Final

from hedan.texts import (
    bulk_acts,
    certificates,
    dry_runs,
    findings,
    findings_of_work,
    notices,
    pages,
    reasons,
    rule_health,
    rule_names,
    settings,
    staff,
    stores,
)
from hedan.texts.text import Language, Text

__all__ = ["TEXTS", "Language", "Text", "finding_fix", "finding_title", "reasons_in_words", "say"]


def _one_table(*tables: Mapping[str, Text]) -> dict[str, Text]:
    merged: dict[str, Text] = {}
    for table in tables:
        twice = merged.keys() & table.keys()
        if twice:
            raise ValueError(f"texts named twice: {', '.join(sorted(twice))}")
        merged.update(table)
    return merged


TEXTS: Final = _one_table(
    notices.TEXTS,
    pages.TEXTS,
    findings.TEXTS,
    findings_of_work.TEXTS,
    reasons.TEXTS,
    rule_names.TEXTS,
    rule_health.TEXTS,
    stores.TEXTS,
    certificates.TEXTS,
    dry_runs.TEXTS,
    staff.TEXTS,
    settings.TEXTS,
    bulk_acts.TEXTS,
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


def reasons_in_words(language: Language, plan_reasons: Iterable[str]) -> str:
    """Return why a parcel is merged or split, for its supplier's eyes."""
    said = (reasons.said_of(reason) for reason in plan_reasons)
    return "; ".join(say(language, key, **values) for key, values in filter(None, said))
