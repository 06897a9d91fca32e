"""How the platform says no: one exception, and the documented code for each reason."""

from dataclasses import dataclass

SUCCESS = 10000


@dataclass
class Refused(Exception):
    """An API call that the platform refuses; becomes an envelope with HTTP status 200."""

    code: int
    sub_code: str
    sub_msg: str

    def __str__(self) -> str:
        return f"{self.code} {self.sub_code}: {self.sub_msg}"


# The text that goes with each main code.
MESSAGES = {
    SUCCESS: "success",
    20000: "服务不可用",
    20001: "服务超时",
    30001: "权限不足",
    30002: "IP 不在白名单",
    40001: "缺少平台参数",
    40002: "缺少业务参数",
    40003: "平台参数错误",
    40004: "业务参数错误",
    50001: "平台处理失败",
    50002: "业务处理失败",
    60000: "请求过于频繁",
    70000: "接口已下线",
}

# Sub codes of `isv.business-failed`, as documented for shipping and its neighbours.
NO_COMPANY = 60011
BAD_NUMBER = 60017
BAD_COMPANY = 60018
ORDER_CANCELLED = 60021
REFUND_PENDING = 60040
REFUNDED = 60068
RISK_REVIEW = 60109
ALREADY_SHIPPED = 60110
ORDER_FINISHED = 60113
PLATFORM_WAREHOUSE = 60116
IN_AFTER_SALE = 60120
OTHER_SHIP_ERROR = 60126
NUMBER_NOT_OF_COMPANY = 60127
UNPAID = 60137
EDIT_BY_PACK = 70011
WAYBILL_RECYCLED = 70018
SCAN_BEFORE_PAYMENT = 70019
RECEIVERS_DIFFER = 70021
WAYBILL_OF_OTHER_RECEIVER = 70022
REFRESH_IN_PROGRESS = 31012
IDEMPOTENT_ID_USED = 40010
REMARK_TOO_LONG = 50051
BAD_STAR = 50056
NO_ADDRESS_REQUEST = 50036
ADDRESS_ORDER_SHIPPED = 50037

# No source gives the number for an order that is not in this shop; this one is ours, chosen
# outside the documented ranges so that nobody comes to rely on it.
ORDER_NOT_FOUND = 99404


def business_failed(number: int, why: str) -> Refused:
    """A refusal by the platform's business rules, e.g. 60040 while a refund waits."""
    return Refused(50002, f"isv.business-failed:{number}", why)


def bad_parameter(why: str, *, number: int | None = None) -> Refused:
    """A business parameter that is there but wrong."""
    return Refused(40004, "isv.parameter-invalid" + (f":{number}" if number else ""), why)


def bad_format(why: str) -> Refused:
    """A parameter of the wrong JSON type, or a body that is no JSON object."""
    return Refused(40003, "isv.parameter-format-invalid", why)


def missing_parameter(name: str) -> Refused:
    """A business parameter that the method cannot do without."""
    return Refused(40002, "isv.parameter-missing", f"{name} is required")
