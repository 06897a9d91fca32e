"""Taobao's refund cases in our words: the tables of its values, and what reads them."""

from collections.abc import Iterator
from datetime import datetime

from pydantic import ValidationError

from hedan.domain.after_sales import AfterSale, AfterSaleKind, AfterSaleLine, AfterSaleStatus
from hedan.domain.base import OrderKey, StoreId
from hedan.errors import Malformed
from hedan.platforms.calling.theirs import places
from hedan.platforms.taobao.capabilities import PLATFORM
from hedan.platforms.taobao.mapping import YES
from hedan.platforms.taobao.payloads import Refund, RefundData

REFUND = "REFUND"
KIND: dict[str, AfterSaleKind] = {
    REFUND: AfterSaleKind.REFUND_ONLY,
    "REFUND_AND_RETURN": AfterSaleKind.RETURN,
    "TMALL_EXCHANGE": AfterSaleKind.EXCHANGE,
    "TAOBAO_EXCHANGE": AfterSaleKind.EXCHANGE,
    "REPAIR": AfterSaleKind.REPAIR,
    "RESHIPPING": AfterSaleKind.RESEND,
}
STATUS: dict[str, AfterSaleStatus] = {
    "WAIT_SELLER_AGREE": AfterSaleStatus.REQUESTED,
    "WAIT_BUYER_RETURN_GOODS": AfterSaleStatus.AGREED,
    "WAIT_SELLER_CONFIRM_GOODS": AfterSaleStatus.AGREED,  # The goods are on their way back.
    "WAIT_SELLER_CONSIGN_GOODS": AfterSaleStatus.AGREED,  # The seller's second parcel is due.
    "WAIT_BUYER_CONFIRM_EXCHANGE_SELLER_SEND_GOODS": AfterSaleStatus.AGREED,
    # It goes on as a refund, and whether under the same id is nowhere written: the fence stays.
    "EXCHANGE_TRANSFORM_TO_REFUND": AfterSaleStatus.AGREED,
    "SELLER_REFUSE_BUYER": AfterSaleStatus.REFUSED,  # Not the end: the buyer may ask again.
    "CLOSED": AfterSaleStatus.CLOSED,
    "SUCCESS": AfterSaleStatus.SUCCEEDED,
}
# It waits for the seller; whose turn a time-out means is not told beside it.
OUR_TURN = frozenset(
    {"WAIT_SELLER_AGREE", "WAIT_SELLER_CONFIRM_GOODS", "WAIT_SELLER_CONSIGN_GOODS"}
)
# order_status of a case: nothing has left yet.
UNSHIPPED = frozenset({"WAIT_SELLER_SEND_GOODS", "PAID_FORBID_CONSIGN"})


def after_sale_of(data: object, store: StoreId, *, asked: str | None = None) -> AfterSale:
    """Return the case that an answer of taobao.refund.get tells.

    asked: the case that was asked for. Raises Malformed with the place.
    """
    refund = RefundData.read(data, "refund.get").refund
    if asked is not None and refund.refund_id != asked:
        raise Malformed(f"after-sale {asked}: refund_id: the answer tells of {refund.refund_id}")
    if not refund.oid:
        # It would fence nothing, and nobody would know.
        raise Malformed(f"after-sale {refund.refund_id}: oid: names no line")
    try:
        return AfterSale(
            order=OrderKey(platform=PLATFORM, store=store, order_id=refund.tid),
            after_sale_id=refund.refund_id,
            kind=_kind(refund),
            status=STATUS.get(refund.status, AfterSaleStatus.UNKNOWN),
            # A refund of money alone may count no units; the line is fenced all the same.
            lines=(AfterSaleLine(line_id=refund.oid, quantity=refund.num or 1),),
            refund_minor=refund.refund_fee,
            reason=refund.reason,
            asked_at=refund.created,
            changed_at=refund.modified,
            unknown=tuple(_unknown(refund)),
            answer_by=_answer_by(refund),
            return_to_us=refund.sid,
            return_carrier=refund.company_name,
        )
    except ValidationError as exc:
        raise Malformed(f"after-sale {refund.refund_id}: {places(exc)}") from None


def _answer_by(refund: Refund) -> datetime | None:
    timeout = refund.refund_remind_timeout
    is_ours = refund.status in OUR_TURN and timeout.exist_timeout in YES
    return timeout.timeout if is_ours else None


def _kind(refund: Refund) -> AfterSaleKind:
    told = refund.dispute_type
    if not told:
        # Older cases carry only this mark.
        told = "REFUND_AND_RETURN" if refund.has_good_return in YES else REFUND
    if told == REFUND and refund.order_status in UNSHIPPED:
        return AfterSaleKind.REFUND_UNSHIPPED
    return KIND.get(told, AfterSaleKind.UNKNOWN)


def _unknown(refund: Refund) -> Iterator[str]:
    if refund.dispute_type and refund.dispute_type not in KIND:
        yield f"dispute_type={refund.dispute_type}"
    if refund.status not in STATUS:
        yield f"status={refund.status}"
