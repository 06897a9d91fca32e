"""Who calls: what the gateway's authorizer verified of the token, and the language asked for."""

from collections.abc import Mapping
from typing import Any

from hedan.domain.people import Person, known_roles
from hedan.texts import Language

GROUPS_CLAIMS = ("cognito:groups", "groups")  # The pool's, and what other providers call it.
NAME_CLAIMS = ("username", "preferred_username")


class NotSignedIn(Exception):
    """No verified token came with the call: only a mistake in the template lets this happen."""


def caller(event: Mapping[str, Any]) -> Person:
    """Return who calls, from the claims that the gateway verified.

    Raises NotSignedIn without them, and for an identity token: it says who somebody is, not what
    they may do, and is meant for the program that asked for it. The gateway takes both.
    """
    authorizer = event.get("requestContext", {}).get("authorizer") or {}
    claims: Mapping[str, Any] = (authorizer.get("jwt") or {}).get("claims") or {}
    if not claims.get("sub") or claims.get("token_use", "access") != "access":
        raise NotSignedIn
    sub = str(claims["sub"])
    name = next((str(claims[one]) for one in NAME_CLAIMS if claims.get(one)), sub)
    groups = next((claims[one] for one in GROUPS_CLAIMS if claims.get(one)), ())
    return Person(sub=sub, name=name, roles=known_roles(_names(groups)))


def language(event: Mapping[str, Any]) -> Language:
    """Return the first of our languages that the caller names; Chinese when it names none."""
    wanted = event.get("headers", {}).get("accept-language", "")
    for part in wanted.split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith("en"):
            return "en"
        if tag.startswith("zh"):
            return "zh"
    return "zh"


def _names(groups: object) -> list[str]:
    """Read the groups of a token; the gateway writes a list as one text: "[owner operator]"."""
    if isinstance(groups, str):
        return groups.strip("[]").replace(",", " ").split()
    return [str(one) for one in groups] if isinstance(groups, list) else []
