"""The shipped routes and functions behind HTTP on 127.0.0.1, and the file storage beside them.

A request becomes the gateway's event and goes to the function that the template's routes name. The
storage is a server of its own, as on AWS: a browser reaches it by signed addresses only, from our
pages only, and what is put there is read at once, as the queue behind it would have it read.
"""

import base64
import json
import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from botocore.exceptions import ClientError

from hedan import runtime
from hedan.adapters import clients
from tests.functions import stack
from tests.functions.world import NOW, World
from tests.infra.template import resources, target

STORAGE = re.compile(r"https://hedan-files-[a-z0-9-]+\.s3[a-z0-9.-]*\.amazonaws\.com")


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str  # As it came, still encoded.
    query: str
    headers: dict[str, str]  # By lower-case name.
    body: bytes


@dataclass(frozen=True)
class Told:
    """One answer."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@cache
def routes() -> dict[str, str]:
    """Return the function's directory of every route that the template names."""
    integrations = resources("AWS::ApiGatewayV2::Integration")
    found = {}
    for route in resources("AWS::ApiGatewayV2::Route").values():
        (name,) = re.findall(r"\$\{(\w+)\}", route["Target"]["Fn::Sub"])
        logical = target(integrations[name]["IntegrationUri"])
        found[route["RouteKey"]] = re.sub(r"(?<!^)([A-Z])", r"_\1", logical).lower()
    return found


class Site:
    """Two servers over one world; whoever asks waits until the one before was answered."""

    def __init__(self, world: World, patch: pytest.MonkeyPatch) -> None:
        self.world = world
        self._turn = threading.Lock()
        self._servers = [_server(self._api), _server(self._storage)]
        self.url, self.files_url = (
            f"http://127.0.0.1:{server.server_address[1]}" for server in self._servers
        )
        patch.setattr(stack, "PUBLIC_URL", self.url)
        self._answered = 0  # The clock goes on by a second with each answer.
        patch.setattr(runtime, "now", lambda: NOW + timedelta(seconds=self._answered))
        self._threads = [
            threading.Thread(target=server.serve_forever, args=(0.01,)) for server in self._servers
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.shutdown()
        for thread in self._threads:
            thread.join()
        for server in self._servers:
            server.server_close()

    # --- The gateway ----------------------------------------------------------------------------

    def _api(self, asked: Asked) -> Told:
        for route, function in routes().items():
            parameters = _matched(route, asked)
            if parameters is not None:
                answer = self._call(function, _event(route, parameters, asked))
                return Told(
                    answer["statusCode"],
                    {name: self._local(value) for name, value in answer["headers"].items()},
                    self._local(answer.get("body", "")).encode(),
                )
        return Told(HTTPStatus.NOT_FOUND)

    def _call(self, function: str, event: dict[str, Any]) -> Any:
        with self._turn:
            self._answered += 1
            return self.world.invoke(function, event)

    def _local(self, text: str) -> str:
        return STORAGE.sub(self.files_url, text)

    # --- The storage ----------------------------------------------------------------------------

    def _storage(self, asked: Asked) -> Told:
        match asked.method:
            case "OPTIONS":
                return self._preflight(asked)
            case "POST":
                return self._stored(asked)
        return self._file(asked)

    def _preflight(self, asked: Asked) -> Told:
        wanted = asked.headers.get("access-control-request-method", "")
        rule = self._rule()
        granted = self._granted(asked) if wanted in rule["AllowedMethods"] else {}
        if not granted:
            return Told(HTTPStatus.FORBIDDEN)
        return Told(HTTPStatus.OK, granted | {"Access-Control-Allow-Methods": wanted})

    def _granted(self, asked: Asked) -> dict[str, str]:
        """Return what lets a script of the page that asks read the answer; nothing of others."""
        origin = asked.headers.get("origin", "")
        origins = [self.world.stack.resolved(one) for one in self._rule()["AllowedOrigins"]]
        return {"Access-Control-Allow-Origin": origin} if origin in origins else {}

    def _rule(self) -> dict[str, Any]:
        bucket = resources("AWS::S3::Bucket")["FileBucket"]
        rule: dict[str, Any]
        (rule,) = bucket["CorsConfiguration"]["CorsRules"]
        return rule

    def _stored(self, asked: Asked) -> Told:
        fields, content = _parts(asked)
        if not _is_allowed(fields, content):
            return Told(HTTPStatus.FORBIDDEN, self._granted(asked))
        key = fields["key"]
        with self._turn:
            clients.s3().put_object(
                Bucket=self.world.stack.refs["FileBucket"], Key=key, Body=content
            )
        self._call("read_workbook", _told_of_file(self.world, key, len(content)))
        back_to = fields.get("success_action_redirect")
        if not back_to:
            return Told(HTTPStatus.NO_CONTENT, self._granted(asked))
        joined = "&" if "?" in back_to else "?"
        return Told(HTTPStatus.SEE_OTHER, {"Location": f"{back_to}{joined}key={key}"})

    def _file(self, asked: Asked) -> Told:
        signed = dict(parse_qsl(asked.query))
        if "X-Amz-Signature" not in signed:
            return Told(HTTPStatus.FORBIDDEN)
        bucket = self.world.stack.refs["FileBucket"]
        try:
            with self._turn:
                found = clients.s3().get_object(Bucket=bucket, Key=unquote(asked.path.lstrip("/")))
                body = found["Body"].read()
        except ClientError:
            return Told(HTTPStatus.NOT_FOUND)
        name = signed["response-content-disposition"]
        return Told(HTTPStatus.OK, {"Content-Disposition": name}, body)


def _matched(route: str, asked: Asked) -> dict[str, str] | None:
    method, _, path = route.partition(" ")
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path))
    found = re.fullmatch(pattern, asked.path) if method == asked.method else None
    return {name: unquote(value) for name, value in found.groupdict().items()} if found else None


