"""What is wrong with rules, as lines that a seller reads."""

from collections.abc import Iterable, Iterator

from hedan.domain.rule_health import RuleFinding
from hedan.texts import Language, say
from hedan.texts.rule_mistakes import failure_in_words


def health_lines(findings: Iterable[RuleFinding], language: Language) -> Iterator[str]:
    """Yield a line for each finding; one that says so where there is none."""
    nothing = True
    for one in findings:
        nothing = False
        yield _line(one, language)
    if nothing:
        yield say(language, "rule.healthy")


def _line(one: RuleFinding, language: Language) -> str:
    why = say(
        language,
        f"rule.why.{one.why}",
        other=one.other_rule_id,
        detail=failure_in_words(language, one.detail),
        orders=one.orders,
    )
    kind = say(language, f"rule.health.{one.kind}")
    text = say(language, "rule.ill", rule=one.rule_id, kind=kind, why=why)
    return text + (say(language, "rule.seen_on", order=one.example) if one.example else "")
