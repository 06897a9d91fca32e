"""GET /o/{token} and below: a store's page; POST /o/{token}/file: make its shipping file now."""

from typing import Any

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2, event_source
from aws_lambda_powertools.utilities.typing import LambdaContext

from hedan import runtime
from hedan.pages import Flash, PageError, store_page
from hedan.pages.visits import error_answer, page_answer, redirect_answer, visitor
from hedan.settings import StoreSettings
from hedan.usecases.intake.store_files import page_of_store, store_file_to_download
from hedan.usecases.uploads.write_bulk_file import write_bulk_file


@runtime.logger.inject_lambda_context(clear_state=True)
@event_source(data_class=APIGatewayProxyEventV2)
def handler(event: APIGatewayProxyEventV2, context: LambdaContext) -> dict[str, Any]:
    """Return the page, lead to one file, or make one and return to the page."""
    path = event.path_parameters
    store = visitor(
        runtime.secrets().link_keys(),
        path["token"],
        "store",
        lambda name: runtime.settings().store(name),  # Read for nobody who forged a link.
        runtime.now(),
    )
    if isinstance(store, PageError):
        return error_answer(store)
    return _answer(store, event)


def _answer(store: StoreSettings, event: APIGatewayProxyEventV2) -> dict[str, Any]:
    path = event.path_parameters
    page_url = f"{runtime.public_url()}/o/{path['token']}"
    if event.http_method == "POST":
        return _make(store, page_url)
    if "number" in path:
        return _download(store.id, path["kind"], path["number"])
    return _page(store, page_url, event.query_string_parameters or {})


def _page(store: StoreSettings, page_url: str, said: dict[str, str]) -> dict[str, Any]:
    language = runtime.settings().language
    page = page_of_store(
        store,
        outbox=runtime.shipping_outbox(),
        records=runtime.import_records(),
        archive=runtime.archive(),
        page_url=page_url,
        language=language,
        now=runtime.now(),
    )
    flash = next((flash for flash in Flash if flash.value in said), None)
    body = store_page(store, page.bulk, page.imports, page.upload, language=language, flash=flash)
    return page_answer(body, page.upload.url)


def _make(store: StoreSettings, page_url: str) -> dict[str, Any]:
    if store.api_url:
        return error_answer(PageError.NOT_FOUND)  # Its numbers go back by its API.
    files = write_bulk_file(
        store,
        outbox=runtime.shipping_outbox(),
        desk=runtime.desk(),
        archive=runtime.archive(),
        now=runtime.now(),
        asked=True,
    )
    runtime.logger.info("bulk_file_asked_for", store_id=store.id, files=len(files))
    flash = Flash.MADE if files else Flash.NOTHING
    # 303: the browser asks for the page anew, and loading it again asks for no second file.
    return redirect_answer(303, f"{page_url}?{flash.value}=1")


def _download(store: str, kind: str, number: str) -> dict[str, Any]:
    found = store_file_to_download(
        store, kind, number, outbox=runtime.shipping_outbox(), records=runtime.import_records()
    )
    if found is None:
        return error_answer(PageError.NOT_FOUND)
    key, file_name = found
    runtime.logger.info("file_downloaded", store_id=store, file_key=key)
    return redirect_answer(302, runtime.archive().download_url(key, file_name))
