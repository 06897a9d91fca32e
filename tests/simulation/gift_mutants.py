"""Bugs in who gets a gift."""

from unittest import mock

from hedan.deciding import gifts
from hedan.domain.rules import AddGift
from hedan.usecases.orders import reserve_stock
from tests.simulation.mutants import Kind, Mutant, Patch


def _gives_uncounted() -> Patch:
    return mock.patch.object(reserve_stock, "counted", return_value=())


def _excludes_nothing() -> Patch:
    real = gifts._Judge.overruled_by

    def overruled_by(judge: gifts._Judge, rule_id: str, gift: AddGift) -> str:
        return real(judge, rule_id, gift.but(exclusive=""))

    return mock.patch.object(gifts._Judge, "overruled_by", overruled_by)


GIFT_MUTANTS = (
    Mutant("gives a gift without counting it", _gives_uncounted, "6", Kind.WRONG),
    Mutant("gives what excludes each other", _excludes_nothing, "6", Kind.WRONG),
)
