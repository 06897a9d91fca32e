"""What people do about a case over HTTP: each thing once, and nothing that delays a stop."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedan.domain.after_sales import AfterSale
from hedan.domain.line_work import LineWork
from hedan.domain.parcels import Parcel
from hedan.domain.stops import Stop
from hedan.usecases.cases.photos import PHOTOS_MAX, image_type
from tests.domain.builders import make_after_sale, order_key
from tests.fakes.gates import FailsAt, lost_acknowledgement
from tests.staff.calls import Answer, Shop
from tests.staff.desk import (
    CASE,
    DESK,
    FIVE,
    ORDER,
    PNG,
    REQUEST,
    complain,
    desk_shop,
    done,
    refused,
    rows,
    upload,
    work,
)
from tests.staff.test_orders import stored
from tests.usecases.returning import NUMBER


@pytest.fixture
def shop() -> Shop:
    """A refund of one line of a parcel that its supplier already has: a stop is open."""
    return desk_shop()


# --- Notes, reasons, ways back ------------------------------------------------------------------


def test_a_note_is_kept_once_for_each_request(shop: Shop) -> None:
    case, again = (
        done(work(shop, "notes", {"text": " she wants blue ", "request": REQUEST}))
        for _ in range(2)
    )
    assert again == case
    case = done(work(shop, "notes", {"text": "she wants blue", "request": REQUEST + "2"}))
    assert [(note.text, note.by) for note in case.notes] == [
        ("she wants blue", "li/sub-of-li"),
        ("she wants blue", "li/sub-of-li"),
    ]
    assert case.version == 2


def test_a_note_of_somebody_quicker_is_not_lost(shop: Shop) -> None:
    tries: list[str] = []

    def somebody_is_quicker(place: str) -> None:
        if place == "before desk.commit":
            tries.append(place)
            if len(tries) == 1:
                work(shop, "notes", {"text": "quicker", "request": REQUEST}, name="wang")

    shop.desk.gate = somebody_is_quicker  # type: ignore[attr-defined]
    case = done(work(shop, "notes", {"text": "slower", "request": REQUEST}))
    assert [note.text for note in case.notes] == ["quicker", "slower"]
    assert len(tries) == 3


def test_the_reason_is_asked_and_told_by_a_code_of_the_settings(shop: Shop) -> None:
    asked = done(work(shop, "reason", {"asked": True}))
    assert (asked.reason_asked_at, asked.reason) == (shop.now, "")
    steps = shop.call("GET", CASE).body["next"]
    assert "tell_reason" in [one["code"] for one in steps]
    told = done(work(shop, "reason", {"code": "broken"}))
    assert (told.reason, told.reason_told_at) == ("broken", shop.now)
    message = refused(work(shop, "reason", {"code": "too-small"}))
    assert message == "It cannot be done: the settings have no reason too-small, but: broken."


def test_the_parcel_back_is_checked_like_a_number_of_our_own(shop: Shop) -> None:
    case, again = (
        done(work(shop, "way-back", {"carrier": "中通", "number": NUMBER})) for _ in range(2)
    )
    assert again == case
    assert [way.tracking.number for way in case.ways_back] == [NUMBER]
    told = work(shop, "way-back", {"carrier": "中通", "number": "12"})
    refused(told, 422, "NUMBER_UNCLEAR")
    back = make_after_sale(
        after_sale_id="78", order=order_key("1"), return_to_us="JD0001", return_carrier="jd"
    )
    stored(shop, back)
    shown = shop.call("GET", f"/orders/{ORDER}/cases/78").body["ways_back"]
    assert shown == [{"carrier": "jd", "number": "JD0001", "told_by": "platform"}]


# --- Offers -------------------------------------------------------------------------------------


def offer(shop: Shop, amount: int, request: str = REQUEST, rule: str = "five-off") -> Answer:
    return work(shop, "offers", {"offer": rule, "amount_minor": amount, "request": request})


def test_offers_stay_within_the_owners_limits(shop: Shop) -> None:
    """Both limits of the rule are said: 500, and a tenth of 5990 that was paid for the line."""
    case, again = (done(offer(shop, 300)) for _ in range(2))
    assert again == case
    assert [one.amount_minor for one in case.offers] == [300]
    message = refused(offer(shop, 201, "6f1e2d3c-0002"))
    assert "500 minor units for this case, of which 300 are offered" in message
    path = f"offers/{case.offers[0].offer_id}"
    declined = done(work(shop, path, {"answer": "declined"}))
    assert declined.offers[0].is_accepted is False
    assert done(offer(shop, 500, "6f1e2d3c-0003")).offers[1].amount_minor == 500
    refused(work(shop, path, {"answer": "accepted"}))
    refused(work(shop, "offers/F0", {"answer": "accepted"}), 404, "NO_SUCH_OFFER")
    assert "tea-shop" in refused(offer(shop, 1, "6f1e2d3c-0004", "tea"))
    assert "five-off, tea" in refused(offer(shop, 1, "6f1e2d3c-0004", "gold"))


@pytest.mark.parametrize(
    ("minor", "percent", "most"), [(0, 0, 0), (700, 0, 700), (0, 5, 299), (700, 5, 299)]
)
def test_of_two_limits_the_smaller_counts_and_none_means_nothing(
    shop: Shop, minor: int, percent: int, most: int
) -> None:
    shop.settings = DESK.but(offers=(FIVE.but(most_minor=minor, most_percent=percent),))
    refused(offer(shop, most + 1))
    done(offer(shop, most))


# --- Pictures -----------------------------------------------------------------------------------


def test_a_picture_is_looked_at_and_kept_under_its_own_hash(shop: Shop) -> None:
    name = upload(shop, PNG)
    case, again = (done(work(shop, f"photos/{name}", {"text": "the label"})) for _ in range(2))
    assert again == case
    (photo,) = case.photos
    assert shop.photos.files[photo.file_key] == PNG
    assert photo.sha256 in photo.file_key
    assert (photo.content_type, photo.text) == ("image/png", "the label")
    shop.photos.files[f"photos-in/{name}"] = b"another"  # Whoever still holds the form.
    shown = shop.call("GET", CASE).body["photos"]
    assert [one["url"].endswith(photo.file_key) for one in shown] == [True]


@pytest.mark.parametrize("body", [b"", b"<html>", b"PK\x03\x04", b"GIF89a", b"%PDF-1.7"])
def test_what_is_no_picture_is_not_kept(shop: Shop, body: bytes) -> None:
    name = upload(shop, body)
    refused(work(shop, f"photos/{name}", {}))
    assert not [key for key in shop.photos.files if key.startswith("photos/")]


def test_without_an_upload_there_is_nothing_to_keep(shop: Shop) -> None:
    refused(work(shop, "photos/P1", {}), 404, "NO_SUCH_PHOTO")


def test_a_case_takes_so_many_pictures(shop: Shop) -> None:
    for number in range(PHOTOS_MAX):
        name = upload(shop, PNG + bytes([number]), f"request-{number}")
        done(work(shop, f"photos/{name}", {}))
    name = upload(shop, PNG + b"more", "request-more")
    assert str(PHOTOS_MAX) in refused(work(shop, f"photos/{name}", {}))


def test_pictures_are_known_by_their_first_bytes() -> None:
    assert image_type(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert image_type(b"RIFF\x00\x00\x00\x00WEBPVP8 ") == "image/webp"
    assert image_type(b"\x00\x00\x00\x18ftypheic") == "image/heic"
    assert image_type(b"\x00\x00\x00\x18ftypisom") is None


# --- Complaints ---------------------------------------------------------------------------------


def test_a_dispute_is_opened_once_and_ends_once(shop: Shop) -> None:
    case = complain(shop)
    assert complain(shop) == case
    assert complain(shop, "complaint").case_id != case.case_id
    path = f"/orders/{ORDER}/complaints/{case.case_id}/close"
    lost = {"outcome": "lost", "cause": "broken", "cost_minor": 5990}
    ended, again = (done(shop.call("POST", path, lost)) for _ in range(2))
    assert again == ended
    assert (ended.outcome, ended.outcome_minor, ended.closed_by) == ("lost", 5990, "li/sub-of-li")
    refused(shop.call("POST", path, {**lost, "outcome": "won"}))
    assert case.case_id not in rows(shop.call("GET", "/cases"))
    card = shop.call("GET", f"/orders/{ORDER}/cases/{case.case_id}").body
    assert (card["waits"], card["kind"]["message"]) == ([], "dispute")


def test_an_after_sale_is_ended_by_its_platform(shop: Shop) -> None:
    told = shop.call("POST", f"/orders/{ORDER}/complaints/77/close", {"outcome": "won"})
    assert "ended by its platform" in refused(told)
    nobody = shop.call(
        "POST",
        f"/orders/{order_key('9')}/complaints",
        {
            "kind": "complaint",
            "title": "who",
            "request": REQUEST,
        },
    )
    refused(nobody, 404, "NO_SUCH_ORDER")


# --- Whatever is repeated is done once, and nothing of it delays a stop -------------------------

DEEDS: dict[str, object] = {
    "notes": {"text": "a", "request": REQUEST},
    "reason": {"code": "broken", "asked": True},
    "offers": {"offer": "five-off", "amount_minor": 200, "request": REQUEST},
    "way-back": {"carrier": "zto", "number": NUMBER},
    "photos": {"request": REQUEST},
}


COMPLAINT = (f"/orders/{ORDER}/complaints", {"kind": "dispute", "title": "a", "request": REQUEST})


@pytest.mark.parametrize(
    ("path", "body"), [*((f"{CASE}/{name}", body) for name, body in DEEDS.items()), COMPLAINT]
)
def test_what_broke_off_anywhere_is_done_once_by_the_same_call(path: str, body: object) -> None:
    quiet = desk_shop()
    wanted = quiet.call("POST", path, body)
    for position in count():
        shop = desk_shop()
        gate = FailsAt(position, lost_acknowledgement())
        shop.desk.gate = gate  # type: ignore[attr-defined]
        first = shop.call("POST", path, body)
        if not gate.failed_at:
            break
        assert (first.status, first.body["code"]) == (503, "TRY_AGAIN")
        assert shop.call("POST", path, body).body == wanted.body
    assert position >= 2


def standing(shop: Shop) -> Iterator[object]:
    """Yield all that ships or stops goods."""
    for kind in (LineWork, Stop, Parcel, AfterSale):
        yield sorted(map(str, shop.desk.all(kind)))  # type: ignore[attr-defined]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([*DEEDS, "accept", "picture", "complain", "close"]), max_size=6))
def test_whatever_is_done_on_a_case_fences_and_stops_stay_as_they_are(deeds: list[str]) -> None:
    shop = desk_shop()
    before = list(standing(shop))
    for deed in deeds:
        if deed in DEEDS:
            done_or_form = work(shop, deed, DEEDS[deed])
            assert done_or_form.status == 200
        elif deed == "picture":
            done(work(shop, f"photos/{upload(shop, PNG)}", {}))
        elif deed == "complain":
            complain(shop)
        elif deed == "close":
            case = complain(shop).case_id
            ended = {"outcome": "dropped"}
            done(shop.call("POST", f"/orders/{ORDER}/complaints/{case}/close", ended))
        else:
            made = done(work(shop, "offers", DEEDS["offers"])).offers[0]
            done(work(shop, f"offers/{made.offer_id}", {"answer": "accepted"}))
        shop.now += timedelta(minutes=1)
    assert list(standing(shop)) == before


def test_nothing_of_a_case_is_in_the_orders_history(shop: Shop) -> None:
    before = shop.desk.history(order_key("1"))
    done(work(shop, "notes", {"text": "a", "request": REQUEST}))
    assert shop.desk.history(order_key("1")) == before
