"""The bundle of a case: made, kept where nobody can change it, noted on the case."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from hedan.domain.base import OrderKey
from hedan.domain.cases import Bundle, Case
from hedan.ports import Archive, Change
from hedan.usecases.again import until_settled
from hedan.usecases.cases.work_case import case_of
from hedan.usecases.evidence.files import bundled
from hedan.usecases.evidence.gather import Sources, gather_evidence, safe

ZIP = "application/zip"


def bundle_evidence(
    key: OrderKey,
    case_id: str,
    by: str,
    *,
    sources: Sources,
    vault: Archive,
    lock_days: int,
    now: Callable[[], datetime],
) -> Bundle:
    """Make the bundle, keep it in the vault and note it on the case; return it.

    Its place is named by its content: made again with nothing new it is the bundle that is noted
    already. lock_days: so long the vault keeps it from everybody; 0: it does not. Raises KeyError
    when there is no such case, TryAgain as gather_evidence().
    """
    body = bundled(gather_evidence(key, case_id, sources))
    digest = hashlib.sha256(body).hexdigest()
    place = bundle_key(key, case_id, digest)
    known = _noted(case_of(key, case_id, book=sources.cases, desk=sources.desk), place)
    if known is not None:
        return known
    vault.put(place, body, ZIP)
    at = now()
    locked_until = at + timedelta(days=lock_days) if lock_days else None
    bundle = Bundle(file_key=place, sha256=digest, at=at, by=by, locked_until=locked_until)
    return until_settled(lambda: _note(key, case_id, bundle, sources))


def bundle_key(key: OrderKey, case_id: str, digest: str) -> str:
    """Name the place of a bundle."""
    return f"evidence/{key.store}/{safe(key.order_id)}/{safe(case_id)}/{digest[:16]}.zip"


def _note(key: OrderKey, case_id: str, bundle: Bundle, sources: Sources) -> Bundle:
    case = case_of(key, case_id, book=sources.cases, desk=sources.desk)
    known = _noted(case, bundle.file_key)
    if known is not None:
        return known
    sources.desk.commit(Change(puts=(case.but(bundles=(*case.bundles, bundle)),)))
    return bundle


def _noted(case: Case, place: str) -> Bundle | None:
    return next((one for one in case.bundles if one.file_key == place), None)
