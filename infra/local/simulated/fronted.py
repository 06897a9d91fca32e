"""The front of a platform whose gateway stands apart from it: life, bad moments, what happened."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol, Self

from infra.local.simulated.trade import Outage
from infra.local.simulated.troubles import Outages, PageTraps
from infra.local.simulated.web import WebAnswer, WebRequest, WebServer


class Gateway[Record](Protocol):
    """Checks and serves API calls, and remembers each."""

    calls: list[Record]
    crashes: list[Exception]

    def serve(self, request: WebRequest) -> WebAnswer:
        """Answer one request; safe from any thread."""


class Book(Protocol):
    """What a platform keeps, under one lock."""

    violations: list[str]

    @property
    def lock(self) -> AbstractContextManager[Any]:
        """Held while anything of it is read or changed."""


class FrontedPlatform[Record]:
    """A platform behind a gateway of its own."""

    def __init__(
        self,
        name: str,
        *,
        gateway: Gateway[Record],
        kept: Book,
        outages: Outages,
        traps: PageTraps,
        port: int,
    ) -> None:
        self._name, self._port = name, port
        self._gateway, self._kept = gateway, kept
        self._outages, self._traps = outages, traps
        self._server: WebServer | None = None

    # --- life ---------------------------------------------------------------------------

    def start(self) -> Self:
        """Listen on the loopback."""
        self._server = WebServer(self.handle, f"simulated-{self._name}", self._port)
        self._server.start()
        return self

    def stop(self) -> None:
        """Close all sockets and end all threads."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def base_url(self) -> str:
        """Where it answers, without a slash at the end; a name that resolves nowhere before."""
        return self._server.base_url if self._server else f"http://{self._name}.invalid"

    def handle(self, request: WebRequest) -> WebAnswer:
        """Answer one request; safe from any thread."""
        return self._gateway.serve(request)

    # --- bad moments --------------------------------------------------------------------

    @property
    def before_page(self) -> Callable[[str, int], None] | None:
        """Called before each page of a list, with the method's name and the page's number."""
        return self._traps.before_page

    @before_page.setter
    def before_page(self, hook: Callable[[str, int], None] | None) -> None:
        self._traps.before_page = hook

    def outage(self, kind: Outage, *, calls: int | None = None, method: str | None = None) -> None:
        """Let calls fail: so many or until end_outages; of one method or all."""
        self._outages.begin(kind, calls=calls, method=method)

    def end_outages(self) -> None:
        """All calls are served again."""
        self._outages.end()

    # --- what happened ------------------------------------------------------------------

    @property
    def calls(self) -> list[Record]:
        """Every API call, refused ones included."""
        with self._kept.lock:
            return list(self._gateway.calls)

    @property
    def crashes(self) -> list[Exception]:
        """Mistakes of the simulator itself; assert that there are none."""
        return list(self._gateway.crashes)

    @property
    def violations(self) -> list[str]:
        """What a careful seller would not have done."""
        with self._kept.lock:
            return list(self._kept.violations)
