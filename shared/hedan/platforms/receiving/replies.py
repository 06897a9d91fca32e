"""The answer to senders that read nothing but its status. Light."""

import json

from hedan.platforms.callbacks import Outcome, Reply

# 404 for a store that is gone, not 410: a sender would switch the address off for good.
STATUS: dict[Outcome, int] = {
    "accepted": 200,
    "refused": 401,
    "malformed": 400,
    "unknown_store": 404,
    "busy": 503,
}


def reply(outcome: Outcome, reason: str) -> Reply:
    """Return an answer whose status says it all; the reason is for people who look at it."""
    return Reply(STATUS[outcome], "{}" if outcome == "accepted" else json.dumps({"error": reason}))
