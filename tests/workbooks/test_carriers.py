"""What suppliers write for a carrier, and what we make of it."""

import pytest

from hedan.domain.parcels import Tracking
from hedan.domain.tracking_numbers import CheckDigit
from hedan.settings import CarrierSettings
from hedan.settings.supplying import CarrierName
from hedan.workbooks.carriers import Unrecognised, recognise
from tests.workbooks.samples import CARRIERS

SF, ZTO = "SF1234567890123", "73123456789012"


@pytest.mark.parametrize(
    ("carrier", "number", "code"),
    [
        ("顺丰速运", SF, "sf"),
        ("顺丰", SF, "sf"),
        (" ＳＦ　express ", "sf1234567890123", "sf"),
        ("sf-express", "SF 1234567890123", "sf"),
        ("sf", SF, "sf"),
        ("中 通", ZTO, "zto"),
    ],
)
def test_a_carrier_is_known_by_each_of_its_names(carrier: str, number: str, code: str) -> None:
    number_on_label = SF if code == "sf" else ZTO
    assert recognise(carrier, number, CARRIERS) == Tracking(carrier=code, number=number_on_label)


@pytest.mark.parametrize(
    ("carrier", "number", "code", "likely"),
    [
        ("", SF, "CARRIER_MISSING", ("顺丰速运",)),
        ("", "12", "CARRIER_MISSING", ()),
        ("顺丰", "", "NUMBER_MISSING", ()),
        ("顺丰", ZTO, "NUMBER_PATTERN", ("中通快递",)),
        ("顺丰", "SF12", "NUMBER_PATTERN", ()),
        ("顺丰", f"{SF}9", "NUMBER_PATTERN", ()),
        ("中通快运", ZTO, "CARRIER_UNKNOWN", ("中通快递",)),
        (SF, "顺丰", "SWAPPED", ("顺丰速运",)),
        ("老王的车", "12", "CARRIER_UNKNOWN", ()),
    ],
)
def test_what_is_not_certain_is_not_taken(
    carrier: str, number: str, code: str, likely: tuple[str, ...]
) -> None:
    found = recognise(carrier, number, CARRIERS)
    assert isinstance(found, Unrecognised)
    assert (found.code, found.likely) == (code, likely)
    for language in ("zh", "en"):
        message = found.message(language)
        assert "{" not in message
        assert all(name in message for name in likely)


def test_a_name_of_two_carriers_is_asked_about() -> None:
    both = (CARRIERS[0], CARRIERS[1].but(aliases=("顺丰",)))
    found = recognise("顺丰", SF, both)
    assert isinstance(found, Unrecognised)
    assert found.code == "CARRIER_AMBIGUOUS"
    assert "顺丰速运、中通快递" in found.message("zh")


# --- Each supplier's own names, and what a number says of itself ----------------------------------

OWN = (CarrierName(supplier="factory-a", carrier="zto", name="老张快递"),)


def test_a_supplier_s_own_name_of_a_carrier_counts_before_everybody_s() -> None:
    found = recognise("老张快递", ZTO, CARRIERS, OWN)
    assert found == Tracking(carrier="zto", number=ZTO)
    mine = (CarrierName(supplier="factory-a", carrier="zto", name="顺丰"),)
    assert recognise("顺丰", ZTO, CARRIERS, mine) == Tracking(carrier="zto", number=ZTO)


def test_a_supplier_s_own_name_is_nobody_else_s() -> None:
    found = recognise("老张快递", ZTO, CARRIERS)
    assert isinstance(found, Unrecognised)
    assert (found.code, found.likely) == ("CARRIER_UNKNOWN", ("中通快递",))


SHAPED = (
    CARRIERS[0].but(number_pattern=r"[A-Z0-9]+", prefixes=("SF", "YD"), lengths=(12, 15)),
    CARRIERS[1].but(number_pattern=r"[A-Z0-9]+", prefixes=("78",), lengths=(14,)),
    CarrierSettings(
        code="ems",
        name="邮政EMS",
        number_pattern=r"[A-Z]{2}\d{9}[A-Z]{2}",
        check_digit=CheckDigit.S10,
    ),
)


@pytest.mark.parametrize(
    ("carrier", "number", "code", "likely"),
    [
        ("顺丰", "SF1234567890123", "", ()),
        ("顺丰", "YD1234567890", "", ()),
        ("顺丰", "78001122334455", "NUMBER_PATTERN", ("中通快递",)),
        ("顺丰", "SF12345678901", "NUMBER_PATTERN", ()),
        ("邮政EMS", "rr473124829fi", "", ()),
        ("邮政EMS", "RR473124828FI", "NUMBER_CHECK", ()),
    ],
)
def test_pn45_a_number_must_be_its_carrier_s_by_prefix_length_and_check_digit(
    carrier: str, number: str, code: str, likely: tuple[str, ...]
) -> None:
    found = recognise(carrier, number, SHAPED)
    if not code:
        assert found == Tracking(carrier=recognised(carrier), number=number.upper())
        return
    assert isinstance(found, Unrecognised)
    assert (found.code, found.likely) == (code, likely)
    assert all(name in found.message("zh") for name in likely)


def recognised(name: str) -> str:
    return {"顺丰": "sf", "邮政EMS": "ems"}[name]


def test_pn51_number_and_carrier_in_each_other_s_field_are_told_and_not_turned_round() -> None:
    found = recognise("RR473124829FI", "邮政EMS", SHAPED)
    assert isinstance(found, Unrecognised)
    assert (found.code, found.likely) == ("SWAPPED", ("邮政EMS",))
    assert "填反" in found.message("zh")
    # A carrier's name in the field of numbers, and no number beside it: nothing is swapped.
    found = recognise("中通", "顺丰", SHAPED)
    assert isinstance(found, Unrecognised)
    assert found.code == "NUMBER_PATTERN"
