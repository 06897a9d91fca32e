"""A store's schedule: queue a hint for everything that changed, and keep the proof in the ledger.

The event names the store; with `sweep_days` it pulls the orders made in the last days again.
"""

from typing import Any

from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.errors import VersionConflict
from hedan.usecases.intake.drain_messages import drain_messages
from hedan.usecases.intake.poll_store import Polled, poll_store, sweep_store


@runtime.metrics.log_metrics
@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Poll the store that the schedule names."""
    store = runtime.settings().store(event["store"])
    drained = 0
    if not event.get("sweep_days"):
        drained = _drain(store.id)
    try:
        polled = _poll(event)
    except VersionConflict as faster:
        # Another poll of the store is under way: it knows what we know, and goes on.
        runtime.logger.info("poll_gave_way", store_id=store.id, reason=str(faster))
        return {"messages": drained, "hints": 0, "open_windows": 0}
    runtime.metrics.add_metric("PolledHints", MetricUnit.Count, polled.hints)
    if polled.open_windows:
        runtime.logger.warning("windows_open", store_id=store.id, windows=polled.open_windows)
    if polled.unreadable:
        runtime.logger.warning("rows_unreadable", store_id=store.id, rows=polled.unreadable)
        runtime.metrics.add_metric("HintSetAside", MetricUnit.Count, polled.unreadable)
    if polled.callbacks_quiet:
        runtime.logger.warning("callbacks_quiet", store_id=store.id)
        runtime.metrics.add_metric("CallbacksQuiet", MetricUnit.Count, 1)
    if polled.oldest_open_seconds:
        runtime.metrics.add_metric(
            "OldestOpenWindow", MetricUnit.Seconds, polled.oldest_open_seconds
        )
    return {"messages": drained, "hints": polled.hints, "open_windows": polled.open_windows}


def _drain(store_id: str) -> int:
    """Fetch the platform's own queue, where it keeps one for us."""
    platform = runtime.platform_of(store_id)
    if platform.capabilities.push != "messages":
        return 0
    return drain_messages(
        runtime.settings().store(store_id),
        platform=platform,
        shops=runtime.shops(store_id),
        queue=runtime.intake_queue(),
        now=runtime.now(),
    )


def _poll(event: dict[str, Any]) -> Polled:
    store = runtime.settings().store(event["store"])
    ports: Any = {
        "platform": runtime.platform_of(store.id),
        "desk": runtime.desk(),
        "marks": runtime.ledger_table(),
        "queue": runtime.intake_queue(),
        "ledgers": runtime.ledger_table(),
        "now": runtime.now(),
    }
    if event.get("sweep_days"):
        return sweep_store(store, days=int(event["sweep_days"]), **ports)
    return poll_store(store, **ports)
