"""The signature against vectors that other implementations agreed on, and what it signs."""

import subprocess
import sys
from typing import Any

import pytest

from hedan.platforms.pinduoduo.signature import sign_call, texts
from tests.platforms.pinduoduo import vectors

CALLS = [pytest.param(vector, id=vector["name"]) for vector in vectors()]


@pytest.mark.parametrize("vector", CALLS)
def test_a_call_is_signed_as_the_vectors_say(vector: dict[str, Any]) -> None:
    assert sign_call(vector["client_secret"], vector["params"]) == vector["sign"]


@pytest.mark.parametrize("vector", CALLS)
def test_a_changed_call_is_signed_differently(vector: dict[str, Any]) -> None:
    for name in vector["params"]:
        forged = {**vector["params"], name: vector["params"][name] + "0"}
        assert sign_call(vector["client_secret"], forged) != vector["sign"]
    assert sign_call(vector["client_secret"] + "0", vector["params"]) != vector["sign"]


@pytest.mark.parametrize("vector", CALLS)
def test_the_signature_itself_and_the_order_take_no_part(vector: dict[str, Any]) -> None:
    backwards = dict(reversed([*vector["params"].items(), ("sign", "whatever")]))
    assert sign_call(vector["client_secret"], backwards) == vector["sign"]


def test_parameters_are_spelt_as_the_platform_reads_them() -> None:
    assert texts(
        {
            "flag": True,
            "other": False,
            "page": 1,
            "big": 7300000000000000001,
            "note": "加急 & 易碎",
            "list": [{"order_sn": "260928-1", "n": 2}],
            "absent": None,
            "empty": "",
            "half": "a\ud83d",
        }
    ) == {
        "flag": "true",
        "other": "false",
        "page": "1",
        "big": "7300000000000000001",
        "note": "加急 & 易碎",
        "list": '[{"order_sn":"260928-1","n":2}]',
        "half": "a?",
    }


@pytest.mark.parametrize("value", [1.5, object(), {1, 2}])
def test_what_has_no_agreed_spelling_is_never_sent(value: object) -> None:
    with pytest.raises(TypeError):
        texts({"value": value})


def test_the_signature_is_light() -> None:
    code = (
        "import sys; import hedan.platforms.pinduoduo.signature; "
        "sys.exit(bool({'pydantic', 'urllib3', 'boto3', 'botocore'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": "shared"})
