"""ANY /staff/v1/…: what the team asks for. The gateway lets nobody through without a token."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.staff.api import answer
from hedan.staff.office import Office


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Return the answer. What nobody foresaw is raised, so that the alarm calls somebody."""
    return answer(
        event,
        context,
        Office(
            now=runtime.now(),
            desk=runtime.desk,
            case_book=runtime.case_book,
            settings=runtime.settings,
            keeper=runtime.settings_table,
            approvals=runtime.approvals,
            archive=runtime.archive,
            dry_runs=runtime.dry_runs,
            dry_run_workflow=runtime.dry_run_workflow,
            bulk_acts=runtime.bulk_acts,
            bulk_runner=runtime.bulk_runner,
            wave_workflow=runtime.wave_workflow,
        ),
    )
