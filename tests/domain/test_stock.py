"""Stock and the moves between: nothing leaves without an entry that says why."""

import pytest
from pydantic import ValidationError

from hedan.domain.stock import Stock, StockMove
from tests.domain.builders import NOW


def test_free_is_what_may_still_be_promised() -> None:
    assert Stock(sku="CUP", on_hand=5, reserved=3).free == 2
    assert StockMove(sku="CUP", reserved=2).free == -2
    shipped = StockMove(sku="CUP", on_hand=-2, reserved=-2, entry_id="e", cause="shipped", at=NOW)
    assert shipped.free == 0


@pytest.mark.parametrize("missing", ["entry_id", "cause", "at"])
def test_what_is_on_hand_never_moves_without_an_entry(missing: str) -> None:
    values: dict[str, object] = {"entry_id": "e", "cause": "c", "at": NOW}
    values.pop(missing)
    with pytest.raises(ValidationError):
        StockMove.model_validate({"sku": "CUP", "on_hand": -1, **values})
