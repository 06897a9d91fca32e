"""Wave workflow, Write workbook: what was claimed, as a file for the supplier."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.usecases.workbooks.write_workbook import write_workbook


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return the workbook's number and how many rows it has; no rows: there is no file."""
    file = write_workbook(
        event["supplier"],
        event["wave"],
        desk=runtime.desk(),
        archive=runtime.archive(),
        settings=runtime.settings(),
        page_url=runtime.supplier_link(event["supplier"]),
        now=runtime.now(),
    )
    return {"workbook": file.number if file else "", "rows": file.row_count if file else 0}
