"""What the odd store of the local run sells, and who buys there: the odd orders are made of it.

The codes are those of settings.yaml, where each of them is odd in its own way.
"""

from dataclasses import replace

from infra.local.doudian import Item, Place, Receiver

BOWL = Item("BOWL-4", "示例饭碗", 1, 6000)
PLATE = Item("PLATE-2", "示例盘子", 1, 4000)
UNMAPPED = Item("BOWL-4-2026", "示例饭碗", 1, 6000)  # Known once the settings are published anew.
OFF_SALE = Item("VASE-OLD", "示例花瓶", 1, 9900)
SOLD_TOO_LOW = Item("VASE-MIN", "示例花瓶", 1, 100)  # The settings want 5000 at least.
NO_MARGIN = Item("VASE-COST", "示例花瓶", 1, 5200)  # Costs 5000.
LAST_JAR = Item("JAR-LAST", "示例罐子", 1, 3300)  # One is on hand.
NO_JAR = Item("JAR-NONE", "示例罐子", 1, 3300)  # None is.
CLOCK = Item("CLOCK-1", "示例挂钟", 1, 7700)  # Never merged, says a rule.
POSTER = Item("POSTER-XL", "示例海报", 1, 4500)  # By Shunfeng and with a card, says a rule.
STOOL = Item("STOOL-OAK", "示例木凳", 1, 15900)  # Another supplier ships it, says a rule.
GLASSES = Item("GLASS-6", "示例玻璃杯", 1, 5600)  # Travels alone, says a rule.
COUPON = Item("COUPON-50", "示例礼品卡", 1, 5000, goods_type=1)
# Two kinds of parts that cost the same, and a price that no two can share evenly.
TABLE_SET = Item("SET-TABLE", "示例餐具套装", 3, 3333)
SET_WITH_OLD = Item("SET-VASES", "示例花瓶套装", 1, 12900)
SET_OF_TWO_MAKERS = Item("SET-TEA", "示例茶具套装", 1, 16800)

CARD = "CARD-THANKS"
LATER_LISTING = UNMAPPED.code

BLOCKED_BUYER = "buyer-blocked"

_XINJIANG = (
    "新疆维吾尔自治区:650000",
    "乌鲁木齐市:650100",
    "天山区:650102",
    "燕儿窝街道:650102007",
)
_TIBET = ("西藏自治区:540000", "拉萨市:540100", "城关区:540102", "吉崩岗街道:540102003")
_CANTON = Place("广州市", "440100")


def in_xinjiang(receiver: Receiver) -> Receiver:
    """The same person where the supplier does not ship to."""
    return _moved(receiver, _XINJIANG)


def in_tibet(receiver: Receiver) -> Receiver:
    """The same person where a rule takes no orders from."""
    return _moved(receiver, _TIBET)


def in_no_such_city(receiver: Receiver) -> Receiver:
    """The same person in a city of another province."""
    zhejiang = Place("浙江省", "330000")
    return replace(receiver, province=zhejiang, city=_CANTON)


def without_phone(receiver: Receiver) -> Receiver:
    """The same person without a number that a carrier could call."""
    return replace(receiver, tel="")


def _moved(receiver: Receiver, steps: tuple[str, ...]) -> Receiver:
    province, city, town, street = (Place(*step.split(":")) for step in steps)
    return replace(receiver, province=province, city=city, town=town, street=street)
