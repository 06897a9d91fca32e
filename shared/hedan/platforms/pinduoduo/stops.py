"""Tells Pinduoduo whether a parcel was stopped before it left: the answer to a refund request."""

from hedan.platforms.pinduoduo.answers import demand_success
from hedan.platforms.pinduoduo.client import PinduoduoApi
from hedan.platforms.platform import ActRequest

METHOD = "pdd.rdc.pddgenius.sendgoods.cancel"
STOPPED, NOT_STOPPED = "SUCCESS", "FAIL"
# fail_reason_code. A parcel that could not be stopped, for no reason told, has left.
REASONS = {"order_unknown": 1001, "already_shipped": 1002, "label_printed": 1003, "": 1002}


def answer_stop(api: PinduoduoApi, told: ActRequest) -> None:
    """Give the answer. Raises PlatformRejected, PlatformBusy, AccessEnded."""
    param: dict[str, object] = {
        # As text, as everything in a form is: their numbers do not fit every reader of JSON.
        "refund_id": told.case.after_sale_id,
        "tid": told.case.order.order_id,
        "status": STOPPED if told.is_stopped else NOT_STOPPED,
        "refund_fee": told.case.refund_minor,
        "operate_time": int(told.at.timestamp() * 1000),
    }
    if not told.is_stopped:
        param["fail_reason_code"] = REASONS[told.reason]
        param["msg"] = (told.reason or "already_shipped").replace("_", " ")
    demand_success(METHOD, api.call(METHOD, {"param": param}))
