"""Who hears of what a platform took and does not show, or keeps as it was."""

from collections.abc import Mapping
from datetime import datetime

from hedan.domain.base import OrderKey
from hedan.domain.events import EventKind
from hedan.errors import PlatformRejected
from hedan.notices import correction_refused, more_numbers_kept, number_unseen
from hedan.notices.notice import Notice
from hedan.ports import Desk, Notices
from hedan.settings import Settings


def follow_uploads(
    kind: EventKind,
    facts: Mapping[str, str],
    *,
    desk: Desk,
    notices: Notices,
    settings: Settings,
) -> None:
    """Tell the owner. Nobody hears of a number that has appeared since."""
    parcel = desk.parcels([facts["parcel"]])[facts["parcel"]]
    order = OrderKey.parse(facts["order"])
    store, supplier = settings.store(order.store), settings.supplier(parcel.supplier)
    language = settings.language
    notice: Notice
    match kind:
        case EventKind.PARCEL_UNSEEN if parcel.visible_at is None:
            told = facts["correct_until"]
            until = datetime.fromisoformat(told) if told else None
            notice = number_unseen(
                parcel,
                order,
                facts["why"],
                until,
                store=store,
                supplier=supplier,
                language=language,
            )
        case EventKind.MORE_NUMBERS_KEPT:
            numbers = facts["numbers"].split(",")
            notice = more_numbers_kept(
                parcel, order, numbers, store=store, supplier=supplier, language=language
            )
        case EventKind.NUMBER_CHANGE_REFUSED:
            refused = PlatformRejected(
                facts["code"], facts["sub_code"], facts["message"], facts["log_id"]
            )
            notice = correction_refused(
                parcel,
                order,
                (facts["old_number"], facts["number"]),
                refused,
                store=store,
                supplier=supplier,
                language=language,
            )
        case _:
            return
    notices.publish(notice)
