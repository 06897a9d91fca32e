"""What Doudian is told about an after-sale: stopped, intercept, agree, refuse."""

from collections.abc import Mapping

from hedan.domain.cases import PlatformAct
from hedan.errors import PlatformRejected
from hedan.platforms.calling.carrier_codes import CarrierCodes
from hedan.platforms.calling.refusals import ours
from hedan.platforms.doudian.after_sale_payloads import InterceptData
from hedan.platforms.doudian.capabilities import REFUSE_OPTION
from hedan.platforms.doudian.client import DoudianApi
from hedan.platforms.platform import ActRequest

STOPPED = "afterSale.CancelSendGoodsSuccess"
INTERCEPT = "afterSale.applyLogisticsIntercept"
OPERATE = "afterSale.operate"
# types of afterSale.operate, of refunds whose goods stay where they are.
AGREE_REFUND, REFUSE_REFUND = 201, 202
OF_SELLER = 1  # op_from.
WHY_REFUSED = "货已发出"


class Acts:
    """The acts of one store. Each raises PlatformRejected, PlatformBusy, AccessEnded."""

    def __init__(self, api: DoudianApi, codes: CarrierCodes, options: Mapping[str, str]) -> None:
        self._api = api
        self._codes = codes
        self._refuse_code = options.get(REFUSE_OPTION, "")

    def act(self, request: ActRequest) -> None:
        """Tell it. What is not of `case_acts` is never asked for."""
        match request.act:
            case PlatformAct.STOPPED:
                self._stopped(request)
            case PlatformAct.INTERCEPT:
                self._intercept(request)
            case PlatformAct.AGREE:
                self._operate(request, AGREE_REFUND, {})
            case _:
                self._operate(request, REFUSE_REFUND, self._why())

    def _stopped(self, request: ActRequest) -> None:
        """Say that the parcel did not leave; the platform has no word for the contrary."""
        told = {
            "aftersale_id": request.case.after_sale_id,
            "op_time": int(request.at.timestamp()),
        }
        self._api.call(STOPPED, told)

    def _intercept(self, request: ActRequest) -> None:
        parcel = request.tracking
        if parcel is None:
            raise ValueError(f"{request.case.after_sale_id}: an intercept without a number")
        target = {"company_code": self._codes.of(parcel.carrier), "tracking_no": parcel.number}
        told = {
            "after_sale_id": int(request.case.after_sale_id),
            "op_from": OF_SELLER,
            "intercept_targets": [target],
        }
        results = InterceptData.read(self._api.call(INTERCEPT, told).data or {}, INTERCEPT)
        for result in results.intercept_results:
            if not result.is_success:
                why = result.unavailable_reason or "no reason given"
                raise PlatformRejected(
                    "intercept", result.unavailable_reason_code, f"{INTERCEPT}: {why}"
                )

    def _why(self) -> dict[str, object]:
        code = self._refuse_code
        if code and not (code.isascii() and code.isdecimal()):
            raise ours("refuse-reason", f"options.{REFUSE_OPTION} is no number")
        return {"reason": WHY_REFUSED} | ({"reject_reason_code": int(code)} if code else {})

    def _operate(self, request: ActRequest, kind: int, beside: dict[str, object]) -> None:
        item = {
            "aftersale_id": request.case.after_sale_id,
            # What we have seen: the platform refuses when the buyer has changed it since.
            "update_time": int(request.case.changed_at.timestamp()),
            **beside,
        }
        self._api.call(OPERATE, {"type": kind, "items": [item]}, repeatable=False)
