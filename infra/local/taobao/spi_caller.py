"""Asks sellers at their own addresses: by a thread while the platform is open, or by a test."""

import threading
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlencode, urlsplit

from infra.local.simulated.web import WebAnswer, WebRequest
from infra.local.taobao import flow
from infra.local.taobao.book import Book
from infra.local.taobao.spi import (
    ANSWER_KEPT_BYTES,
    SpiCall,
    SpiResult,
    outcome_of,
    request_of,
)

TIMEOUT_SECONDS = 5.0
LOOK_EVERY_SECONDS = 0.05

type Ask = Callable[[WebRequest], WebAnswer | None]


class SpiCaller:
    """Empties a book's queue of questions; the book is free while a seller thinks."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Ask over HTTP from now on."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="simulated-taobao-spi")
        self._thread.start()

    def stop(self) -> None:
        """Ask nobody any more; what waits stays unasked."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def ask_all(self, ask: Ask | None = None) -> int:
        """Put every waiting question, answers settled one by one; how many there were."""
        asked = 0
        while not self._stopping.is_set():
            with self._book.lock:
                call = self._book.spi.take()
            if call is None:
                return asked
            self._ask_one(call, ask)
            asked += 1
        return asked

    def _ask_one(self, call: SpiCall, ask: Ask | None) -> None:
        with self._book.lock:
            shop = self._book.shops[call.shop_id]
            app = self._book.apps[shop.app_key]
            name = self._book.spi.methods[call.kind]
            request = request_of(call, name, shop, app, self._book.now())
        answer = ask(request) if ask else _post(shop.callback_url or "", request)
        body = answer.body[:ANSWER_KEPT_BYTES].decode(errors="replace") if answer else ""
        status = answer.status if answer else None
        with self._book.lock:
            flow.settle(self._book, SpiResult(call, status, body, outcome_of(answer)))

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.ask_all()
            self._stopping.wait(LOOK_EVERY_SECONDS)


def _post(url: str, request: WebRequest) -> WebAnswer | None:
    """Send over HTTP; None where nothing came back."""
    address = urlsplit(url)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.netloc, timeout=TIMEOUT_SECONDS)
    try:
        target = f"{request.path}?{urlencode(request.query)}"
        connection.request("POST", target, request.body, dict(request.headers))
        response = connection.getresponse()
        return WebAnswer(response.read(ANSWER_KEPT_BYTES), response.status)
    except (OSError, HTTPException):
        # No answer is an answer: the platform calls it a timeout.
        return None
    finally:
        connection.close()
