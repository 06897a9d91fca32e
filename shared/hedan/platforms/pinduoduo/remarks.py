"""Writes the seller's remark and colour flag: one call overwrites both."""

from hedan.errors import PlatformRejected
from hedan.platforms.pinduoduo.answers import demand_success
from hedan.platforms.pinduoduo.client import PinduoduoApi
from hedan.platforms.pinduoduo.payloads import OrderInfo, RemarkState

METHOD = "pdd.order.note.update"
# A flag's name is three characters at most, and goes with its number or not at all.
TAG_NAMES: dict[int, str] = {1: "红色", 2: "黄色", 3: "绿色", 4: "蓝色", 5: "紫色"}


def mark(api: PinduoduoApi, order_sn: str, *, remark: str, flag: int | None) -> None:
    """Write the remark; flag None keeps the one that is there. Raises PlatformRejected."""
    if flag is not None and flag not in TAG_NAMES:
        raise PlatformRejected("hedan", "flag-unknown", f"pinduoduo has no flag {flag}")
    tag, tag_name = _present(api, order_sn) if flag is None else (flag, TAG_NAMES[flag])
    told = {"tag": tag, "tag_name": tag_name} if tag and tag_name else {}
    demand_success(METHOD, api.call(METHOD, {"order_sn": order_sn, "note": remark, **told}))


def _present(api: PinduoduoApi, order_sn: str) -> tuple[int, str]:
    """Return the flag to write again: whether leaving it out would erase it is not written."""
    answer = api.call("pdd.order.information.get", {"order_sn": order_sn})
    told = OrderInfo[RemarkState].read(answer.data, "pdd.order.information.get").order_info
    return told.remark_tag, told.remark_tag_name or TAG_NAMES.get(told.remark_tag, "")
