"""A schedule per store without an API: what waits becomes files, and the owner is told."""

from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.usecases.uploads.write_bulk_file import tell_bulk_files, write_bulk_file


@runtime.logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, str], context: LambdaContext) -> dict[str, int]:
    """Write the files of one store. Input: {"store": id}. Answer: how many, and how many told."""
    settings = runtime.settings()
    store = settings.store(event["store"])
    outbox, now = runtime.shipping_outbox(), runtime.now()
    files = write_bulk_file(
        store, outbox=outbox, desk=runtime.desk(), archive=runtime.archive(), now=now
    )
    # Also those of a run that died before it could tell.
    told = tell_bulk_files(
        store,
        outbox=outbox,
        notices=runtime.notices(),
        settings=settings,
        page_url=runtime.store_link(store.id),
        now=now,
    )
    for file in files:
        runtime.logger.info(
            "bulk_file_written",
            store_id=store.id,
            file=file.number,
            rows=file.row_count,
            left_out=len(file.left_out),
        )
    return {"files": len(files), "told": told}
