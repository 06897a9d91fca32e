"""The ship queue: what functions/upload_tracking does with a message, and the queue around it."""

from typing import Any

from hedan.domain.base import OrderKey
from hedan.errors import PlatformRejected, StaleAfterSales, TryAgain
from hedan.usecases.answers.tell_platform import tell_platform
from hedan.usecases.following.follow_cases import case_in
from hedan.usecases.uploads.ship_replacement import ship_replacement
from hedan.usecases.uploads.ship_virtual import ship_virtual
from hedan.usecases.uploads.upload_tracking import Uploaded, upload_tracking
from tests.fakes.memory_cases import MemoryCases
from tests.fakes.memory_ports import Message
from tests.simulation.suppliers import number_of
from tests.simulation.world import SETTINGS, World

# Deliveries of one message before its queue gives up and an alarm calls a person. Waiting for
# fresh refunds is not counted: the ship queue delivers for longer than a simulated store is stale.
RECEIVES_MAX = 5


class Uploads:
    """Parcels on their way to the platform."""

    world: World
    _at_rest: bool
    _busy: set[int | str]
    _waiting: set[int | str]  # Parcels that wait for fresh refunds, at rest.
    _races: int

    def upload(self) -> None:
        """The ship queue delivers a parcel."""
        world = self.world
        heads = self._may_be_delivered()
        if heads:
            self._upload(world.chance.choice(heads))

    def _may_be_delivered(self) -> list[Message]:
        hidden = self._busy | self._waiting
        return [message for message in self.world.ship_queue.heads() if message.once not in hidden]

    def _upload(self, message: Message) -> None:
        world = self.world
        received = world.receives.get(message.once, 0) + 1
        world.receives[message.once] = received
        self._busy.add(message.once)
        self._races += 1

        def calls() -> int:
            platform, number = world.platform, number_of(message.body)
            told = [call.tracking for call in platform.calls]
            told += [call.tracking for call in platform.replacement_calls]
            return sum(tracking.number == number for tracking in told) + sum(
                message.body in (call.request_id, str(call.lines[0].order))
                for call in platform.virtual_calls
            )

        try:
            with world.instructing(f"upload of {message.body}", calls):
                self._ship(message.body)
        except StaleAfterSales:
            world.receives[message.once] = received - 1
            if self._at_rest:
                self._waiting.add(message.once)  # Until the next poll: nothing else helps.
            raise
        except (TryAgain, PlatformRejected):
            if received >= RECEIVES_MAX and message in world.ship_queue.waiting:
                world.ship_queue.delete(message)
                world.dead_letters.append(message.body)
            raise
        finally:
            self._races -= 1
            self._busy.discard(message.once)
        if message in world.ship_queue.waiting:
            world.ship_queue.delete(message)

    def _ship(self, named: str) -> None:
        """What the function of the ship queue does: see functions/upload_tracking."""
        world = self.world
        ports: dict[str, Any] = {
            "desk": world.desk,
            "platform_of": world.platform_of,
            "settings": SETTINGS,
            "known_until": world.known_until,
            "now": lambda: world.now,
        }
        if case := case_in(named):
            tell_platform(
                *case,
                cases=MemoryCases(world.desk),
                desk=world.desk,
                platform_of=world.platform_of,
                now=lambda: world.now,
            )
        elif ":" in named:
            ship_virtual(OrderKey.parse(named), **ports)
        else:
            done = upload_tracking(named, **ports)
            if done is Uploaded.NOTHING_TO_DO:
                ship_replacement(named, **ports)
