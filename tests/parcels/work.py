"""What goes on by itself: the stream, the machines and the ship queue of a shop."""

from hedan.domain.events import EventKind
from hedan.domain.stops import StopCause
from hedan.errors import PlatformRejected, TryAgain
from hedan.usecases.answers.tell_platform import tell_platform
from hedan.usecases.following.follow_cases import case_in
from hedan.usecases.uploads.upload_tracking import upload_tracking
from hedan.usecases.waves.take_back_wave import take_back_wave
from tests.fakes.memory_desk import StreamedEvent
from tests.fakes.memory_ports import Message
from tests.parcels.shop import Shop
from tests.parcels.steps import PAGE, tasks_of

RECEIVES_MAX = 5


class Work:
    """Does what is under way, a piece at a time."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._tasks = tasks_of(shop)

    def has_work(self) -> bool:
        """Tell whether anything is under way."""
        self.shop.pull_stream()
        waiting = any(self.shop.streams.values())
        return waiting or bool(self.shop.executions or self.shop.ship_queue.waiting)

    def carry_on(self, a: int, b: int) -> None:
        """Do one piece of work: an event, a state of a machine, or an upload."""
        self.shop.pull_stream()
        kinds = [self.follow, self.step, self.upload]
        for turn in range(len(kinds)):
            if kinds[(a + turn) % len(kinds)](b):
                return

    def follow(self, b: int) -> bool:
        """Let the next event of one shard start what follows from it."""
        shop = self.shop
        shards = [one for one, waiting in shop.streams.items() if waiting and one not in shop.busy]
        if not shards:
            return False
        shard = shards[b % len(shards)]
        shop.busy.add(shard)
        try:
            self._follow(shop.streams[shard][0])
        finally:
            shop.busy.discard(shard)
        shop.streams[shard].popleft()
        return True

    def _follow(self, streamed: StreamedEvent) -> None:
        shop, event = self.shop, streamed.event
        if event.kind is EventKind.WORKBOOK_RECALLED:
            take_back_wave(
                shop.settings.supplier(event.facts["supplier"]),
                event.facts["workbook"],
                StopCause(event.facts["cause"]),
                page_url=PAGE,
                **shop.ports("desk", "archive", "notices", "now"),
            )
            return
        followers = shop.followers
        followers.follow(event.kind, event.facts, streamed.key)
        followers.begin_waves(shop, shop.now)

    def step(self, b: int) -> bool:
        """Let one execution enter its state."""
        shop = self.shop
        running = [one for one in shop.executions if id(one) not in shop.busy]
        if not running:
            return False
        execution = running[b % len(running)]
        shop.busy.add(id(execution))
        try:
            execution.step(self._tasks)
        finally:
            shop.busy.discard(id(execution))
        if execution.ended:
            shop.executions.remove(execution)
        return True

    def upload(self, b: int) -> bool:
        """Let the ship queue deliver a parcel."""
        heads = [one for one in self.shop.ship_queue.heads() if one.once not in self.shop.busy]
        if not heads:
            return False
        self._upload(heads[b % len(heads)])
        return True

    def _upload(self, message: Message) -> None:
        shop = self.shop
        shop.receives[message.once] = received = shop.receives.get(message.once, 0) + 1
        shop.busy.add(message.once)
        try:
            if case := case_in(message.body):
                tell_platform(
                    *case,
                    cases=shop.cases,
                    now=lambda: shop.now,
                    **shop.ports("desk", "platform_of"),
                )
            else:
                upload_tracking(
                    message.body,
                    now=lambda: shop.now,
                    **shop.ports("desk", "platform_of", "settings", "known_until"),
                )
        except (TryAgain, PlatformRejected):
            if received >= RECEIVES_MAX:
                shop.ship_queue.delete(message)
                shop.dead_letters.append(message.body)
            raise
        finally:
            shop.busy.discard(message.once)
        shop.ship_queue.delete(message)
