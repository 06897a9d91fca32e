"""Invented buyers, receivers and goods for a day of trade, the same for the same seed.

Names are put together from common parts, phone numbers start with digits that no operator has
given out, street numbers are made up: nobody is meant.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from infra.local.doudian.model import Item, Place, Receiver

_FAMILY_NAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
_GIVEN_NAMES = ("晓雨", "子墨", "佳怡", "浩然", "思远", "梦瑶", "建国", "丽娟", "一凡", "雅琴")
_REMARKS = ("", "", "", "", "麻烦尽快发货", "放门口就行", "周末在家", "不要放驿站")

# province, city, town, street, each with the code of its administrative division
_REGIONS = (
    ("浙江省:330000", "杭州市:330100", "滨江区:330108", "长河街道:330108003"),
    ("江苏省:320000", "南京市:320100", "鼓楼区:320106", "湖南路街道:320106004"),
    ("广东省:440000", "深圳市:440300", "南山区:440305", "粤海街道:440305007"),
    ("四川省:510000", "成都市:510100", "武侯区:510107", "玉林街道:510107007"),
    ("湖北省:420000", "武汉市:420100", "江汉区:420103", "民族街道:420103001"),
    ("山东省:370000", "青岛市:370200", "市南区:370202", "香港中路街道:370202010"),
    ("陕西省:610000", "西安市:610100", "雁塔区:610113", "小寨路街道:610113001"),
    ("福建省:350000", "厦门市:350200", "思明区:350203", "莲前街道:350203009"),
)
_ESTATES = ("云栖花园", "星河里", "翠微苑", "望江公寓", "青禾小区", "松涛雅居")

# code, name, spec, price in fen
_GOODS = (
    ("CUP-RED-01", "示例保温杯", (("颜色", "红"),), 5990),
    ("CUP-BLUE-01", "示例保温杯", (("颜色", "蓝"),), 5990),
    ("TEA-LJ-250", "示例龙井茶", (("净含量", "250克"),), 12800),
    ("TOWEL-3", "示例毛巾", (("件数", "3条"),), 3990),
    ("LAMP-USB", "示例台灯", (("供电", "USB"),), 8900),
    ("SOCK-M-5", "示例棉袜", (("尺码", "M"), ("件数", "5双")), 2590),
    ("NOODLE-6", "示例拌面", (("口味", "麻酱"), ("件数", "6袋")), 4580),
    ("SOAP-OAT", "示例燕麦皂", (("香型", "燕麦"),), 1990),
)


@dataclass(frozen=True)
class Buyer:
    """Somebody who orders, and where the parcels go."""

    buyer: str
    receiver: Receiver


class People:
    """A seeded source of people and carts. Not safe for several threads at once."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"people:{seed}")
        self._count = 0

    def buyer(self) -> Buyer:
        """A new buyer with an address of their own."""
        self._count += 1
        return Buyer(f"buyer-{self._count:05d}", self.receiver())

    def receiver(self) -> Receiver:
        """A new name, phone and address."""
        places = [Place(*step.split(":")) for step in self._random.choice(_REGIONS)]
        province, city, town, street = places
        return Receiver(
            name=self._name(),
            tel=f"10{self._random.randrange(10**9):09d}",
            province=province,
            city=city,
            town=town,
            street=street,
            detail=self._detail(),
        )

    def moved(self, receiver: Receiver) -> Receiver:
        """The same person at another address, for a change of address."""
        other = self.receiver()
        return replace(other, name=receiver.name, tel=receiver.tel)

    def cart(self, lines_max: int = 3) -> list[Item]:
        """One to so many different goods, at times with a discount."""
        chosen = self._random.sample(_GOODS, self._random.randint(1, min(lines_max, len(_GOODS))))
        return [self._item(*goods) for goods in chosen]

    def remark(self) -> str:
        """What a buyer writes; mostly nothing."""
        return self._random.choice(_REMARKS)

    def _item(self, code: str, name: str, spec: Sequence[tuple[str, str]], price_fen: int) -> Item:
        return Item(
            code=code,
            name=name,
            quantity=self._random.choice((1, 1, 1, 2, 3)),
            unit_price_fen=price_fen,
            shop_discount_fen=self._random.choice((0, 0, 300, 500)),
            platform_discount_fen=self._random.choice((0, 0, 0, 200)),
            spec=tuple(spec),
        )

    def _name(self) -> str:
        return self._random.choice(_FAMILY_NAMES) + self._random.choice(_GIVEN_NAMES)

    def _detail(self) -> str:
        block, door = self._random.randint(1, 30), self._random.randint(101, 3204)
        return f"{self._random.choice(_ESTATES)}{block}幢{door}室"


def goods() -> tuple[Item, ...]:
    """Everything on sale, one piece each: the codes that a SKU map must know."""
    return tuple(Item(code, name, 1, price, spec=spec) for code, name, spec, price in _GOODS)
