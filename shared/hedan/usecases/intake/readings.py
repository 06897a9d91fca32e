"""What a hint leads to: the order or after-sale as the platform tells it now, or as a sheet did."""

from collections.abc import Callable, Sequence

from pydantic import ValidationError

from hedan.domain.after_sales import AfterSale
from hedan.domain.intake import Hint
from hedan.domain.orders import Order
from hedan.errors import HedanError, Malformed
from hedan.platforms.platform import Platform, Told

type Reading = Told[Order] | Told[AfterSale] | str
"""A string is the text of a message that nobody can follow: kept as it came."""
type PlatformOf = Callable[[str], Platform]


def read_all(hints: Sequence[Hint], platform_of: PlatformOf) -> list[Reading | HedanError]:
    """Read each order and after-sale once, however many hints of the batch name it."""
    known: dict[tuple[str, ...], Reading | HedanError] = {}
    readings: list[Reading | HedanError] = []
    for hint in hints:
        subject = _subject(hint)
        if subject not in known:
            known[subject] = _read(hint, platform_of)
        readings.append(known[subject])
    return readings


def _subject(hint: Hint) -> tuple[str, ...]:
    if hint.kind == "other" or hint.told:
        return (hint.store, hint.kind, hint.message_id)
    wanted = hint.after_sale_id if hint.kind == "after_sale" else hint.order_id
    return (hint.store, hint.kind, wanted or hint.message_id)


def _read(hint: Hint, platform_of: PlatformOf) -> Reading | HedanError:
    try:
        if hint.told:
            return _told(hint.told, hint.told_after_sales)
        match hint.kind:
            case "after_sale" if hint.after_sale_id:
                return platform_of(hint.store).read_after_sale(hint.order_id, hint.after_sale_id)
            case "order" if hint.order_id:
                return platform_of(hint.store).read_order(hint.order_id)
            case "other":
                return hint.model_dump_json()
            case _:
                return Malformed(f"message {hint.message_id}: it names no {hint.kind}")
    except HedanError as error:
        return error


def _told(order: str, after_sales: Sequence[str]) -> Told[Order]:
    """Return what a sheet told; we wrote it ourselves, so a mistake in it is ours."""
    try:
        return Told[Order](
            value=Order.model_validate_json(order).but(told_by="file"),
            raw=order,
            after_sales=tuple(AfterSale.model_validate_json(text) for text in after_sales),
        )
    except ValidationError as error:
        raise Malformed(f"a sheet's order: {error.error_count()} fields are wrong") from None
