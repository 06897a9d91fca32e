"""Where a place is: which city lies in which province, and whether a region covers an address.

People write a place with and without what it is called officially: 浙江 and 浙江省, 延边 and
延边朝鲜族自治州. Masked parts tell nothing and are never found wrong.
"""

import re
from collections.abc import Collection
from enum import Enum, auto
from functools import cache, lru_cache

from hedan.domain.checks.division_data import CITIES
from hedan.domain.orders import Receiver

HOME = frozenset({"", "CN"})
MASK = "*"
_RANKS = re.compile(r"((维吾尔|壮族|回族)?自治区|特别行政区|省|市|地区|盟|州|县)$")
_PEOPLES = "(藏|羌|彝|白|傣|回|壮|苗|侗|黎|朝鲜|土家|布依|蒙古|哈尼|景颇|傈僳|哈萨克|柯尔克孜)族?"
_AUTONOMOUS = re.compile(rf"({_PEOPLES})+自治[州县]$")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
# What stands in the place of a city where a province has none above its counties.
_NO_CITY = re.compile(r"直辖|^市辖区$|^郊?县$")


class Lies(Enum):
    """What the table of divisions says about a city in a province."""

    WELL = auto()
    NO_SUCH_PROVINCE = auto()
    NO_SUCH_CITY = auto()
    ELSEWHERE = auto()


@lru_cache(maxsize=4096)
def lies(province: str, city: str) -> Lies:
    """Tell whether a city lies in a province, as far as both can be read and are in Chinese."""
    if not _is_readable(province):
        return Lies.WELL
    if _short(province) not in _table():
        return Lies.NO_SUCH_PROVINCE
    inside = _table()[_short(province)]
    if not _is_readable(city) or _NO_CITY.search(city) or _is_one_of(city, inside):
        return Lies.WELL
    if any(_is_one_of(city, cities) for cities in _table().values()):
        return Lies.ELSEWHERE
    # Where the province is the city, the second level is written in many ways.
    return Lies.WELL if inside == {_short(province)} else Lies.NO_SUCH_CITY


def covering(regions: Collection[str], receiver: Receiver) -> str:
    """Return the first of these regions that covers an address, or nothing.

    A region is a country by its letters, or a province, a city or a district by name, with or
    without what it lies in: US, 新疆, 广东省深圳市, 深圳.
    """
    if not regions:
        return ""
    names = _names(receiver.country, receiver.province, receiver.city, receiver.district)
    return next((region for region in regions if _plain(region) in names), "")


@lru_cache(maxsize=4096)
def _names(country: str, *steps: str) -> frozenset[str]:
    known = [_plain(step) for step in steps if step.strip() and MASK not in step]
    chains = {"".join(known[start:end]) for start in range(3) for end in range(start + 1, 4)}
    return frozenset(name for name in (*chains, country.strip().casefold()) if name)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """Return a name of one or several steps without the words for their ranks."""
    without = re.sub(r"(维吾尔|壮族|回族)?自治区|特别行政区|[省市]", "", text.strip())
    return (without or text.strip()).casefold()


def _is_readable(text: str) -> bool:
    return MASK not in text and bool(_CHINESE.search(text))


def _short(name: str) -> str:
    """Return a name without its rank and without the people that an autonomous place is of."""
    bare = name.strip()
    short = _RANKS.sub("", _AUTONOMOUS.sub("", bare))
    return short if len(short) > 1 else bare


def _is_one_of(city: str, cities: frozenset[str]) -> bool:
    return _short(city) in cities


@cache
def _table() -> dict[str, frozenset[str]]:
    """Return the short names of each province's cities; one without cities is its own."""
    return {
        _short(province): frozenset(map(_short, cities.split() or [province]))
        for province, cities in CITIES.items()
    }
