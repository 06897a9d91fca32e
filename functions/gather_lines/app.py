"""Wave workflow, Gather: what could go to this supplier now."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.waves import WaveTrigger
from hedan.errors import PlatformRejected
from hedan.usecases.waves.begin_wave import is_closed
from hedan.usecases.waves.gather_lines import gather_lines


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return how many lines were gathered; none of a supplier that is closed today."""
    supplier = runtime.settings().supplier(event["supplier"])
    if is_closed(supplier, WaveTrigger(event["trigger"]), runtime.now()):
        runtime.logger.info("closed_today", wave=event["wave"], supplier_id=supplier.id)
        return {"lines": 0, "closed": True}
    count = gather_lines(
        event["supplier"],
        event["wave"],
        desk=runtime.desk(),
        archive=runtime.archive(),
        platform_of=runtime.platform_of,
        settings=runtime.settings(),
        report=_report,
    )
    return {"lines": count, "closed": False}


def _report(store: str, refused: PlatformRejected) -> None:
    runtime.logger.warning("merge_refused", store_id=store, error=str(refused))
