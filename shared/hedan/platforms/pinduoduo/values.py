"""Pinduoduo's spellings of money and time. Which field has which is written; nothing is guessed."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from hedan.platforms.calling.extras import or_none
from hedan.platforms.calling.theirs import PlatformId
from hedan.platforms.china_time import read_as_written, written

EPOCH = datetime.fromtimestamp(0, UTC)
NO_TIME = frozenset({"", written(EPOCH)})
# No amount is larger; and no exponent may make us fill the memory with zeros.
YUAN_MAX = Decimal(10**12)
# Their amounts are binary fractions written out: what is off by less is a fen all the same.
FEN_TOLERANCE = Decimal("0.0001")


def _fen_of_yuan(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise ValueError("not an amount")
    try:
        yuan = Decimal(value)
    except InvalidOperation as exc:
        raise ValueError("not an amount") from exc
    if not yuan.is_finite() or not -YUAN_MAX <= yuan <= YUAN_MAX:
        raise ValueError("not an amount")
    fen = yuan * 100
    whole = fen.to_integral_value()
    if abs(fen - whole) > FEN_TOLERANCE:
        raise ValueError("finer than a fen")
    return int(whole)


def _from_beijing(value: object) -> datetime | None:
    if not isinstance(value, str):
        raise ValueError("not a time")
    return None if value.strip() in NO_TIME else read_as_written(value)


def _from_seconds(value: object) -> datetime | None:
    return _since_epoch(value, timedelta(seconds=1))


def _from_millis(value: object) -> datetime | None:
    return _since_epoch(value, timedelta(milliseconds=1))


def _since_epoch(value: object, unit: timedelta) -> datetime | None:
    if value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("not a time")
    try:
        moment = EPOCH + int(value) * unit
    except OverflowError as exc:
        raise ValueError("not a time") from exc
    return None if moment == EPOCH else moment


def _from_either(value: object) -> datetime | None:
    """Read Unix seconds or Beijing time: the two cannot be mistaken for each other."""
    plain = value if not isinstance(value, str) or value.isdigit() else None
    return _from_beijing(value) if plain is None else _from_seconds(plain)


Yuan = Annotated[int, BeforeValidator(_fen_of_yuan), Field(ge=0)]
"""An amount told in yuan, as fen."""
ExtraYuan = Annotated[int | None, BeforeValidator(or_none(_fen_of_yuan))]
"""An amount that serves a second look only."""
Fen = Annotated[int, Field(ge=0)]
KnownId = Annotated[PlatformId, StringConstraints(min_length=1, max_length=128)]
"""An id without which there is nothing to speak of."""

Moment = Annotated[datetime, BeforeValidator(_from_beijing)]
Instant = Annotated[datetime | None, BeforeValidator(_from_beijing)]
"""Beijing time, "2026-09-28 10:00:00"; empty stands for none."""
Seconds = Annotated[datetime, BeforeValidator(_from_seconds)]
Millis = Annotated[datetime | None, BeforeValidator(_from_millis)]
ExtraMillis = Annotated[datetime | None, BeforeValidator(or_none(_from_millis))]
SecondsOrBeijing = Annotated[datetime, BeforeValidator(_from_either)]
"""Which of the two a refund's detail gives is not written: its sample shows seconds."""
