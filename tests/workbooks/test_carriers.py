"""What suppliers write for a carrier, and what we make of it."""

import pytest

from hedan.domain.parcels import Tracking
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
        (SF, "顺丰", "SWAPPED", ()),
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
