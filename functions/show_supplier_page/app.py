"""GET /s/{token} and below: a supplier's page, and fresh links to its files."""

from typing import Any

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2, event_source
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.errors import BadSignature
from hedan.links import LinkExpired, read_link_token
from hedan.pages import Flash, PageError, error_page, page_headers, supplier_page
from hedan.usecases.supplier_files import file_to_download, page_of_supplier


@runtime.logger.inject_lambda_context(clear_state=True)
@event_source(data_class=APIGatewayProxyEventV2)
def handler(event: APIGatewayProxyEventV2, context: LambdaContext) -> dict[str, Any]:
    """Return the page, or lead to one file."""
    path = event.path_parameters
    try:
        token = read_link_token(
            runtime.secrets().link_keys(), path["token"], "supplier", runtime.now()
        )
    except LinkExpired:
        return _error(PageError.EXPIRED)
    except BadSignature:
        return _error(PageError.FORGED)
    try:
        supplier = runtime.settings().supplier(token.subject)
    except KeyError:
        return _error(PageError.NOT_FOUND)  # The link is ours; the supplier left the settings.
    if token.generation != supplier.link_generation:
        return _error(PageError.REPLACED)
    if "number" in path:
        return _download(supplier.id, path["kind"], path["number"])
    page = page_of_supplier(
        supplier,
        desk=runtime.desk(),
        archive=runtime.archive(),
        page_url=f"{runtime.public_url()}/s/{path['token']}",
        stop_link=runtime.stop_link,
        now=runtime.now(),
    )
    flash = Flash.UPLOADED if "uploaded" in (event.query_string_parameters or {}) else None
    body = supplier_page(supplier, page.workbooks, page.stops, page.results, page.upload, flash)
    return {"statusCode": 200, "headers": page_headers(page.upload.url), "body": body}


def _download(supplier_id: str, kind: str, number: str) -> dict[str, Any]:
    found = file_to_download(supplier_id, kind, number, desk=runtime.desk())
    if found is None:
        return _error(PageError.NOT_FOUND)
    key, file_name = found
    runtime.logger.info("file_downloaded", supplier_id=supplier_id, file_key=key)
    location = runtime.archive().download_url(key, file_name)
    return {"statusCode": 302, "headers": {"location": location, "cache-control": "no-store"}}


def _error(error: PageError) -> dict[str, Any]:
    return {
        "statusCode": int(error.status),
        "headers": page_headers(),
        "body": error_page(error),
    }
