"""The day ended as it must: every sentence of the proof, and what the summary shows of it."""

import json
from datetime import timedelta

import pytest

from hedan.domain.parcels import Parcel, ParcelState
from hedan.domain.stops import StopLevel
from hedan.domain.workbook_files import WorkbookState
from hedan.platforms.callbacks import WITH_CALLBACKS
from infra.local.odd_orders import finding_codes
from infra.local.proof import ALL_CLAIMS
from infra.local.summary import print_addresses, print_summary
from tests.e2e.lived import Lived

pytestmark = pytest.mark.emulator


@pytest.mark.parametrize("sentence", [sentence for sentence, _ in ALL_CLAIMS])
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
    assert all(code in said for code in finding_codes())
    for scene in lived.day.refunds:
        assert scene in said
    for shipment in lived.day.shipments:
        assert shipment.logistics_code in said
    for store in lived.world.settings.stores:
        if store.platform in WITH_CALLBACKS and store.api_url:
            assert lived.world.callback_url(store.id) in said
        else:
            assert f"/o/{store.id}." in said
    for supplier in lived.world.suppliers:
        for file in lived.world.desk.workbooks(supplier, 10):
            assert file.file_key in said


def test_each_workbook_names_the_one_before_it(lived: Lived) -> None:
    for supplier in lived.world.suppliers:
        newest_first = [
            file
            for file in lived.world.desk.workbooks(supplier, 10)
            if file.state is not WorkbookState.RECALLED  # Nobody ever saw that one.
        ]
        numbers = [file.number for file in newest_first]
        assert numbers
        assert [file.predecessor for file in newest_first] == [*numbers[1:], ""]


def test_no_secret_and_no_receiver_stands_in_the_log(lived: Lived) -> None:
    log = lived.log()
    # It does say a lot; of what ships by itself it names the order.
    named = {str(one.orders[0]) if one.is_virtual else one.parcel_id for one in shipped(lived)}
    assert [name for name in named if name not in log] == []
    hidden = _secrets(lived) | _receivers(lived)
    assert len(hidden) > len(lived.day.orders)
    assert [text for text in hidden if text in log] == []


def shipped(lived: Lived) -> list[Parcel]:
    """Return the parcels whose numbers the platform took."""
    parcels = lived.day.parcels(*lived.day.orders)
    found = [parcel for parcel in parcels if parcel.state is ParcelState.SHIPPED]
    assert len(found) > len(lived.world.suppliers)
    return found


def _secrets(lived: Lived) -> set[str]:
    """Every key that signs and every token that opens, here and at the platform."""
    manager = lived.world.client("secretsmanager")
    names = [one["Name"] for one in manager.list_secrets()["SecretList"]]
    kept = {
        name: json.loads(manager.get_secret_value(SecretId=name)["SecretString"]) for name in names
    }
    found = {kept["hedan/links"]["key"]}
    for store in lived.world.settings.stores:
        if not store.api_url:
            continue
        app = kept[f"hedan/stores/{store.id}/app"]
        token = kept[f"hedan/stores/{store.id}/token"]
        found |= {app["app_secret"], *app["webhook_secrets"]}
        found |= {token.get("access_token", ""), token.get("refresh_token", "")}
    return found - {""}  # Malls have no tokens, and Taobao's is never renewed.


def _receivers(lived: Lived) -> set[str]:
    """What the buyers told the platform, and the ids by which it calls their addresses."""
    found = set()
    for key in lived.day.orders.values():
        ours = lived.world.desk.order_file(key).order
        assert ours is not None
        found.add(ours.receiver.address_id)
        if key.platform == "doudian":
            clear = lived.world.platform.order(key.order_id).receiver
            found |= {clear.tel, clear.detail}
    assert lived.day.buyers
    for buyer in lived.day.buyers:
        found |= {buyer.phone, buyer.detail}
    return found - {""}  # A masked sheet tells no id of an address.
