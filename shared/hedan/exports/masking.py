"""A receiver as a person may see them: sheets of some platforms are clear, of others masked.

What is shown matches the masks that the platforms' own APIs give; the clear text stays nowhere
but in the uploaded file, which passes.
"""

import re
from collections.abc import Callable

MASK = "*"
HIDDEN = "***"
NAME_SHOWN = 1
PHONE_SHOWN = 4
DETAIL_SHOWN = 2
MASKED_PART = "**"
MASKED_DETAIL = "****"
# How the platforms' cipher texts begin; nobody can read them.
_CIPHER = re.compile(r"(?:##|\$\$|~|\$).{4,}")


def masked_name(text: str) -> str:
    """Return the first character and no more."""
    return _masked(text, lambda clear: clear[:NAME_SHOWN] + MASKED_PART)


def masked_phone(text: str) -> str:
    """Return the last digits, as people tell numbers apart."""
    return _masked(text, lambda clear: MASK * 7 + clear[-PHONE_SHOWN:])


def masked_detail(text: str) -> str:
    """Return the beginning of a street address."""
    return _masked(text, lambda clear: clear[:DETAIL_SHOWN] + MASKED_DETAIL)


def _masked(text: str, mask: Callable[[str], str]) -> str:
    if not text or MASK in text:
        return text  # The platform has masked it already.
    return HIDDEN if _CIPHER.fullmatch(text) else mask(text)
