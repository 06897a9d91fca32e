"""GET /s/{token} and below: a supplier's page, and fresh links to its files; POST: its answers.

GET changes nothing but what was downloaded, for mail scanners open links. What is posted bears the
page's own token: no other page can know it.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2, event_source
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.domain.returns import ReturnState
from hedan.pages import RETURN_FIELD, Flash, PageError, supplier_page
from hedan.pages.visits import error_answer, page_answer, redirect_answer, visitor
from hedan.settings import SupplierSettings
from hedan.usecases.accounts.settle_return import settle_return
from hedan.usecases.stops.see_withdrawal import see_withdrawal
from hedan.usecases.supplier_page.supplier_files import file_to_download, page_of_supplier
from hedan.usecases.supplier_page.visits import seconds_to_wait

# What a supplier may say of goods that were to come back.
SETTLED = {
    ReturnState.RECEIVED.value: ReturnState.RECEIVED,
    ReturnState.LOST.value: ReturnState.LOST,
}


@runtime.logger.inject_lambda_context(clear_state=True)
@event_source(data_class=APIGatewayProxyEventV2)
def handler(event: APIGatewayProxyEventV2, context: LambdaContext) -> dict[str, Any]:
    """Return the page, lead to one file, or keep an answer and return to the page."""
    token = event.path_parameters["token"]
    supplier = visitor(
        runtime.secrets().link_keys(),
        token,
        "supplier",
        lambda name: runtime.settings().supplier(name),  # Read for nobody who forged a link.
        runtime.now(),
    )
    if isinstance(supplier, PageError):
        return error_answer(supplier)
    runtime.logger.append_keys(  # Who came for what; the token would let whoever reads it in.
        supplier_id=supplier.id,
        route=event.route_key,
        source=event.request_context.http.source_ip,
    )
    if wait := seconds_to_wait(token, visits=runtime.visit_counts(), now=runtime.now()):
        runtime.logger.warning("too_many_visits")
        return error_answer(PageError.TOO_MANY, retry_after=wait)
    runtime.logger.info("supplier_page")
    return _answer(supplier, event)


def _answer(supplier: SupplierSettings, event: APIGatewayProxyEventV2) -> dict[str, Any]:
    path = event.path_parameters
    page_url = f"{runtime.public_url()}/s/{path['token']}"
    if event.request_context.http.method == "POST":
        return _keep(supplier.id, event, page_url)
    if "number" in path:
        return _download(supplier.id, path["kind"], path["number"])
    return _page(supplier, page_url, event.query_string_parameters or {})


def _page(supplier: SupplierSettings, page_url: str, said: dict[str, str]) -> dict[str, Any]:
    shown = page_of_supplier(
        supplier,
        desk=runtime.desk(),
        archive=runtime.archive(),
        page_url=page_url,
        stop_link=runtime.stop_link,
        now=runtime.now(),
    )
    flash = next((flash for flash in Flash if flash.value in said), None)
    return page_answer(supplier_page(supplier, shown, flash), shown.upload.url)


def _keep(supplier_id: str, event: APIGatewayProxyEventV2, page_url: str) -> dict[str, Any]:
    path = event.path_parameters
    by = f"page {event.request_context.http.source_ip}"
    try:
        match path["kind"]:
            case "withdrawals":
                flash = _seen(supplier_id, path["number"], by)
            case "returns":
                flash = _settled(supplier_id, path["number"], event.decoded_body or "", by)
            case _:
                return error_answer(PageError.NOT_FOUND)
    except KeyError:
        return error_answer(PageError.NOT_FOUND)
    runtime.logger.info("supplier_answered", said=flash.value, of=path["number"])
    # The browser asks for the page anew: going back to it sends nothing twice.
    return redirect_answer(HTTPStatus.SEE_OTHER, f"{page_url}?{flash.value}=1")


def _seen(supplier_id: str, stop_id: str, by: str) -> Flash:
    stop = see_withdrawal(supplier_id, stop_id, by, desk=runtime.desk(), now=runtime.now())
    return Flash.SEEN if stop.withdrawal_seen_at else Flash.KEPT


def _settled(supplier_id: str, return_id: str, body: str, by: str) -> Flash:
    said = SETTLED[parse_qs(body)[RETURN_FIELD][0]]
    back = settle_return(
        supplier_id, return_id, said, "", by, desk=runtime.desk(), now=runtime.now()
    )
    return Flash(said.value) if back.state is said else Flash.KEPT


def _download(supplier_id: str, kind: str, number: str) -> dict[str, Any]:
    found = file_to_download(
        supplier_id,
        kind,
        number,
        desk=runtime.desk(),
        archive=runtime.archive(),
        settings=runtime.settings(),
        now=runtime.now(),
    )
    if isinstance(found, PageError):
        return error_answer(found)
    key, file_name = found
    runtime.logger.info("file_downloaded", file_key=key)
    return redirect_answer(HTTPStatus.FOUND, runtime.archive().download_url(key, file_name))
