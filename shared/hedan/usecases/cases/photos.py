"""Pictures of a case: a browser puts one into a place of its own, then it is looked at and kept.

What is kept lies under the hash of its own bytes, written by us: who still holds the form of the
upload can change nothing of it.
"""

import hashlib
from typing import Final, NamedTuple, Protocol

from hedan.domain.base import OrderKey, short_id
from hedan.domain.cases import Case, CasePhoto
from hedan.ports import Archive
from hedan.usecases.cases.work_case import CaseRefused, Hand, case_of, work_case

PHOTO_BYTES_MAX: Final = 10 * 1024 * 1024
PHOTOS_MAX: Final = 40

# By their first bytes, not by their names: what phones make and platforms take.
_BRANDS: Final = frozenset({b"heic", b"heix", b"mif1", b"msf1", b"avif"})  # Of ISO media files.
_LOOKED_AT = 16


class PhotoArchive(Archive, Protocol):
    """An archive into which a browser may put a file, and from which it may take one."""

    def upload_form(self, key: str, back_to: str, bytes_max: int) -> tuple[str, dict[str, str]]:
        """Return address and hidden fields of a form that stores one file at key.

        The browser is led to back_to afterwards; nowhere when it is empty.
        """
        ...

    def download_url(self, key: str, file_name: str) -> str:
        """Return a link that downloads a file under a name that a person understands."""
        ...


class PhotoForm(NamedTuple):
    """Where a browser puts one picture, and by what name it is kept afterwards."""

    photo_id: str
    url: str
    fields: dict[str, str]


def photo_form(
    key: OrderKey, case_id: str, request: str, hand: Hand, photos: PhotoArchive
) -> PhotoForm:
    """Return the form for one picture; the same request leads to the same place.

    Raises KeyError when there is no such case.
    """
    case = case_of(key, case_id, book=hand.book, desk=hand.desk)
    photo_id = short_id("P", hand.by, request)
    url, fields = photos.upload_form(upload_key(case, photo_id), "", PHOTO_BYTES_MAX)
    return PhotoForm(photo_id, url, fields)


def keep_photo(
    key: OrderKey,
    case_id: str,
    photo_id: str,
    text: str,
    hand: Hand,
    photos: PhotoArchive,
) -> Case:
    """Look at a picture that was put there, keep it and note it on the case, once.

    Raises KeyError for an unknown case and when nothing was put there, CaseRefused for what is no
    picture and when the case has as many as it takes.
    """
    case = case_of(key, case_id, book=hand.book, desk=hand.desk)
    body = photos.get(upload_key(case, photo_id))
    content_type = image_type(body)
    if content_type is None:
        raise CaseRefused("NO_PICTURE")
    digest = hashlib.sha256(body).hexdigest()
    photo = CasePhoto(
        file_key=f"photos/{_folder(case)}/{digest}.{content_type.partition('/')[2]}",
        sha256=digest,
        content_type=content_type,
        at=hand.now,
        by=hand.by,
        text=text,
    )
    _with(case, photo)  # Refused before anything is written.
    photos.put(photo.file_key, body, content_type)
    return work_case(key, case_id, "photo", lambda case: _with(case, photo), hand)


def image_type(body: bytes) -> str | None:
    """Return what kind of picture begins with these bytes; None: it is none."""
    head = body[:_LOOKED_AT]
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS:
        return "image/avif" if head[8:12] == b"avif" else "image/heic"
    return None


def upload_key(case: Case, photo_id: str) -> str:
    """Return where a browser puts a picture."""
    return f"photos-in/{_folder(case)}/{photo_id}"


def _with(case: Case, photo: CasePhoto) -> Case:
    if any(one.sha256 == photo.sha256 for one in case.photos):
        return case
    if len(case.photos) >= PHOTOS_MAX:
        raise CaseRefused("TOO_MANY", most=PHOTOS_MAX)
    return case.but(photos=(*case.photos, photo))


def _folder(case: Case) -> str:
    """Name a case in an address: platforms' ids may hold characters that addresses do not."""
    return f"{case.store}/{short_id('C', str(case.order), case.case_id)}"
