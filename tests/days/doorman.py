"""The callback door as functions/receive_callback opens it, with our queue behind it in memory."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hedan.errors import BadSignature, Malformed
from hedan.platforms.callbacks import Callback, door_of
from infra.local.simulated.web import WebRequest
from tests.fakes.memory_ports import MemoryQueue


def receive(
    request: WebRequest, desks: Mapping[str, Any], queue: MemoryQueue, now: datetime
) -> int:
    """Verify, queue, answer a status. The address ends in the store's id."""
    store = request.path.rpartition("/")[2]
    shop = desks[store].shop
    door = door_of(shop.store.platform)
    secrets = list(shop.app.webhook_secrets)
    app = {**shop.app.model_dump(mode="json"), "webhook_secrets": secrets}
    callback = Callback(request.body, request.headers, request.query, now.timestamp())
    try:
        door.verify(app, callback)
        hints = [hint for hint in door.hints(callback) if hint["kind"] != "ping"]
    except BadSignature as refused:
        return door.reply("refused", str(refused)).status
    except Malformed as malformed:
        return door.reply("malformed", str(malformed)).status
    queue.send(
        [
            (
                f"{hint['platform']}:{store}:{hint['order_id'] or hint['message_id']}",
                f"{store}:{hint['message_id']}",
                json.dumps({**hint, "store": store, "seen_at": now.isoformat()}),
            )
            for hint in hints
        ]
    )
    return door.reply("accepted", "").status
