"""What the two kitchen factories of the local run ship: the parcel plan is shown with it.

The codes are those of settings.yaml, where shares, packages, limits and gifts stand.
"""

from typing import Final

from infra.local.doudian import Item
from infra.local.simulated.trade import Goods

BY_HAND, BY_ITSELF = "factory-e", "factory-f"
# Their waves are begun by the parcels' scenes, or by themselves: see parcel_day.py.
KITCHENS: Final = frozenset({BY_HAND, BY_ITSELF})
ORDERS_AT_ONCE = 4  # So many of them factory-f takes without waiting for a cut-off.

SPOON = Item("SPOON-6", "示例勺子", 1, 2900)
FORK = Item("FORK-6", "示例叉子", 1, 2700)
KNIFE = Item("KNIFE-3", "示例刀具", 1, 8900)  # A stone comes with it, says a rule.
BOARD = Item("BOARD-OAK", "示例砧板", 1, 21000)  # So much that a ladder of bags begins.
TRAY = Item("TRAY-OAK", "示例托盘", 1, 6500)
LID = Item("LID-GLASS", "示例锅盖", 1, 3900)
WOK = Item("PAN-WOK", "示例炒锅", 1, 15900)
POT = Item("POT-SOUP", "示例汤锅", 1, 13900)  # With the wok it is too much for a parcel.
OIL = Item("OIL-PEANUT", "示例花生油", 2, 6900)  # Liquid: it travels with its own kind.
RUG = Item("RUG-ART", "示例地垫", 1, 4900)  # Both factories make it, half and half.
CODE = Goods("CODE-GAME", "示例兑换码", 1, 5000, virtual=True)

MAT, STONE = "GIFT-MAT", "GIFT-STONE"
SMALL_BAG, LARGE_BAG = "GIFT-BAG-S", "GIFT-BAG-L"
BUBBLE, CARTON, MANUAL = "BUBBLE", "CARTON", "MANUAL"
