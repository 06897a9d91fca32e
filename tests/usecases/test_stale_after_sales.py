"""Promise 9: where refunds are not known up to now, nothing new leaves, and somebody says so."""

from datetime import datetime, timedelta

import pytest

from hedan.domain.line_work import LineState
from hedan.errors import StaleAfterSales
from hedan.settings import StoreSettings
from hedan.usecases.intake.freshness import Freshness
from hedan.usecases.uploads.upload_tracking import Uploaded
from tests.simulation.world import SETTINGS
from tests.usecases.stage import Stage

LIMIT = SETTINGS.stores[0].after_sales_limit


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.stock_in(5)
    stage.place("CUP")
    stage.make_ready()
    return stage


def test_claims_of_a_stale_store_wait_and_say_why(stage: Stage) -> None:
    stage.known_until = stage.now - LIMIT - timedelta(seconds=1)
    stage.plan()
    claimed = stage.claim()
    assert claimed.parcel_ids == ()
    (why,) = claimed.stale
    assert "after-sales of store cup-shop are known only until" in why
    assert "the limit is 30 minutes" in why
    assert stage.states() == {"11": LineState.READY}


def test_the_next_wave_takes_them_when_the_store_is_known_again(stage: Stage) -> None:
    stage.known_until = stage.now - LIMIT - timedelta(seconds=1)
    stage.wave()
    stage.known_until = stage.now - LIMIT
    stage.wave("wave-2")
    assert stage.states() == {"11": LineState.CLAIMED}


def test_uploads_of_a_stale_store_wait(stage: Stage) -> None:
    stage.wave()
    stage.number()
    stage.known_until = stage.now - LIMIT - timedelta(seconds=1)
    with pytest.raises(StaleAfterSales, match="cup-shop"):
        stage.upload()
    assert stage.platform.calls == []
    stage.known_until = stage.now
    assert stage.upload() is Uploaded.SHIPPED


def test_a_store_that_was_never_asked_is_stale(stage: Stage) -> None:
    def never(_: StoreSettings) -> datetime | None:
        return None

    assert "not at all yet" in Freshness(SETTINGS, never, stage.now).why_stale("cup-shop")


def test_a_store_that_left_the_settings_is_stale(stage: Stage) -> None:
    freshness = Freshness(SETTINGS, lambda _: stage.now, stage.now)
    assert freshness.why_stale("gone") == "store gone is not in the settings"
    assert freshness.reasons == ("store gone is not in the settings",)
