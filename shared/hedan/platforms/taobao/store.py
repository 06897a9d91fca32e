"""One Taobao or Tmall store: reads, lists, merges, ships and answers through its API."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from hedan.domain.after_sales import AfterSale
from hedan.domain.orders import Order
from hedan.domain.parcels import Tracking
from hedan.errors import PlatformRejected
from hedan.platforms.access import AppSecret, TokenVault
from hedan.platforms.calling.carrier_codes import CarrierCodes
from hedan.platforms.calling.refusals import ours
from hedan.platforms.china_time import written
from hedan.platforms.lacking import Lacking
from hedan.platforms.outside import Outside
from hedan.platforms.platform import (
    ActRequest,
    Departure,
    Listing,
    Page,
    PlatformCarrier,
    PulledMessage,
    Shipment,
    ShownParcel,
    StockLevel,
    Told,
    TrackingStep,
)
from hedan.platforms.taobao import goods, merging, tmc
from hedan.platforms.taobao import listing as windows
from hedan.platforms.taobao.after_sale_mapping import after_sale_of
from hedan.platforms.taobao.capabilities import CAPABILITIES, PLATFORM
from hedan.platforms.taobao.client import TaobaoApi
from hedan.platforms.taobao.json_text import json_text
from hedan.platforms.taobao.mapping import order_of, trade_of
from hedan.platforms.taobao.options import read_options
from hedan.platforms.taobao.payloads import CompaniesData, FlagData, StopData, TraceData
from hedan.platforms.taobao.reading import read_trade
from hedan.platforms.taobao.ship import TRACE, Shipper
from hedan.settings import CarrierSettings, StoreSettings

READ_REFUND = "taobao.refund.get"
REFUND_FIELDS = (
    "refund_id,tid,oid,status,order_status,good_status,has_good_return,dispute_type,refund_phase,"
    "refund_fee,num,reason,created,modified,refund_remind_timeout,sid,company_name"
)
COMPANIES = "taobao.logistics.companies.get"
MEMO = "taobao.trade.memo.update"
MEMO_BYTES_MAX = 1000
ANSWER_STOP = "taobao.rdc.aligenius.sendgoods.cancel"
STOP_WORDS = {
    "": "",
    "already_shipped": "已发货",
    "label_printed": "已打单，无法拦截",
    "order_unknown": "订单不存在",
}


class TaobaoStore(Lacking):
    """platforms.platform.Platform for one store."""

    capabilities = CAPABILITIES

    def __init__(
        self,
        store: StoreSettings,
        app: AppSecret,
        vault: TokenVault,
        carriers: Sequence[CarrierSettings],
        outside: Outside,
    ) -> None:
        self._store = store
        self._options = read_options(store.options)
        self._api = TaobaoApi(store, app, vault, self._options, outside)
        self._shipper = Shipper(self._api, self._options, CarrierCodes(PLATFORM, carriers))

    def read_order(self, order_id: str) -> Told[Order]:
        """Return the order as the platform sees it now. Raises also Malformed and OrderGone."""
        answer = read_trade(self._api, self._options, order_id)
        order = order_of(
            answer.data, self._store.id, asked=order_id, ship_hours=self._options.ship_hours
        )
        return Told[Order](value=order, raw=answer.text)

    def read_after_sale(self, order_id: str | None, after_sale_id: str) -> Told[AfterSale]:
        """Return the case as the platform sees it now. Raises also Malformed."""
        answer = self._api.call(READ_REFUND, {"fields": REFUND_FIELDS, "refund_id": after_sale_id})
        value = after_sale_of(answer.data, self._store.id, asked=after_sale_id)
        return Told[AfterSale](value=value, raw=answer.text)

    def pages(self, listing: Listing, since: datetime, until: datetime) -> Iterator[Page]:
        """Yield the pages of one window, the oldest changes first."""
        return windows.pages(
            self._api.call, listing, since, until, trade_types=self._options.trade_types
        )

    def merge_groups(self, orders: Sequence[Order]) -> list[tuple[str, ...]]:
        """Return which of these orders may share a parcel, as groups of order ids."""
        return merging.merge_groups(self._api.call, orders)

    def ship(self, shipment: Shipment) -> None:
        """Tell the platform that a parcel left: per order one call, each at most once."""
        self._shipper.ship(shipment)

    def ship_virtual(self, departure: Departure) -> None:
        """Tell the platform that an order of nothing but virtual goods is delivered."""
        self._shipper.ship_virtual(departure)

    def correct_tracking(self, shipment: Shipment, old: Tracking) -> None:
        """Replace a number; the platform takes that up to 50 days after shipping."""
        self._shipper.correct(shipment, old)

    def parcels_shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        """Return the parcels that the platform shows of an order now."""
        return self._shipper.shown(order_id)

    def push_stock(self, levels: Sequence[StockLevel]) -> list[tuple[StockLevel, str]]:
        """Set how much may be sold; return those refused, each with the platform's reason."""
        return goods.push_stock(self._api.call, levels)

    def mark(self, order_id: str, *, remark: str, flag: int | None) -> None:
        """Write the seller's remark and the flag; an empty remark blanks the one there."""
        if len(remark.encode(errors="replace")) > MEMO_BYTES_MAX:
            raise ours("remark-too-long", f"a remark has {MEMO_BYTES_MAX} bytes at most")
        self._api.call(
            MEMO,
            {
                "tid": order_id,
                "memo": remark,
                "reset": "" if remark else "true",
                # The platform takes an absent flag for 0: whoever means "as it is" must say it.
                "flag": str(self._flag_of(order_id) if flag is None else flag),
            },
        )

    def carriers(self) -> list[PlatformCarrier]:
        """Return the carriers that parcels of one's own may be sent with."""
        asked = {"fields": "id,code,name,reg_mail_no", "order_mode": "offline"}
        told = CompaniesData.read(self._api.call(COMPANIES, asked).data, COMPANIES)
        return [
            PlatformCarrier(code=one.code, name=one.name, number_pattern=one.reg_mail_no)
            for one in told.logistics_companies
        ]

    def track(self, order_id: str, tracking: Tracking) -> list[TrackingStep]:
        """Return a parcel's way, oldest first; nothing for a number that the order has not.

        Only the steps tell: the answer's own status says "signed" as soon as we have shipped.
        """
        told = self._trace({"tid": order_id})
        if told.out_sid != tracking.number:
            sub_tid = self._line_under(order_id, tracking.number)
            if sub_tid is None:
                return []
            told = self._trace({"tid": order_id, "is_split": "1", "sub_tid": sub_tid})
        steps = (
            TrackingStep(at=step.status_time, text=step.status_desc, code=step.action)
            for step in told.trace_list
        )
        return sorted(steps, key=lambda step: step.at)

    def act(self, request: ActRequest) -> None:
        """Tell the platform whether the parcel was stopped; if so, it refunds at once."""
        if request.act not in CAPABILITIES.case_acts:
            super().act(request)
        param = {
            "refund_id": request.case.after_sale_id,
            "tid": request.case.order.order_id,
            "status": "SUCCESS" if request.is_stopped else "FAIL",
            "refund_fee": request.case.refund_minor,  # In fen, against this platform's habit.
            "operate_time": written(request.at),
            "msg": STOP_WORDS[request.reason],
        }
        answer = self._api.call(ANSWER_STOP, {"param": json_text(param)})
        result = StopData.read(answer.data, ANSWER_STOP).result
        if result.success is False:
            raise PlatformRejected(
                "result", result.error_code, f"{ANSWER_STOP}: {result.error_info or 'no reason'}"
            )

    def pull_messages(self, limit: int) -> list[PulledMessage]:
        """Fetch messages of the whole application: 10 to 200 at once, whatever the limit."""
        return tmc.pull(self._api.call_for_app, self._options.tmc_group, limit)

    def confirm_messages(self, message_ids: Sequence[str]) -> None:
        """Let the platform forget messages that were stored."""
        tmc.confirm(self._api.call_for_app, self._options.tmc_group, message_ids)

    def _flag_of(self, order_id: str) -> int:
        asked = {"fields": "tid,seller_flag", "tid": order_id}
        method = "taobao.trade.get"
        return FlagData.read(self._api.call(method, asked).data, method).trade.seller_flag

    def _trace(self, asked: dict[str, str]) -> TraceData:
        return TraceData.read(self._api.call(TRACE, asked).data, TRACE)

    def _line_under(self, order_id: str, number: str) -> str | None:
        """Return a line that travels under this number."""
        trade = trade_of(read_trade(self._api, self._options, order_id).data, order_id)
        return next((item.oid for item in trade.orders if item.invoice_no == number), None)
