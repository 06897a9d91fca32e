"""All that is kept of a case as one archive: begun by what follows a person's wish for it."""

import os
from collections.abc import Sequence
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.adapters import clients
from hedan.adapters.file_archive import FileArchive
from hedan.adapters.told_events import ToldEvents
from hedan.domain.base import OrderKey
from hedan.domain.parcels import Tracking
from hedan.platforms.platform import TrackingStep
from hedan.usecases.evidence.bundle_evidence import bundle_evidence
from hedan.usecases.evidence.gather import Sources


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Make the bundle of the case that the event names.

    An error is raised, so that Lambda begins again: made twice it is the same bundle.
    """
    runtime.logger.append_keys(order=event["order"], case=event["case"])
    bundle = bundle_evidence(
        OrderKey.parse(event["order"]),
        event["case"],
        event["by"],
        sources=_sources(),
        vault=_vault(),
        lock_days=int(os.environ["EVIDENCE_LOCK_DAYS"]),
        now=runtime.now,
    )
    runtime.logger.info("evidence_bundled", key=bundle.file_key, sha256=bundle.sha256)
    return {"key": bundle.file_key, "sha256": bundle.sha256}


def _sources() -> Sources:
    return Sources(
        desk=runtime.desk(),
        cases=runtime.case_book(),
        events=_told_events(),
        archive=runtime.archive(),
        settings=runtime.settings(),
        track=_track,
    )


def _track(order: OrderKey, tracking: Tracking) -> Sequence[TrackingStep] | None:
    """Ask the platform for a parcel's way, where it tells of ways."""
    if not runtime.capabilities_of(runtime.settings().store(order.store)).tracks:
        return None
    return runtime.platform_of(order.store).track(order.order_id, tracking)


@cache
def _told_events() -> ToldEvents:
    return ToldEvents(clients.dynamodb(), os.environ["ORDER_TABLE"])


@cache
def _vault() -> FileArchive:
    return FileArchive(clients.s3(), os.environ["EVIDENCE_BUCKET"])
