"""What the seller's policies say of a case, as buyers and the team read it."""

from collections.abc import Iterable

from hedan.domain.policies import Judgement
from hedan.settings import ReturnPolicy
from hedan.texts import Language, say
from hedan.texts.words import moment


def policy_in_words(
    language: Language, judgement: Judgement, policies: Iterable[ReturnPolicy], time_zone: str
) -> str:
    """Return what a judgement means, with the policy's own reason. time_zone: the store's."""
    policy = next((one for one in policies if one.id == judgement.policy), None)
    if policy is None or judgement.freight is None:
        return say(language, "case.policy.none")
    how = "fits" if judgement.fits else "photos" if judgement.is_in_time else "late"
    return say(
        language,
        f"case.policy.{how}",
        reason=policy.zh if language == "zh" else policy.en,
        freight=say(language, f"case.freight.{judgement.freight}"),
        photos=judgement.photos_missing,
        until=moment(judgement.asked_by, time_zone) if judgement.asked_by else "",
    )
