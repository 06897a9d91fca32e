"""How a stop is written: the same words in the notice and on the page that it leads to."""

from hedan.domain.stops import Stop
from hedan.texts import Language, say
from hedan.texts.words import clean, row_numbers


def rows_in_words(rows: tuple[int, ...], language: Language, limit: int = 0) -> str:
    """Return "rows 7-8", or "" when there are none; limit as in row_numbers()."""
    if not rows:
        return ""
    key = "row.one" if len(set(rows)) == 1 else "row.many"
    return say(language, key, rows=row_numbers(rows, language, limit))


def place_in_words(stop: Stop, rows: tuple[int, ...], language: Language, limit: int = 0) -> str:
    """Return where the supplier finds the goods: workbook and rows, else the parcel's id."""
    if not (stop.workbook and rows):
        return say(language, "place.parcel", parcel=stop.parcel_id)
    words = rows_in_words(rows, language)
    return say(language, "place.rows", workbook=clean(stop.workbook), rows=words)


def goods_in_words(stop: Stop, language: Language, limit: int = 0) -> list[str]:
    """Return the goods to take out, one entry a line of the order; limit cuts their names."""
    return [
        say(
            language,
            "goods",
            name=clean(f"{line.name} {line.spec}", limit),
            quantity=line.quantity,
        )
        for line in stop.lines
    ]


def asked_in_words(stop: Stop, language: Language, key: str, **facts: str) -> str:
    """Say why goods are asked back: the text of this key, or its ".other" without an after-sale."""
    if stop.after_sale_id:
        return say(language, key, **facts)
    cause = say(language, f"stop.cause.{stop.cause.value}")
    return say(language, f"{key}.other", cause=cause, **facts)
