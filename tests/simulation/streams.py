"""The table's stream as Lambda delivers it: in batches, again after an error, then cut in two."""

from itertools import islice

from tests.fakes.gates import Crash
from tests.simulation.world import World

BATCHES = (1, 1, 1, 2, 4)
REPLAYED = 0.05
# So often an event kills whoever handles it in company: only cutting its batch up gets past it.
POISONED = 0.02


class Following:
    """What functions/follow_events does, and the stream in front of it."""

    world: World
    _busy: set[int | str]

    def follow(self) -> None:
        """The stream delivers the next events of one shard."""
        world = self.world
        world.pull_stream()
        shards = [name for name, waiting in world.streams.items() if waiting]
        shards = [name for name in shards if name not in self._busy]
        if not shards:
            return
        shard = world.chance.choice(shards)
        waiting = world.streams[shard]
        most = world.cut.get(shard) or world.chance.choice(BATCHES)
        batch = list(islice(waiting, most))
        if len(batch) > 1 and world.chance.random() < POISONED:
            world.poisoned.add(world.chance.choice(batch).key)
        self._busy.add(shard)
        try:
            for event in batch:
                if len(batch) > 1 and event.key in world.poisoned:
                    raise Crash
                world.followers.follow(event.event.kind, event.event.facts, event.key)
        except BaseException:
            world.cut[shard] = max(1, len(batch) // 2)
            world.counts["batches cut in two"] += len(batch) > 1
            raise
        finally:
            self._busy.discard(shard)
        world.cut.pop(shard, None)
        if world.chance.random() < REPLAYED:
            world.counts["batches replayed"] += 1
            return
        for _ in batch:
            waiting.popleft()
