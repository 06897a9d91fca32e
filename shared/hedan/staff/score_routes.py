"""How well a supplier works, as counted last night."""

from hedan.domain.base import Frozen
from hedan.domain.people import Act
from hedan.domain.scorecards import Scorecard
from hedan.staff.fields import IdInPath
from hedan.staff.office import Here, Tongue
from hedan.staff.problems import Code, expecting
from hedan.staff.serving import Routes
from hedan.texts.scorecards import score_in_words

routes = Routes("scorecards")


class ScorecardShown(Frozen):
    """The counts, the score, and what took points off; card: null before the first night."""

    card: Scorecard | None
    because: tuple[str, ...] = ()
    score_min: int | None = None  # Below it others go first, where somebody else can ship.


@routes.serve(
    Act.READ_WAVES,
    "GET",
    "/suppliers/<supplier>/scorecard",
    summary="How well a supplier worked lately",
)
def scorecard(office: Here, tongue: Tongue, supplier: IdInPath) -> ScorecardShown:
    """Show a supplier's counts of the last 30 days, its score and what it is made of."""
    with expecting(Code.NO_SUCH_SUPPLIER):
        known = office.settings().supplier(supplier)
    card = office.desk().scorecard(known.id)
    because = tuple(score_in_words(tongue, card)) if card else ()
    return ScorecardShown(card=card, because=because, score_min=known.score_min)
