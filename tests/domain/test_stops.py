"""When a stop is settled, and which stop is the same one."""

from hedan.domain.intake import Hint
from hedan.domain.stops import Stop, StopAnswer, StopCause, stop_id
from hedan.domain.workbook_files import workbook_number
from tests.domain.builders import NOW, order_key

STOP = Stop(
    stop_id=stop_id("P1", "714", "2026-10-01T12:00:00+00:00"),
    after_sale_id="714",
    order=order_key(),
    store="cup-shop",
    supplier="factory-a",
    parcel_id="P1",
    workbook="factory-a-000001",
    lines=(),
    asked_at=NOW,
    seen_at=NOW,
    fenced_at=NOW,
)


def test_a_stop_is_settled_by_an_answer_or_a_withdrawal_and_by_nothing_else() -> None:
    assert not STOP.is_settled
    assert not STOP.but(escalated_at=NOW).is_settled
    assert STOP.but(answer=StopAnswer.STOPPED).is_settled
    assert STOP.but(answer=StopAnswer.GONE).is_settled
    assert STOP.but(withdrawn_at=NOW).is_settled


def test_the_same_telling_on_the_same_parcel_is_the_same_stop() -> None:
    assert STOP.stop_id == stop_id("P1", "714", "2026-10-01T12:00:00+00:00")
    others = {
        stop_id("P2", "714", "2026-10-01T12:00:00+00:00"),
        stop_id("P1", "715", "2026-10-01T12:00:00+00:00"),
        stop_id("P1", "714", "2026-10-01T12:00:01+00:00"),
    }
    assert len(others | {STOP.stop_id}) == 4


def test_a_hint_names_its_order_or_none() -> None:
    hint = Hint(
        door="push", platform="doudian", store="cup-shop", kind="order", message_id="m", seen_at=NOW
    )
    assert hint.order is None
    assert hint.but(order_id=order_key().order_id).order == order_key()


def test_workbooks_are_numbered_so_that_names_sort() -> None:
    assert workbook_number("factory-a", 12) == "factory-a-000012"


def test_a_stop_that_was_stored_before_there_were_causes_is_a_refund_s() -> None:
    stored = STOP.model_dump(mode="json", exclude={"cause"})
    assert Stop.model_validate(stored) == STOP
    assert STOP.cause is StopCause.REFUND
