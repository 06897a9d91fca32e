"""The kinds of values that several subjects of the settings share."""

import re
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

Named = Annotated[str, StringConstraints(min_length=1)]
"""A text that must say something: an empty cell means the default, never an empty name."""
Region = Annotated[str, StringConstraints(min_length=1, max_length=64)]
"""As addresses write it: 新疆, 西藏自治区, 广东省深圳市, US."""


def _is_regex(text: str) -> str:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as wrong:
        why = {"why": str(wrong)}
        raise PydanticCustomError("bad_regex", "is no regular expression: {why}", why) from wrong
    return text


Regex = Annotated[str, StringConstraints(min_length=1), AfterValidator(_is_regex)]
