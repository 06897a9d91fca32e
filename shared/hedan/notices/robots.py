"""A notice in a group chat: whose robots are told, and the message that each kind takes.

Facts (documents of the three platforms, 2026): WeCom takes 2,048 bytes of text and shows markdown
in its own client only; DingTalk takes 20,000 bytes; Feishu 20 KB, and reads <at …> in plain texts,
so that a buyer's remark could call a whole group: its rich text does not.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, Final

from hedan.notices.notice import NoticeSeverity
from hedan.settings import RobotSettings, Settings

LOUDNESS: Final = tuple(NoticeSeverity)  # From the quietest.
WECOM_TEXT_BYTES_MAX: Final = 2_048
BODY_BYTES_MAX: Final = 20_000
# No line of ours is longer; an address may be.
LINE_CHARACTERS_MAX: Final = 300
BETWEEN: Final = "\n\n----------\n\n"  # Two notices in one message.
CUT: Final = "…"
_ADDRESS: Final = re.compile(r"https?://\S+")


def at_least(severity: str) -> tuple[str, ...]:
    """Return this severity and what is louder."""
    quietest = LOUDNESS.index(NoticeSeverity(severity))
    return tuple(one.value for one in LOUDNESS[quietest:])


def robots_for(settings: Settings, attributes: Mapping[str, str]) -> tuple[RobotSettings, ...]:
    """Return the robots whose filters let a notice with these attributes pass."""
    return tuple(one for one in settings.robots if _fits(one, attributes))


def _fits(robot: RobotSettings, attributes: Mapping[str, str]) -> bool:
    wanted: dict[str, Sequence[str]] = {
        "audience": (robot.audience,),
        "severity": at_least(robot.severity),
        "store": robot.stores,
        "supplier": robot.suppliers,
        "warehouse": robot.warehouses,
    }
    return all(attributes.get(name) in values for name, values in wanted.items() if values)


def joined(kind: str, texts: Sequence[str]) -> tuple[str, int]:
    """Return as many whole texts, from the first, as one message takes, and how many they are.

    A robot may speak twenty times a minute: what waits together goes together.
    """
    for count in range(len(texts), 1, -1):
        together = BETWEEN.join(text.strip() for text in texts[:count])
        if _takes(kind, together):
            return together, count
    return texts[0].strip(), 1


def message(kind: str, text: str, keyword: str = "") -> dict[str, Any]:
    """Return what is posted. What is too long loses lines from its end, but never its address.

    keyword: a word without which the robot takes nothing, as its owner set it.
    """
    if keyword and keyword not in text:
        text = f"[{keyword}] {text}"
    return _shape(kind, text if _takes(kind, text) else _shortened(kind, text))


def _shape(kind: str, text: str) -> dict[str, Any]:
    match kind:
        case "feishu":
            title, _, rest = text.partition("\n")
            lines = [_parts(line) for line in rest.strip().split("\n")]
            return {"msg_type": "post", "content": {"post": {"zh_cn": _post(title, lines)}}}
        case "wecom" | "dingtalk":
            return {"msgtype": "text", "text": {"content": text}}
    raise ValueError(f"no robot of kind {kind}")


def _post(title: str, lines: list[list[dict[str, str]]]) -> dict[str, Any]:
    return {"title": title, "content": lines}


def _parts(line: str) -> list[dict[str, str]]:
    """Return a line of rich text, its addresses as links."""
    parts: list[dict[str, str]] = []
    done = 0
    for found in _ADDRESS.finditer(line):
        if found.start() > done:
            parts.append({"tag": "text", "text": line[done : found.start()]})
        parts.append({"tag": "a", "text": found[0], "href": found[0]})
        done = found.end()
    if done < len(line) or not parts:
        parts.append({"tag": "text", "text": line[done:]})
    return parts


def _takes(kind: str, text: str) -> bool:
    if kind == "wecom" and len(text.encode()) > WECOM_TEXT_BYTES_MAX:
        return False
    return len(json.dumps(_shape(kind, text), ensure_ascii=False).encode()) <= BODY_BYTES_MAX


def _shortened(kind: str, text: str) -> str:
    """Return the longest beginning that fits with the text's addresses below it."""
    lines = [line[:LINE_CHARACTERS_MAX] for line in text.split("\n") if not _ADDRESS.search(line)]
    addresses = list(dict.fromkeys(_ADDRESS.findall(text)))

    def cut(kept: int) -> str:
        return "\n".join([*lines[:kept], CUT, *addresses])

    fitting = bisect_right(
        range(1, len(lines) + 1), False, key=lambda kept: not _takes(kind, cut(kept))
    )
    if fitting:
        return cut(fitting)
    return "\n".join([lines[0] if lines else "", CUT, *addresses[:1]])
