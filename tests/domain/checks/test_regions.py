"""The table of divisions: what lies where, however it is written; and what a region covers."""

import pytest

from hedan.domain.checks.division_data import CITIES
from hedan.domain.checks.receivers import receiver_doubtful
from hedan.domain.checks.regions import Lies, covering, lies
from tests.domain.builders import RECEIVER, make_order
from tests.domain.checks.builders import see


def test_the_table_has_every_province_and_the_prefectures() -> None:
    assert len(CITIES) == 34
    assert {name for name, cities in CITIES.items() if not cities} == {
        "北京市",
        "天津市",
        "上海市",
        "重庆市",
        "香港特别行政区",
        "澳门特别行政区",
        "台湾省",
    }
    assert sum(len(cities.split()) for cities in CITIES.values()) > 700


@pytest.mark.parametrize(
    ("province", "cities"), [(name, cities) for name, cities in CITIES.items() if cities]
)
def test_every_city_lies_in_its_province(province: str, cities: str) -> None:
    assert {lies(province, city) for city in cities.split()} == {Lies.WELL}


@pytest.mark.parametrize(
    ("province", "city", "expected"),
    [
        ("浙江省", "杭州市", Lies.WELL),
        ("浙江", "杭州", Lies.WELL),
        ("吉林省", "延边州", Lies.WELL),
        ("新疆", "石河子市", Lies.WELL),
        ("海南省", "白沙黎族自治县", Lies.WELL),
        ("湖北省", "省直辖县级行政区划", Lies.WELL),
        ("北京", "朝阳区", Lies.WELL),
        ("上海市", "市辖区", Lies.WELL),
        ("台湾省", "台北市", Lies.WELL),
        ("CN11", "Beijing", Lies.WELL),  # In the platform's own letters.
        ("浙*", "杭州市", Lies.WELL),
        ("浙江省", "杭*", Lies.WELL),
        ("", "杭州市", Lies.WELL),  # Incomplete: that is another finding.
        ("浙江省", "", Lies.WELL),
        ("广东省", "杭州市", Lies.ELSEWHERE),
        ("北京市", "天津市", Lies.ELSEWHERE),
        ("浙江省", "杭洲市", Lies.NO_SUCH_CITY),
        ("吉林省", "杭洲市", Lies.NO_SUCH_CITY),
        ("浙省", "杭州市", Lies.NO_SUCH_PROVINCE),
    ],
)
def test_places_as_people_write_them(province: str, city: str, expected: Lies) -> None:
    assert lies(province, city) is expected


@pytest.mark.parametrize(
    ("region", "covers"),
    [
        ("浙江", True),
        ("浙江省", True),
        ("浙江省杭州市", True),
        ("浙江杭州", True),
        ("杭州", True),
        ("杭州市滨江区", True),
        ("浙江省杭州市滨江区", True),
        ("浙", False),
        ("江省杭州", False),
        ("宁波", False),
        ("US", False),
        ("", False),
    ],
)
def test_a_region_covers_whole_steps_only(region: str, covers: bool) -> None:
    assert covering([region], RECEIVER) == (region if covers else "")


@pytest.mark.parametrize("region", ["新疆", "新疆维吾尔自治区"])
@pytest.mark.parametrize("province", ["新疆", "新疆维吾尔自治区"])
def test_a_province_has_two_names(region: str, province: str) -> None:
    assert covering([region], RECEIVER.but(province=province)) == region


def test_a_country_is_a_region() -> None:
    assert covering(["RU", "es"], RECEIVER.but(country="ES", province="Madrid")) == "es"


@pytest.mark.parametrize(
    "phone",
    [
        "13900001234",
        "139 0000 1234",
        "+8613900001234",
        "013900001234",
        "17000001234-0123",
        "13900001234转5678",
        "0571-87654321",
        "0571-87654321-8001",
        "(010)87654321",
        "400-800-1234",
        "4008001234",
        "139****1234",
        "*******",
        "#ab12cd#",
        "$xyZ=$",
        "",
    ],
)
def test_phones_that_may_be_right(phone: str) -> None:
    assert list(receiver_doubtful(see(make_order(receiver=RECEIVER.but(phone=phone))))) == []


@pytest.mark.parametrize("phone", ["1390000123", "139000012345", "87654321", "无", "1"])
def test_phones_that_nobody_can_call(phone: str) -> None:
    (found,) = receiver_doubtful(see(make_order(receiver=RECEIVER.but(phone=phone))))
    assert found.evidence == "receiver: phone of a shape that no number has"


@pytest.mark.parametrize(
    ("phone", "passes"), [("+34 612345678", True), ("87654321", True), ("12", False)]
)
def test_abroad_numbers_have_other_shapes(phone: str, passes: bool) -> None:
    receiver = RECEIVER.but(country="ES", province="Madrid", city="Madrid", phone=phone)
    assert (list(receiver_doubtful(see(make_order(receiver=receiver)))) == []) is passes
