"""ANY /staff/v1/…: what the team asks for. The gateway lets nobody through without a token."""

import os
from functools import cache
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.adapters import clients
from hedan.adapters.file_archive import FileArchive
from hedan.adapters.functions import LambdaProofRunner
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
            photos=runtime.archive,
            vault=_vault,
            shelf=runtime.archive,
            proof_runner=_proof_runner,
            dry_runs=runtime.dry_runs,
            dry_run_workflow=runtime.dry_run_workflow,
            bulk_acts=runtime.bulk_acts,
            bulk_runner=runtime.bulk_runner,
            wave_workflow=runtime.wave_workflow,
        ),
    )


@cache
def _vault() -> FileArchive:
    """Where evidence bundles lie."""
    return FileArchive(clients.s3(), os.environ["EVIDENCE_BUCKET"])


@cache
def _proof_runner() -> LambdaProofRunner:
    """What makes proof reports."""
    return LambdaProofRunner(clients.functions(), os.environ["PROOF_FUNCTION"])