def _event(route: str, parameters: dict[str, str], asked: Asked) -> dict[str, Any]:
    """Return what the gateway would send: payload version 2.0."""
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": asked.path,
        "rawQueryString": asked.query,
        "headers": asked.headers,
        "pathParameters": parameters,
        "requestContext": {
            "http": {"method": asked.method, "path": asked.path, "sourceIp": "203.0.113.17"},
            "routeKey": route,
        },
        "isBase64Encoded": bool(asked.body),
    }
    if asked.query:
        event["queryStringParameters"] = dict(parse_qsl(asked.query, keep_blank_values=True))
    if asked.body:
        event["body"] = base64.b64encode(asked.body).decode()
    return event


def _parts(asked: Asked) -> tuple[dict[str, str], bytes]:
    """Return the fields of a form and its file; what follows the file is ignored, as on S3."""
    head = f"Content-Type: {asked.headers['content-type']}\r\n\r\n".encode()
    form = BytesParser(policy=policy.HTTP).parsebytes(head + asked.body)
    fields: dict[str, str] = {}
    for part in form.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if name == "file":
            return fields, content
        fields[name] = content.decode()
    raise AssertionError("no file in the form")


def _is_allowed(fields: dict[str, str], content: bytes) -> bool:
    """Tell whether a form holds what its signed policy says."""
    signed = json.loads(base64.b64decode(fields["policy"]))
    if datetime.fromisoformat(signed["expiration"]) < datetime.now(UTC):
        return False
    for condition in signed["conditions"]:
        match condition:
            case ["content-length-range", int(least), int(most)]:
                if not least <= len(content) <= most:
                    return False
            case dict():
                ((name, value),) = condition.items()
                if name != "bucket" and fields.get(name) != value:
                    return False
            case other:
                raise AssertionError(f"a condition that nobody expected: {other}")
    return True


def _told_of_file(world: World, key: str, size: int) -> dict[str, Any]:
    """Return the message by which the queue tells of a file."""
    stored = {
        "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Post",
        "eventTime": "2026-09-28T04:00:00.000Z",
        "awsRegion": stack.REGION,
        "s3": {
            "bucket": {"name": world.stack.refs["FileBucket"]},
            "object": {"key": key, "size": size, "eTag": "0", "sequencer": "1"},
        },
    }
    message = {
        "messageId": "11d6ee51-4cc7-4302-9e22-7cd8afdaad01",
        "receiptHandle": "handle",
        "body": json.dumps({"Records": [stored]}),
        "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1790568000001"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": world.stack.arns["UploadQueue"],
        "awsRegion": stack.REGION,
    }
    return {"Records": [message]}


def _server(answer: Any) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # The answer's parts leave at once.
        disable_nagle_algorithm = True

        def _answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            told = answer(
                Asked(self.command, parts.path, parts.query, headers, self.rfile.read(length))
            )
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(told.body)))
            self.end_headers()
            self.wfile.write(told.body)

        do_GET = do_POST = do_OPTIONS = _answer

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)
