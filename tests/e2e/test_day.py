"""The day ended as it must: every sentence of the proof, and what the summary shows of it."""

from datetime import timedelta

import pytest

from hedan.domain.stops import StopLevel
from infra.local.proof import CLAIMS
from infra.local.summary import print_addresses, print_summary
from tests.e2e.conftest import Lived

pytestmark = pytest.mark.emulator


@pytest.mark.parametrize("sentence", [sentence for sentence, _ in CLAIMS])
def test_the_day_ended_as_it_must(lived: Lived, sentence: str) -> None:
    assert lived.judged[sentence]


def test_nobody_was_reminded_or_overruled_before_the_time_in_the_settings(lived: Lived) -> None:
    stop = lived.day.stop("unanswered")
    assert stop is not None
    at = {telling.level: telling.at for telling in stop.told}
    settings = lived.world.settings.stop
    reminded_after = at[StopLevel.REMINDER] - at[StopLevel.NOTICE]
    escalated_after = at[StopLevel.ESCALATION] - at[StopLevel.REMINDER]
    assert reminded_after >= timedelta(seconds=settings.reminder_seconds)
    assert escalated_after >= timedelta(seconds=settings.escalation_seconds)


def test_the_summary_names_what_a_newcomer_looks_for(
    lived: Lived, capsys: pytest.CaptureFixture[str]
) -> None:
    print_summary(lived.day)
    print_addresses(lived.world)
    said = capsys.readouterr().out
    for words in ("MERGED 2 orders", "FIXED_PACKING", "SUPPLIER", "SKU_UNKNOWN"):
        assert words in said
    for scene in lived.day.refunds:
        assert scene in said
    for shipment in lived.world.platform.shipments:
        assert shipment.logistics_code in said
    for store in lived.world.settings.stores:
        assert lived.world.callback_url(store.id) in said
    for supplier in lived.world.suppliers:
        for file in lived.world.desk.workbooks(supplier, 10):
            assert file.file_key in said


def test_each_workbook_names_the_one_before_it(lived: Lived) -> None:
    for supplier in lived.world.suppliers:
        newest_first = lived.world.desk.workbooks(supplier, 10)
        numbers = [file.number for file in newest_first]
        assert numbers
        assert [file.predecessor for file in newest_first] == [*numbers[1:], ""]


def test_no_secret_and_no_receiver_stands_in_the_log(lived: Lived) -> None:
    world = lived.world
    secrets = world.client("secretsmanager")
    listed = secrets.list_secrets()["SecretList"]
    texts = {one["Name"]: secrets.get_secret_value(SecretId=one["ARN"]) for one in listed}
    assert {"hedan/links", "hedan/stores/cup-house/app", "hedan/stores/cup-house/token"} <= set(
        texts
    )
    hidden = {
        value
        for one in texts.values()
        for name, value in _leaves(json.loads(one["SecretString"]))
        if any(word in name for word in ("secret", "token", "key")) and name != "app_key"
    }
    for scene in lived.day.orders:
        order = lived.day.file(scene).order
        assert order is not None
        hidden |= {order.receiver.address_id}
    log = function_log(lived)
    assert "callback" in log.lower()
    assert [text for text in hidden if text and text in log] == []
