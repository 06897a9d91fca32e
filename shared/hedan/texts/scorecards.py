"""Why a supplier's score is what it is, in words."""

from typing import Final

from hedan.domain.scorecards import PARCELS_MIN, Scorecard, deductions
from hedan.texts.text import Language, Text

TEXTS: Final[dict[str, Text]] = {
    "score.none": Text(
        "{days} 天内不到 {least} 个包裹，不评分",
        "fewer than {least} parcels in {days} days: no score",
    ),
    "score.clean": Text("没有扣分", "nothing takes points off"),
    "score.late": Text(
        "{wrong}/{cases} 个包裹没有在最晚发货时间前发出：扣 {points} 分",
        "parcels not shipped by their deadline, {wrong} of {cases}: {points} points off",
    ),
    "score.wrong_numbers": Text(
        "{wrong}/{cases} 个运单号有疑问、被平台拒绝或改过：扣 {points} 分",
        "numbers doubted, refused or replaced, {wrong} of {cases}: {points} points off",
    ),
    "score.stops_unanswered": Text(
        "{wrong}/{cases} 次截停没有人答复，要打电话：扣 {points} 分",
        "stops that nobody answered before somebody had to phone, {wrong} of {cases}: "
        "{points} points off",
    ),
    "score.stops_missed": Text(
        "{wrong}/{cases} 次截停时货已发出：扣 {points} 分",
        "stops that came when the goods had left, {wrong} of {cases}: {points} points off",
    ),
    "score.returned": Text(
        "{wrong}/{cases} 个包裹有货退回：扣 {points} 分",
        "parcels of which goods came back, {wrong} of {cases}: {points} points off",
    ),
    "score.sample": Text(
        "包裹很多，每 {one_in} 个看 1 个", "very many parcels: one in {one_in} was looked at"
    ),
}


def score_in_words(language: Language, card: Scorecard) -> list[str]:
    """Return what makes the score, the dearest first."""
    if card.score is None:
        said = [_said(language, "score.none", days=card.days, least=PARCELS_MIN)]
    else:
        taken = sorted(deductions(card), key=lambda one: -one.points)
        said = [
            _said(
                language,
                f"score.{one.name}",
                wrong=one.wrong,
                cases=one.cases,
                points=f"{float(one.points):.1f}",
            )
            for one in taken
        ] or [_said(language, "score.clean")]
    sample = [_said(language, "score.sample", one_in=card.one_in)] if card.one_in > 1 else []
    return said + sample


def _said(language: Language, key: str, /, **values: object) -> str:
    text = TEXTS[key]
    return (text.zh if language == "zh" else text.en).format_map(values)
