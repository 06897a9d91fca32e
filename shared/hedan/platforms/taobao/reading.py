"""Reads one trade: by its number, with every field that the mapping looks at."""

from hedan.errors import OrderGone, PlatformRejected
from hedan.platforms.taobao.answers import Answer
from hedan.platforms.taobao.client import TaobaoApi
from hedan.platforms.taobao.options import Options

READ_TRADE = "taobao.trade.fullinfo.get"
# The oaid comes only to whoever asks for all of receiver_name, receiver_address, created,
# receiver_mobile and receiver_phone.
TRADE_FIELDS = ",".join(
    (
        "tid,type,status,step_trade_status,shipping_type,created,pay_time,modified",
        "payment,post_fee,buyer_open_uid,buyer_message,seller_memo,seller_flag,oaid",
        "receiver_name,receiver_mobile,receiver_phone,receiver_address,receiver_country",
        "receiver_state,receiver_city,receiver_district,receiver_town,receiver_zip",
        "delivery_time,consign_interval,is_sh_ship,top_hold,team_buy_hold,share_group_hold",
        "step_paid_fee,invoice_name,invoice_kind,logistics_infos",
        "ofp_hold,forbid_consign,rx_audit_status,logistics_agreement,promotion_details,orders",
    )
)
# The facts name no code for "no such trade"; this one is known from memory, the options add more.
GONE_SUB_CODES = frozenset({"isv.trade-not-exist"})


def read_trade(api: TaobaoApi, options: Options, order_id: str) -> Answer:
    """Return what the platform tells of a trade. Raises also OrderGone."""
    try:
        return api.call(
            READ_TRADE,
            {"fields": TRADE_FIELDS, "tid": order_id, "include_oaid": options.include_oaid},
        )
    except PlatformRejected as refused:
        # isv.trade-not-exist:invalid-tid — what follows the colon only explains.
        name = refused.sub_code.partition(":")[0]
        if name in GONE_SUB_CODES | options.gone_sub_codes:
            raise OrderGone(f"order {order_id}: {refused}") from refused
        raise
