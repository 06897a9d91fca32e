"""Who works here and what they may do: one table, so that a person can check it by reading."""

from collections.abc import Iterable
from enum import StrEnum

from hedan.domain.base import Frozen, Id
from hedan.domain.findings import Post


class Role(StrEnum):
    """What somebody is for the shop. One person may have several; rights add up."""

    OWNER = "owner"
    OPERATOR = "operator"
    WAREHOUSE = "warehouse"
    READ_ONLY = "read-only"  # The bookkeeper, the partner who watches.


class Act(StrEnum):
    """What somebody can ask for."""

    SEE_SELF = "see_self"
    READ_ORDERS = "read_orders"
    READ_WHY = "read_why"
    HOLD_ORDER = "hold_order"
    RELEASE_HOLD = "release_hold"
    EDIT_ORDER = "edit_order"
    READ_BULK = "read_bulk"
    BULK_ACT = "bulk_act"
    PICK_PARCEL = "pick_parcel"
    READ_WAVES = "read_waves"
    BEGIN_WAVE = "begin_wave"
    RECALL_WORKBOOK = "recall_workbook"
    READ_RETURNS = "read_returns"
    SETTLE_RETURN = "settle_return"
    READ_BILLS = "read_bills"
    READ_CASES = "read_cases"
    WORK_CASE = "work_case"  # Notes, photos, reasons, complaints, offers within the limits.
    ANSWER_CASE = "answer_case"  # What the platform is told: agree, refuse, intercept; goods again.
    BUNDLE_EVIDENCE = "bundle_evidence"
    READ_PROOF = "read_proof"
    ANSWER_CALL = "answer_call"  # Who phoned a supplier writes down what was said.
    READ_SETTINGS = "read_settings"
    DRAFT_SETTINGS = "draft_settings"
    DRY_RUN = "dry_run"
    PUBLISH = "publish"
    ROLL_BACK = "roll_back"
    READ_APPROVALS = "read_approvals"
    APPROVE = "approve"


_OWNER = frozenset({Role.OWNER})
_OFFICE = frozenset({Role.OWNER, Role.OPERATOR})
_HANDS = frozenset({Role.OWNER, Role.OPERATOR, Role.WAREHOUSE})
_BOOKS = frozenset({Role.OWNER, Role.OPERATOR, Role.READ_ONLY})
_ALL = frozenset(Role)

# Settings show costs, blocked buyers and colleagues' numbers: the warehouse does not read them.
MAY: dict[Act, frozenset[Role]] = {
    Act.SEE_SELF: _ALL,
    Act.READ_ORDERS: _ALL,
    Act.READ_WHY: _ALL,
    Act.HOLD_ORDER: _HANDS,
    Act.RELEASE_HOLD: _HANDS,  # Which of them: see RELEASES.
    Act.EDIT_ORDER: _OFFICE,
    Act.READ_BULK: _ALL,
    Act.BULK_ACT: _OFFICE,  # Whose holds it may release: see RELEASES.
    Act.PICK_PARCEL: _HANDS,  # Who stands at the shelf sees what is short.
    Act.READ_WAVES: _ALL,
    Act.BEGIN_WAVE: _HANDS,
    Act.RECALL_WORKBOOK: _OFFICE,  # It changes what a supplier was told.
    Act.READ_RETURNS: _ALL,
    Act.SETTLE_RETURN: _HANDS,  # Who unpacks them sees what came.
    Act.READ_BILLS: _BOOKS,  # They show what goods cost.
    Act.READ_CASES: _ALL,
    Act.WORK_CASE: _HANDS,
    Act.ANSWER_CASE: _OFFICE,  # It moves money.
    Act.BUNDLE_EVIDENCE: _OFFICE,
    Act.READ_PROOF: _BOOKS,
    Act.ANSWER_CALL: _HANDS,
    Act.READ_SETTINGS: _BOOKS,
    Act.DRAFT_SETTINGS: _OFFICE,
    Act.DRY_RUN: _OFFICE,
    Act.PUBLISH: _OWNER,
    Act.ROLL_BACK: _OWNER,
    Act.READ_APPROVALS: _BOOKS,
    # The second pair of eyes: what an owner asks for, an operator can approve, so that a shop of
    # two has four eyes. Nobody approves what they asked for themselves.
    Act.APPROVE: _OFFICE,
}

# Whose holds somebody may release: those that wait for their own post, and what lies below it.
RELEASES: dict[Role, frozenset[Post]] = {
    Role.OWNER: frozenset(Post),
    Role.OPERATOR: frozenset({Post.OPERATOR, Post.WAREHOUSE, Post.NOBODY}),
    Role.WAREHOUSE: frozenset({Post.WAREHOUSE}),
    Role.READ_ONLY: frozenset(),
}


class Person(Frozen):
    """Somebody who has signed in. sub stays when a name is given to somebody else."""

    sub: Id
    name: str
    roles: frozenset[Role] = frozenset()

    def __str__(self) -> str:
        """How events and holds name who it was."""
        return f"{self.name}/{self.sub}"

    def may(self, act: Act) -> bool:
        """Tell whether one of their roles allows it."""
        return bool(self.roles & MAY[act])

    def may_release(self, post: Post) -> bool:
        """Tell whether they may end a hold that waits for this post."""
        return any(post in RELEASES[role] for role in self.roles)

    @property
    def acts(self) -> tuple[Act, ...]:
        """Everything they may do."""
        return tuple(act for act in Act if self.may(act))


def known_roles(groups: Iterable[str]) -> frozenset[Role]:
    """Return the roles among the names of groups; a group of another purpose gives no right."""
    return frozenset(Role(name) for name in groups if name in set(Role))
