"""Wave workflow, Claim: each planned parcel becomes real in one transaction, or not at all."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.usecases.claim_parcels import claim_parcels


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, int]:
    """Return how many parcels are the wave's own and how many lines fell out."""
    claimed = claim_parcels(
        event["supplier"],
        event["wave"],
        desk=runtime.desk(),
        archive=runtime.archive(),
        settings=runtime.settings(),
        now=runtime.now(),
    )
    for why in claimed.dropped:
        runtime.logger.info("line_fell_out", wave=event["wave"], line=why)
    return {"parcels": len(claimed.parcel_ids), "fell_out": len(claimed.dropped)}
