"""The doors of the one store: hints that arrive, and polls that ask what was missed."""

from hedan.domain.intake import Hint
from hedan.errors import AccessEnded, HedanError, Rejected
from hedan.usecases.intake.poll_store import poll_store, sweep_store
from hedan.usecases.intake.take_in import take_in
from tests.simulation.world import SETTINGS, STORE, World

SWEEP_DAYS = 2


class Doors:
    """What functions/take_in and functions/poll_store do, and who calls them."""

    world: World
    _at_rest: bool
    _read: list[str]  # After-sales that are being taken in.
    _races: int  # Uploads and intakes under way: who overtakes them is dangerous.

    def deliver(self) -> None:
        """Some hints arrive, in any order; some get lost, some come again."""
        world = self.world
        world.fetch_mail()
        if not world.mail:
            return
        batch = world.chance.sample(world.mail, min(len(world.mail), world.chance.randrange(1, 4)))
        if not self._at_rest and world.chance.random() < 0.05:
            world.mail.remove(batch[0])  # Lost: the poll finds what it would have said.
            world.counts["messages lost"] += 1
            return
        self._take(batch)

    def _take(self, batch: list[Hint]) -> None:
        world = self.world
        self._races += 1
        read = [hint.after_sale_id for hint in batch if hint.after_sale_id]
        self._read += read
        try:
            answers = take_in(
                batch,
                desk=world.desk,
                marks=world.ledgers,
                platform_of=world.platform_of,
                archive=world.archive,
                now=world.now,
            )
        finally:
            self._races -= 1
            for name in read:
                self._read.remove(name)
        for hint, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Rejected) and not isinstance(answer, AccessEnded):
                raise AssertionError(f"refused for ever: {hint} {answer!r}")
            if isinstance(answer, HedanError) or world.chance.random() < 0.15:
                world.counts["messages again"] += 1
                continue
            if hint in world.mail:  # Not if somebody took it in at the same time.
                world.mail.remove(hint)

    def poll(self) -> None:
        """The poll door asks what changed; at times the listing is not what it should be."""
        world = self.world
        if not self._at_rest:
            # Never one too few: with a row that shifts away meanwhile that looks whole, and no
            # count could tell.
            world.platform.miscount = int(world.chance.random() < 0.15)
            world.platform.cut_short = world.chance.random() < 0.1
        try:
            poll_store(
                SETTINGS.store(STORE),
                platform=world.platform,
                desk=world.desk,
                marks=world.ledgers,
                queue=world.intake_queue,
                ledgers=world.ledgers,
                now=world.asking(),
            )
        finally:
            world.platform.miscount, world.platform.cut_short = 0, False

    def sweep(self) -> None:
        """Once in a night: the orders of the last days, by the time they were made."""
        world = self.world
        sweep_store(
            SETTINGS.store(STORE),
            platform=world.platform,
            desk=world.desk,
            marks=world.ledgers,
            queue=world.intake_queue,
            ledgers=world.ledgers,
            now=world.asking(),
            days=SWEEP_DAYS,
        )
