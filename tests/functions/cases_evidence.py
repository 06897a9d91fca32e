"""Evidence bundles and proof reports: asked for, begun, made, listed."""

import hashlib
from datetime import timedelta
from typing import Any

from hedan import runtime
from hedan.domain.cases import Case, CasePhoto
from hedan.domain.parcels import Tracking
from hedan.platforms.doudian.capabilities import CAPABILITIES as DOUDIAN
from hedan.platforms.doudian.store import DoudianStore
from hedan.platforms.platform import TrackingStep
from hedan.usecases.cases.work_case import Hand, work_case
from hedan.usecases.proofs.prove_month import prove_month
from tests.functions.cases import case, nothing_changed
from tests.functions.cases_staff import told
from tests.functions.seed import token_nearly_over, token_of
from tests.functions.stages import AFTER_SALE, stopping
from tests.functions.world import NOW, ORDER, World

ASKED = {"order": str(ORDER), "case": AFTER_SALE, "by": "li/sub-of-li"}
PICTURE = b"\xff\xd8\xff box"
PHOTO = "photos/cup-house/box.jpeg"
MONTH = "2026-09"


def case_of(world: World) -> Case:
    """Return the sample case as it is stored."""
    with world.seeing() as seen:
        (found,) = seen.case_book().cases([(ORDER, AFTER_SALE)]).values()
        kept: Case = found
        return kept


def pictured(world: World) -> None:
    """Somebody has added a picture."""
    with world.seeing() as seen:
        seen.archive().put(PHOTO, PICTURE, "image/jpeg")
        photo = CasePhoto(
            file_key=PHOTO,
            sha256=hashlib.sha256(PICTURE).hexdigest(),
            content_type="image/jpeg",
            at=NOW,
            by="li",
        )
        hand = Hand("li/sub-of-li", NOW, seen.case_book(), seen.desk())
        with_it = lambda known: known.but(photos=(photo,))  # noqa: E731 - said where it is used.
        work_case(ORDER, AFTER_SALE, "photo", with_it, hand)


def refunded(world: World) -> None:
    """A refund after the number went up: the platform tells of the parcel's way."""
    stopping(world)
    pictured(world)
    token_nearly_over(world)
    world.monkeypatch.setattr(runtime, "capabilities_of", lambda store: DOUDIAN.but(tracks=True))

    def way(store: DoudianStore, order_id: str, tracking: Tracking) -> list[TrackingStep]:
        store.parcels_shown(order_id)  # The call that needs access.
        return [TrackingStep(at=NOW, text="已揽收")]

    world.monkeypatch.setattr(DoudianStore, "track", way)


@case("bundle_evidence", "all_pieces", stage="shipped", prepare=refunded)
def bundles_every_piece(world: World, answer: Any) -> None:
    (bundle,) = case_of(world).bundles
    assert (answer["key"], answer["sha256"]) == (bundle.file_key, bundle.sha256)
    assert world.files("evidence/") == [bundle.file_key]
    with world.seeing() as seen:
        body = seen.archive().get(bundle.file_key)
    assert hashlib.sha256(body).hexdigest() == bundle.sha256
    assert PICTURE in body  # Pictures are not compressed again.
    assert bundle.locked_until is None
    assert token_of(world, "cup-house") == "renewed"


def bundled(world: World) -> None:
    """It was made a minute ago."""
    refunded(world)
    world.invoke("bundle_evidence", ASKED)


@case("bundle_evidence", "nothing_new", stage="shipped", prepare=bundled)
def keeps_the_bundle_that_is_there(world: World, answer: Any) -> None:
    assert len(case_of(world).bundles) == 1
    nothing_changed(world)


@case("follow_events", "bundle_asked", stage="stopping")
def begins_to_bundle(world: World, answer: Any) -> None:
    assert world.begun("BundleEvidence") == [ASKED]
    nothing_changed(world)


@case("staff_api", "evidence_ask", stage="stopping")
def keeps_the_wish(world: World, answer: Any) -> None:
    assert told(answer, 202) == {"bundles": []}
    assert case_of(world).version == 1


@case("staff_api", "evidence", stage="shipped", prepare=bundled)
def gives_out_the_bundles(world: World, answer: Any) -> None:
    (shown,) = told(answer)["bundles"]
    (bundle,) = case_of(world).bundles
    assert bundle.file_key in shown["url"]
    assert shown["sha256"] == bundle.sha256
    nothing_changed(world)


# --- Proof --------------------------------------------------------------------------------------


def month_is_over(world: World) -> None:
    """It is the third of the next month."""
    world.monkeypatch.setattr(runtime, "now", lambda: NOW + timedelta(days=5))


def reported(world: World) -> None:
    """Every store's last month was reported."""
    month_is_over(world)
    with world.seeing() as seen:
        for store in seen.settings().stores:
            prove_month(
                store,
                MONTH,
                desk=seen.desk(),
                cases=seen.case_book(),
                archive=seen.archive(),
                notices=seen.notices(),
                settings=seen.settings(),
                now=seen.now(),
            )


@case("prove_month", "monthly", stage="stop told", prepare=month_is_over)
def reports_every_store(world: World, answer: Any) -> None:
    with world.seeing() as seen:
        stores = [store.id for store in seen.settings().stores]
    assert answer == {"violations": dict.fromkeys(stores, 0) | {"cup-house": 1}}
    assert len(world.mail()) == len(stores)
    assert f"proofs/cup-house/{MONTH}.xlsx" in world.files("proofs/")


@case("prove_month", "one_store", stage="stop told")
def reports_one_store_anew(world: World, answer: Any) -> None:
    assert answer == {"violations": {"cup-house": 0}}  # Its stop is a moment old.
    (notice,) = world.mail()
    assert notice["MessageAttributes"]["kind"]["Value"] == "proof_report"


@case("prove_month", "reported_before", stage="stop told", prepare=reported)
def reports_no_month_twice_by_itself(world: World, answer: Any) -> None:
    assert answer == {"violations": {}}
    nothing_changed(world)


@case("staff_api", "proof_ask", stage="stopping")
def begins_to_report(world: World, answer: Any) -> None:
    assert told(answer, 202) == {"store": "cup-house", "month": MONTH}
    assert world.begun("ProveMonth") == [{"store": "cup-house", "month": MONTH}]
    nothing_changed(world)


@case("staff_api", "proof_reports", stage="stop told", prepare=reported)
def lists_the_months(world: World, answer: Any) -> None:
    (shown,) = told(answer)["reports"]
    assert shown["month"] == MONTH
    assert f"proofs/cup-house/{MONTH}.html" in shown["page"]


@case("staff_api", "proof_report", stage="stop told", prepare=reported)
def shows_what_a_month_proves(world: World, answer: Any) -> None:
    body = told(answer)
    assert (body["result"], body["refunds"], body["violations_count"]) == ("broken", 1, 1)
    assert body["violations"][0]["kind"] == "silent_stop"
