"""The simulated Taobao: one object to start, to register shops with, to trade on.

    with TaobaoPlatform(seed=7) as platform:
        platform.register_app("12345678", "demo-secret")
        platform.register_shop("2200123456789", "示例旗舰店")
        platform.session_of("2200123456789")  # what the store's vault must hold

Messages wait in the platform's queue; sellers with a callback URL are asked over HTTP while it is
open, or by `deliver`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Self

from infra.local.simulated.clock import utc_now
from infra.local.simulated.fronted import FrontedPlatform
from infra.local.simulated.trade import Faults
from infra.local.simulated.troubles import CallRates, Outages, PageTraps, Rate
from infra.local.taobao.book import Book
from infra.local.taobao.calls import CallRecord
from infra.local.taobao.desk import Desk
from infra.local.taobao.gateway import Gateway
from infra.local.taobao.message_queue import MessageQueue
from infra.local.taobao.model import App, Shop, SpiKind
from infra.local.taobao.sessions import LIVES, Session, SessionDesk
from infra.local.taobao.spi import SpiQueue, SpiResult
from infra.local.taobao.spi_caller import Ask, SpiCaller
from infra.local.taobao.topics import Message

HIDDEN_FOR = timedelta(minutes=5)


class TaobaoPlatform(FrontedPlatform[CallRecord], Desk):
    """A platform of its own: gateway, message queue, shops, and the people who trade there."""

    def __init__(
        self,
        *,
        seed: int = 0,
        clock: Callable[[], datetime] = utc_now,
        port: int = 0,
        faults: Faults | None = None,
        rates: Mapping[str, Rate] | None = None,
        before_page: Callable[[str, int], None] | None = None,
        shift_probability: float = 0.0,
        hidden_for: timedelta = HIDDEN_FOR,
    ) -> None:
        """`port` 0 takes a free one; nothing listens or asks before `start`.

        rates: none by default, the platform publishes none. shift_probability: how often a row
        moves away before a further page; before_page(method, page) lets a test do the same.
        hidden_for: about how long a message that was handed out stays away.
        """
        traps = PageTraps(seed, before_page, shift_probability)
        self._queue = MessageQueue(seed, faults or Faults(), hidden_for)
        self._spi = SpiQueue()
        Desk.__init__(
            self, Book(seed=seed, clock=clock, traps=traps, queue=self._queue, spi=self._spi)
        )
        self._sessions = SessionDesk(seed, self.book.now, LIVES)
        outages = Outages()
        gateway = Gateway(self.book, self._sessions, outages, CallRates(rates or {}))
        self._caller = SpiCaller(self.book)
        FrontedPlatform.__init__(
            self,
            "taobao",
            gateway=gateway,
            kept=self.book,
            outages=outages,
            traps=traps,
            port=port,
        )

    # --- life ---------------------------------------------------------------------------

    def start(self) -> Self:
        """Listen on the loopback, and ask sellers over HTTP."""
        super().start()
        self._caller.start()
        return self

    def stop(self) -> None:
        """Close all sockets and end all threads."""
        self._caller.stop()
        super().stop()

    def deliver(self, ask: Ask) -> int:
        """Put every waiting question to sellers by `ask`, which returns their answer or None for
        silence; how many there were. Messages are not delivered: sellers fetch them."""
        return self._caller.ask_all(ask)

    # --- the console --------------------------------------------------------------------

    def register_app(self, app_key: str, app_secret: str) -> None:
        """Create an application."""
        with self.book.lock:
            self.book.apps[app_key] = App(app_key, app_secret)

    def register_shop(
        self,
        shop_id: str,
        name: str,
        *,
        app_key: str | None = None,
        callback_url: str | None = None,
        callback_host: str | None = None,
        asks: frozenset[SpiKind] = frozenset(SpiKind),
    ) -> Session:
        """Open a shop that authorises an app (the only one, if there is one); its session.

        shop_id is the seller's numeric user id. callback_url: where the platform asks the seller
        for what is in `asks`, with this Host header if the URL's own will not do.
        """
        with self.book.lock:
            if app_key is None:
                (app_key,) = self.book.apps
            shop = Shop(
                shop_id=str(int(shop_id)),
                nick=name,
                app_key=self.book.apps[app_key].app_key,
                callback_url=callback_url,
                callback_host=callback_host,
                asks=asks,
            )
            self.book.shops[shop.shop_id] = shop
            return self._sessions.issue(shop)

    def session_of(self, shop_id: str) -> Session | None:
        """The session in force; None after the seller took the permission away."""
        with self.book.lock:
            return self._sessions.current(shop_id)

    def renew_session(self, shop_id: str) -> Session:
        """The seller authorises again; the old session ends."""
        with self.book.lock:
            return self._sessions.issue(self.book.shops[shop_id])

    def authorise(self, shop_id: str) -> str:
        """The seller authorises in the browser: a code for one use within ten minutes."""
        with self.book.lock:
            return self._sessions.authorise(self.book.shops[shop_id])

    def expire_session(self, shop_id: str) -> None:
        """Let a shop's session end now; only the seller can give another."""
        with self.book.lock:
            self._sessions.expire(shop_id)

    def close_authorisation(self, shop_id: str) -> None:
        """The seller takes the app's permission away."""
        with self.book.lock:
            self._sessions.end(shop_id)

    def name_spi(self, kind: SpiKind, method: str) -> None:
        """Ask sellers under another method name: no source tells the real one."""
        with self.book.lock:
            self._spi.methods[kind] = method

    # --- bad moments --------------------------------------------------------------------

    @property
    def faults(self) -> Faults:
        """How badly messages travel; assign another to treat those queued from now on so."""
        return self._queue.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        with self.book.lock:
            self._queue.faults = faults

    def drop_next_message(self, order_id: str) -> None:
        """Lose the next message about a trade."""
        with self.book.lock:
            self._queue.drop_next(order_id)

    # --- what happened ------------------------------------------------------------------

    @property
    def waiting_messages(self) -> list[Message]:
        """Messages that nobody has confirmed."""
        with self.book.lock:
            return self._queue.waiting

    @property
    def lost_messages(self) -> list[Message]:
        """Messages that were dropped or lay there for more than three days."""
        with self.book.lock:
            return [*self._queue.dropped, *self._queue.expired]

    @property
    def spi_results(self) -> list[SpiResult]:
        """Every question that was put to a seller, with the answer."""
        with self.book.lock:
            return list(self._spi.results)
