"""Which message topics Taobao's queue (TMC) carries, and what each is about. Data only."""

from typing import Literal

type Kind = Literal["order", "after_sale", "other"]

_TRADE = """
    TradeCreate TradeModifyFee TradeCloseAndModifyDetailOrder TradeClose TradeBuyerPay
    TradeBuyerStepPay TradeBuyerPaySubOut TradeSellerShip TradePartlySellerShip
    TradeDelayConfirmPay TradePartlyRefund TradePartlyConfirmPay TradeSuccess TradeTimeoutRemind
    TradeRated TradeMemoModified TradeLogisticsAddressChanged TradeChanged TradeAlipayCreate
    AdvanceDisburse TradePeriodSuccess OrderSkuChanged
"""
_REFUND = """
    RefundCreated RefundSellerAgreeAgreement RefundSellerRefuseAgreement
    RefundBuyerModifyAgreement RefundBuyerReturnGoods RefundCreateMessage RefundBlockMessage
    RefundTimeoutRemind RefundClosed RefundSuccess TaobaoInterApplied TaobaoIntervened
"""
# The platform writes of "Reshipping*" without naming them all: see RESHIPPING.
_DISPUTE = """
    RefundCreated RefundSuccess RefundPriceProtect ExchangeAgree ExchangeClosed
    ExchangeSellerConfirmed ExchangeTurnToRefund ExchangeSuccess ExchangeModified
    ExchangeSellerGoodsConsigned NegotiationApply NegotiationAgreed NegotiationRefused
    PostageRefundApplied PostageRefundSuccess TaobaoInterApplied
"""
# Known, and nothing that an order or a case must be read for.
_OTHER = """
    taobao_logistics_LogsticDetailTrace taobao_logistics_Accept
    taobao_logistics_PackageExceptionCreate taobao_logistics_PackageExceptionOff
    taobao_item_ItemStockChanged taobao_item_ItemAdd taobao_item_ItemUpshelf
    taobao_item_ItemDownshelf taobao_item_ItemDelete taobao_item_ItemUpdate
    taobao_item_ItemZeroStock taobao_item_ItemSkuZeroStock taobao_inventory_LowQuantityWarning
    taobao_traderate_ImprBadTag
"""
RESHIPPING = "taobao_dispute_Reshipping"

KINDS: dict[str, Kind] = {
    **{f"taobao_trade_{name}": "order" for name in _TRADE.split()},
    # How a change of address or SKU ended: the order shows the rest.
    "taobao_modifyaddress_ResultNotify": "order",
    "taobao_modifysku_ResultNotify": "order",
    **{f"taobao_refund_{name}": "after_sale" for name in _REFUND.split()},
    **{f"taobao_dispute_{name}": "after_sale" for name in _DISPUTE.split()},
    **dict.fromkeys(_OTHER.split(), "other"),
}


def kind_of(topic: str) -> Kind | None:
    """Return what a topic is about, None for one that nobody told us of."""
    if topic.startswith(RESHIPPING):
        return "after_sale"
    return KINDS.get(topic)
