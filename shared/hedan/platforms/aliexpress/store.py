"""One AliExpress store: reads, lists, merges and ships through its API."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from hedan.domain.after_sales import AfterSale
from hedan.domain.orders import Order
from hedan.domain.parcels import Tracking
from hedan.errors import Malformed, OrderGone, PlatformBusy, PlatformRejected
from hedan.platforms.access import AppSecret, TokenVault
from hedan.platforms.aliexpress import goods
from hedan.platforms.aliexpress.after_sale_mapping import (
    ISSUE_STATUSES,
    cancellations,
    issue_of,
    order_of_cancellation,
)
from hedan.platforms.aliexpress.answers import Answer, is_about_a_missing_order, where_told
from hedan.platforms.aliexpress.capabilities import CAPABILITIES, ISSUE_ORDER_FIELD
from hedan.platforms.aliexpress.client import AliexpressApi, long_number
from hedan.platforms.aliexpress.listing import PARENT, after_sale_page, order_page, walk_issues
from hedan.platforms.aliexpress.mapping import order_answer, order_of, platform_now
from hedan.platforms.aliexpress.money import factor_of
from hedan.platforms.aliexpress.payloads import IssueDetail, IssueRow, OrderDetail
from hedan.platforms.aliexpress.ship import OrderNow, Shipper
from hedan.platforms.calling.refusals import ours
from hedan.platforms.lacking import Lacking
from hedan.platforms.outside import Outside
from hedan.platforms.platform import (
    Listing,
    Page,
    PlatformCarrier,
    Shipment,
    ShownParcel,
    StockLevel,
    Told,
    TrackingStep,
)
from hedan.settings import CarrierSettings, StoreSettings

READ_ORDER = "aliexpress.trade.new.redefining.findorderbyid"
READ_ISSUE = "aliexpress.issue.detail.get"


class AliexpressStore(Lacking):
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
        self._clock = outside.clock
        self._api = AliexpressApi(store, app, vault, outside)
        self._shipper = Shipper(self._api, self._now_of, carriers, store.options)

    def read_order(self, order_id: str) -> Told[Order]:
        """Return the order, and the cancellations that only it tells of.

        Raises also Malformed, and OrderGone.
        """
        now, answer = self._read(order_id)
        return Told[Order](
            value=now.order,
            raw=answer.text,
            after_sales=cancellations(now.detail, now.order),
        )

    def read_after_sale(self, order_id: str | None, after_sale_id: str) -> Told[AfterSale]:
        """Return an issue, or a cancellation, which is read from its order.

        Raises also Malformed, OrderGone, and PlatformRejected for a case that is not listed.
        """
        of_order = order_of_cancellation(after_sale_id)
        if of_order is not None:
            return self._cancellation(of_order, after_sale_id)
        row = self._issue_row(order_id, after_sale_id)
        answer = self._api.call(
            READ_ISSUE,
            {
                "buyer_login_id": row.buyer_login_id or self._buyer(row),
                "issue_id": long_number(after_sale_id),
            },
        )
        told = IssueDetail.read(
            where_told(answer.data, "result_object").get("result_object"), "issue.detail"
        )
        if told.id != after_sale_id:
            raise Malformed(f"issue {after_sale_id}: another issue was answered")
        now = self._order_of_issue(told, row, order_id)
        issue = issue_of(told, row, now.order, factor=_factor(now.detail), now=self._clock.now())
        return Told[AfterSale](value=issue, raw=answer.text)

    def pages(self, listing: Listing, since: datetime, until: datetime) -> Iterator[Page]:
        """Yield one window. Only after all of it is read is its count known: it is one page."""
        if listing is Listing.AFTER_SALES:
            field = self._store.options.get(ISSUE_ORDER_FIELD, PARENT)
            now = self._clock.now()
            yield after_sale_page(self._api, since, until, now, order_field=field)
        else:
            yield order_page(self._api, listing, since, until, self._clock.now())

    def merge_groups(self, orders: Sequence[Order]) -> list[tuple[str, ...]]:
        """Return the orders of one buyer that go to one oaid, as groups of order ids."""
        groups: dict[tuple[str, str], list[str]] = {}
        for order in orders:
            whose = (order.buyer_id, order.receiver.address_id)
            if all(whose):
                groups.setdefault(whose, []).append(order.key.order_id)
        return [tuple(group) for group in groups.values() if len(group) > 1]

    def ship(self, shipment: Shipment) -> None:
        """Tell the platform that a parcel left, at most once for every order in it."""
        self._shipper.ship(shipment)

    def correct_tracking(self, shipment: Shipment, old: Tracking) -> None:
        """Replace the number that a shipment was told with."""
        self._shipper.correct(shipment, old)

    def parcels_shown(self, order_id: str) -> tuple[ShownParcel, ...]:
        """Return the parcels that the platform shows of an order now."""
        return self._shipper.shown(order_id)

    def carrier_word(self, carrier: str) -> str:
        """Return the code under which it shows a carrier of the settings."""
        return self._shipper.word(carrier)

    def push_stock(self, levels: Sequence[StockLevel]) -> list[tuple[StockLevel, str]]:
        """Set how much may be sold, by the seller's own codes; return those refused."""
        return goods.push_stock(self._api, levels)

    def carriers(self) -> list[PlatformCarrier]:
        """Return the logistics services that may be used now."""
        return goods.carriers(self._api)

    def track(self, order_id: str, tracking: Tracking) -> list[TrackingStep]:
        """Return a parcel's way as the platform knows it, oldest first."""
        carrier = self._shipper.carrier(tracking.carrier)
        country = self._now_of(order_id).order.receiver.country
        params: dict[str, object] = {
            "logistics_no": tracking.number,
            "service_name": carrier.service_name,
            "out_ref": order_id,
            "to_area": country,
        }
        return goods.track(self._api, params, self._store.options)

    def _now_of(self, order_id: str) -> OrderNow:
        return self._read(order_id)[0]

    def _read(self, order_id: str) -> tuple[OrderNow, Answer]:
        try:
            answer = self._api.call(READ_ORDER, {"param1": {"order_id": long_number(order_id)}})
        except PlatformRejected as refused:
            if is_about_a_missing_order(refused):
                raise OrderGone(f"order {order_id}: {refused.code}") from refused
            raise
        data = where_told(answer.data, "target")
        if not data.get("target"):
            # A hiccup may look like this too, and an order that is gone would be cancelled here.
            raise Malformed(f"order {order_id}: the platform answers without it")
        told = order_answer({**answer.data, **data}, order_id)
        now = platform_now(told, self._clock.now())
        order = order_of(told.target, self._store, now)
        return OrderNow(order, told.target), answer

    def _cancellation(self, order_id: str, after_sale_id: str) -> Told[AfterSale]:
        now, answer = self._read(order_id)
        for case in cancellations(now.detail, now.order):
            if case.after_sale_id == after_sale_id:
                return Told[AfterSale](value=case, raw=answer.text)
        raise ours("no-such-case", f"{after_sale_id}: nothing is cancelled")

    def _issue_row(self, order_id: str | None, issue_id: str) -> IssueRow:
        """Find the issue in the lists: they alone tell its times and its buyer."""
        narrow = [{"order_no": long_number(order_id)}] if order_id else []
        # Whether the filter wants the order or its line is documented both ways: without it, then.
        is_whole = True
        for query in (*narrow, {}):
            for status in ISSUE_STATUSES:
                walked = walk_issues(self._api, {**query, "issue_status": status})
                if issue_id in walked.rows:
                    return IssueRow.read(walked.rows[issue_id][1], "issuelist")
                is_whole = is_whole and walked.is_whole
        if not is_whole:
            raise PlatformBusy(f"issue {issue_id}: the lists were not shown to their end")
        raise ours("no-such-case", f"issue {issue_id} is in no list")

    def _buyer(self, row: IssueRow) -> str:
        return self._now_of(row.parent_order_id or row.order_id).order.buyer_id

    def _order_of_issue(self, told: IssueDetail, row: IssueRow, hinted: str | None) -> OrderNow:
        """Return the order: which of the ids is the parent's is documented both ways."""
        ids = (
            told.parent_order_id,
            hinted or "",
            row.parent_order_id,
            told.order_id,
            row.order_id,
        )
        wrong: OrderGone | Malformed | None = None
        for order_id in dict.fromkeys(filter(None, ids)):
            try:
                return self._now_of(order_id)
            # A line's id leads nowhere, or to an order of another id.
            except (OrderGone, Malformed) as no_order:
                wrong = wrong or no_order
        raise wrong or Malformed(f"issue {told.id}: names no order")


def _factor(detail: OrderDetail) -> int:
    return factor_of((detail.order_amount, detail.new_order_amount))
