"""GET /s/{token} and below: a supplier's page, and fresh links to its files."""

from typing import Any

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2, event_source
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.pages import Flash, PageError, supplier_page
from hedan.pages.visits import error_answer, page_answer, redirect_answer, visitor
from hedan.usecases.supplier_files import file_to_download, page_of_supplier


@runtime.logger.inject_lambda_context(clear_state=True)
@event_source(data_class=APIGatewayProxyEventV2)
def handler(event: APIGatewayProxyEventV2, context: LambdaContext) -> dict[str, Any]:
    """Return the page, or lead to one file."""
    path = event.path_parameters
    supplier = visitor(
        runtime.secrets().link_keys(),
        path["token"],
        "supplier",
        lambda name: runtime.settings().supplier(name),  # Read for nobody who forged a link.
        runtime.now(),
    )
    if isinstance(supplier, PageError):
        return error_answer(supplier)
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
    return page_answer(body, page.upload.url)


def _download(supplier_id: str, kind: str, number: str) -> dict[str, Any]:
    found = file_to_download(supplier_id, kind, number, desk=runtime.desk(), now=runtime.now())
    if isinstance(found, PageError):
        return error_answer(found)
    key, file_name = found
    runtime.logger.info("file_downloaded", supplier_id=supplier_id, file_key=key)
    return redirect_answer(302, runtime.archive().download_url(key, file_name))
