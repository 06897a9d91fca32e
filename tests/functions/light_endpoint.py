"""An AWS endpoint on 127.0.0.1 for the one function that talks to AWS without a client."""

import json
import threading
from email.message import Message
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import boto3
from botocore.exceptions import ClientError

from tests.functions.access import AwsCall

# Operation of X-Amz-Target: client and method that answer it, in moto.
OPERATIONS = {
    "secretsmanager.GetSecretValue": ("secretsmanager", "get_secret_value"),
    "AmazonSQS.SendMessageBatch": ("sqs", "send_message_batch"),
}


@cache
def _client(service: str) -> Any:
    """Not one of hedan's: what goes through here is no call of the function's clients."""
    return boto3.client(service)  # type: ignore[call-overload]


class LightEndpoint:
    """Passes signed JSON calls on to moto, and remembers them."""

    def __init__(self) -> None:
        self.calls: list[AwsCall] = []
        # What to answer instead, for a while: (status, body).
        self.troubles: list[tuple[int, dict[str, Any]]] = []
        for service, _ in OPERATIONS.values():
            _client(service)  # Before anybody sets this endpoint as the one of all clients.
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, headers: Message, body: bytes) -> tuple[int, dict[str, Any]]:
        assert headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=testing/")
        target = headers["X-Amz-Target"]
        service, method = OPERATIONS[target]
        params = json.loads(body)
        self.calls.append(AwsCall(service, target.partition(".")[2], params))
        if self.troubles:
            return self.troubles.pop(0)
        try:
            answer = getattr(_client(service), method)(**params)
        except ClientError as error:
            refusal = error.response["Error"]
            return 400, {"__type": refusal["Code"], "message": refusal["Message"]}
        answer.pop("ResponseMetadata")
        return 200, answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            # The answer's two parts leave at once, not a delayed acknowledgement apart.
            wbufsize = -1
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                status, answer = endpoint.answer(self.headers, body)
                content = json.dumps(answer, default=str).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        return Handler
