"""HTTP in front of a simulated platform: over the loopback, or straight from a caller's pool."""

import logging
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import urllib3

LOOPBACK = "127.0.0.1"
BODY_BYTES_MAX = 2_000_000

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WebRequest:
    """One request, taken apart. headers: names in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The body as a form; keys and values are decoded."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True)
class WebAnswer:
    """What to send back; `sent` is false if the connection is to be cut instead."""

    body: bytes
    status: int = 200
    content_type: str = "application/json; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: bool = True


type Serve = Callable[[WebRequest], WebAnswer]


class WebServer(ThreadingHTTPServer):
    """One platform on one port. `stop` cuts open connections, so that no thread outlives it."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, serve: Serve, name: str, port: int = 0) -> None:
        self.serve = serve
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__((LOOPBACK, port), _Handler)
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.02}, name=name
        )

    @property
    def base_url(self) -> str:
        """Where it answers, without a slash at the end."""
        return f"http://{LOOPBACK}:{self.server_address[1]}"

    def start(self) -> None:
        """Begin to listen; a connection made from now on is served."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, cut what is open, wait for the threads."""
        self.shutdown()
        with self._open_lock:
            for connection in self._open:
                _cut(connection)
        self.server_close()
        self._thread.join()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection until it closes."""
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection and close it."""
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is its own affair; anything else is a mistake here."""
        if not isinstance(sys.exception(), ConnectionError):
            log.exception("the simulated platform failed")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One segment per answer: waiting to fill segments would cost 40 ms a call.
    disable_nagle_algorithm = True
    wbufsize = -1
    server: WebServer

    def _any(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > BODY_BYTES_MAX:
            self.close_connection = True
            self.send_error(411 if not length.isdigit() else 413)
            return
        body = self.rfile.read(int(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._send(self.server.serve(_request(self.command, self.path, headers, body)))

    do_GET = do_POST = do_PUT = do_DELETE = _any

    def _send(self, answer: WebAnswer) -> None:
        if not answer.sent:
            self.close_connection = True
            _cut(self.connection)
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the platform keeps a record of every call."""


class DirectPool:
    """Stands for urllib3.PoolManager in tests of many days: the same requests, no sockets."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve

    def urlopen(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        **_timeouts: object,
    ) -> urllib3.HTTPResponse:
        """Serve one request; a cut connection is urllib3's own error."""
        lowered = {name.lower(): value for name, value in (headers or {}).items()}
        answer = self._serve(_request(method, url, lowered, body or b""))
        if not answer.sent:
            raise urllib3.exceptions.ProtocolError("Connection aborted.")
        return urllib3.HTTPResponse(
            body=answer.body,
            status=answer.status,
            headers={"Content-Type": answer.content_type, **answer.headers},
            preload_content=True,
        )


def _request(method: str, url: str, headers: Mapping[str, str], body: bytes) -> WebRequest:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return WebRequest(method, parts.path, query, headers, body)


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        # The other side was faster.
        return
