"""HTTP/1.1 in front of the gateway, on the loopback only, with connections that stay open."""

import logging
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from infra.local.doudian.gateway import Answer, Gateway, Request

LOOPBACK = "127.0.0.1"
BODY_BYTES_MAX = 2_000_000

log = logging.getLogger(__name__)


class PlatformServer(ThreadingHTTPServer):
    """One gateway on one port. `stop` cuts open connections, so that no thread outlives it."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, gateway: Gateway, port: int) -> None:
        self.gateway = gateway
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__((LOOPBACK, port), _Handler)
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.02}, name="doudian-gateway"
        )

    @property
    def base_url(self) -> str:
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
            log.exception("the simulated gateway failed")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One segment per answer: waiting to fill segments would cost 40 ms a call.
    disable_nagle_algorithm = True
    wbufsize = -1
    server: PlatformServer

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > BODY_BYTES_MAX:
            self.close_connection = True
            self.send_error(411 if not length.isdigit() else 413)
            return
        url = urlsplit(self.path)
        request = Request(
            path=url.path,
            query=dict(parse_qsl(url.query, keep_blank_values=True)),
            body=self.rfile.read(int(length)),
            old_error_fields=self.headers.get("x-open-no-old-err-code") != "1",
        )
        self._send(self.server.gateway.serve(request))

    def _send(self, answer: Answer) -> None:
        if not answer.sent:
            self.close_connection = True
            _cut(self.connection)
            return
        self.send_response(answer.http_status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the gateway keeps a record of every call."""


def _cut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        # The other side was faster.
        return
