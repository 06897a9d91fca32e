"""Wave workflow, Tell supplier: a workbook lies ready, and this link leads to it."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.usecases.workbooks.tell_supplier import tell_supplier


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, bool]:
    """Return whether the supplier was told now (and not before)."""
    told = tell_supplier(
        event["supplier"],
        event["workbook"],
        desk=runtime.desk(),
        archive=runtime.archive(),
        notices=runtime.notices(),
        settings=runtime.settings(),
        page_url=runtime.supplier_link(event["supplier"]),
        now=runtime.now(),
    )
    return {"told": told}
