"""Whatever is asked of the supplier's pages, it is the link's own supplier that answers, or nobody.

Two suppliers have everything that can be on a page. Links of every kind, good, old and spoilt, are
tried with the names of both, and with what is no name of anything.
"""

from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hedan.domain.parcels import Doubt, NumberDoubt, ParcelState, Tracking
from hedan.domain.returns import ReturnCause, ReturnedGoods, SupplierReturn
from hedan.domain.stops import Stop
from hedan.domain.workbook_files import ReturnedFile, WorkbookFile
from hedan.links import LinkPurpose, make_link_token
from hedan.ports import Change
from hedan.usecases.supplier_page.supplier_files import result_name
from tests.functions.seed import opened_world
from tests.functions.stages import SUPPLIER, WORKBOOK, bring, parcel_ids
from tests.functions.world import LINK_KEY, NOW, World

pytestmark = [
    pytest.mark.loopback,
    pytest.mark.filterwarnings("ignore:No application metrics to publish:UserWarning"),
]

OTHER = "factory-b"
# In everything of the other supplier, and in nothing of ours.
SECRET = "ZZTOP"
OURS = {"stop": "SMINE00000001", "return": "BMINE00000001", "workbook": WORKBOOK}
THEIRS = {
    "stop": f"S{SECRET}000001",
    "return": f"B{SECRET}000001",
    "workbook": f"{OTHER}-{SECRET}",
    "result": f"results/{OTHER}/{SECRET}",
}

TRIES = 50  # Each starts a function from cold.

KINDS = st.sampled_from(["workbooks", "results", "withdrawals", "returns", "stops", "..", ""])
NAMES = st.sampled_from(
    [
        *OURS.values(),
        *THEIRS.values(),
        result_name(
            ReturnedFile(file_key=THEIRS["result"], supplier=OTHER, file_name="", received_at=NOW)
        ),
        f"../{OTHER}/{SECRET}",
        f"{OTHER}/{THEIRS['workbook']}",
        "*",
    ]
)
PURPOSES: st.SearchStrategy[LinkPurpose] = st.sampled_from(["supplier", "stop", "store"])
SUBJECTS = st.sampled_from(
    [
        SUPPLIER,
        "cup-house",
        f"{SUPPLIER}_{OURS['stop']}",
        # Signed by us, but of a stop that this supplier does not have.
        f"{SUPPLIER}_{THEIRS['stop']}",
    ]
)
BODIES = st.sampled_from(
    ["", "answer=stopped", "answer=gone", "answer=label_printed", "state=received", "state=lost"]
)


class Tried(NamedTuple):
    """One call: by which link, for what."""

    purpose: LinkPurpose
    subject: str
    hours: int = 24
    generation: int = 1
    spoilt: int | None = None  # Which character of the link is another one.
    kind: str = ""
    name: str = ""
    posts: bool = False
    body: str = ""
    by_stop: bool = False

    @property
    def token(self) -> str:
        """The link as it is sent."""
        until = NOW + timedelta(hours=self.hours)
        token = make_link_token(LINK_KEY, self.purpose, self.subject, until, self.generation)
        if self.spoilt is None:
            return token
        at = self.spoilt % len(token)
        return token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]

    @property
    def is_let_in(self) -> bool:
        """Whether this link may lead anywhere at all."""
        is_good = self.spoilt is None and self.hours > 0 and self.generation == 1
        return is_good and self.purpose == ("stop" if self.by_stop else "supplier")

    @property
    def function(self) -> str:
        """Who is asked."""
        return "answer_stop" if self.by_stop else "show_supplier_page"

    @property
    def event(self) -> dict[str, Any]:
        """What the gateway would send."""
        method = "POST" if self.posts else "GET"
        route, parameters = "/s/{token}", {"token": self.token}
        if self.by_stop:
            route = "/a/{token}"
        elif self.kind:
            route = "/s/{token}/{kind}/{number}"
            parameters |= {"kind": self.kind, "number": self.name}
        path = route.format_map(parameters)
        return {
            "version": "2.0",
            "routeKey": f"{method} {route}",
            "rawPath": path,
            "rawQueryString": "",
            "headers": {"content-type": "application/x-www-form-urlencoded"},
            "pathParameters": parameters,
            "requestContext": {
                "http": {"method": method, "path": path, "sourceIp": "203.0.113.17"},
                "routeKey": f"{method} {route}",
            },
            "body": self.body,
            "isBase64Encoded": False,
        }


TRIED = st.builds(
    Tried,
    purpose=PURPOSES,
    subject=SUBJECTS,
    hours=st.sampled_from([24, 1, -1]),
    generation=st.sampled_from([1, 1, 2]),
    spoilt=st.one_of(st.none(), st.integers(0, 80)),
    kind=KINDS,
    name=NAMES,
    posts=st.booleans(),
    body=BODIES,
    by_stop=st.booleans(),
)


def both_have_everything(world: World) -> None:
    """Our supplier has a workbook that was told; each has a stop, a return, a doubt and a file."""
    bring(world, "told")
    with world.seeing() as seen:
        desk = seen.desk()
        (parcel_id,) = parcel_ids(world)
        parcel = desk.parcels([parcel_id])[parcel_id]
        file = desk.workbook(SUPPLIER, WORKBOOK)
        for supplier, names in ((SUPPLIER, OURS), (OTHER, THEIRS)):
            mark = SECRET if supplier == OTHER else "MINE"
            goods = parcel.lines[0]
            stop = Stop(
                stop_id=names["stop"],
                order=goods.key.order,
                store=parcel.store,
                supplier=supplier,
                parcel_id=f"P{mark}0000001",
                workbook=names["workbook"],
                lines=(),
                asked_at=NOW,
                seen_at=NOW,
                fenced_at=NOW,
                withdrawn_at=NOW,
            )
            back = SupplierReturn(
                return_id=names["return"],
                cause=ReturnCause.AFTER_SALE,
                supplier=supplier,
                store=parcel.store,
                order=goods.key.order,
                parcel_id=stop.parcel_id,
                workbook=names["workbook"],
                goods=(ReturnedGoods(key=goods.key, sku=mark, name=mark, quantity=1),),
                expected_since=NOW,
            )
            doubted = parcel.but(
                parcel_id=stop.parcel_id,
                supplier=supplier,
                workbook=names["workbook"],
                state=ParcelState.HELD,
                tracking=Tracking(carrier="shunfeng", number=f"SF{mark}"),
                doubts=(NumberDoubt(code=Doubt.USED_BEFORE, evidence=""),),
                version=0,
            )
            returned = ReturnedFile(
                file_key=f"uploads/{supplier}/{mark}",
                supplier=supplier,
                file_name="",
                received_at=NOW,
                result_key=f"results/{supplier}/{mark}",
                refusals=(f"K7: {mark}",),
            )
            desk.commit(Change(puts=(stop, back, doubted, returned)))
        theirs: WorkbookFile = file.but(
            number=THEIRS["workbook"],
            supplier=OTHER,
            file_key=f"workbooks/{OTHER}/{SECRET}",
            version=0,
        )
        desk.commit(Change(puts=(theirs,)))


def of_the_other(world: World) -> list[Any]:
    """Return all that is stored of the other supplier."""
    return sorted(
        (item for items in world.tables().values() for item in items if SECRET in str(item)),
        key=str,
    )


def test_nothing_of_another_supplier_is_reachable(monkeypatch: pytest.MonkeyPatch) -> None:
    with opened_world(monkeypatch) as world:
        both_have_everything(world)
        monkeypatch.setattr("hedan.usecases.supplier_page.visits.VISITS_PER_MINUTE", 1_000_000)
        before = of_the_other(world)
        assert len(before) >= len(THEIRS)

        @settings(max_examples=TRIES)
        @given(tried=TRIED)
        @example(Tried("supplier", SUPPLIER))
        @example(Tried("supplier", SUPPLIER, kind="workbooks", name=WORKBOOK))
        @example(Tried("supplier", SUPPLIER, kind="workbooks", name=THEIRS["workbook"]))
        @example(Tried("supplier", SUPPLIER, kind="withdrawals", name=THEIRS["stop"], posts=True))
        @example(
            Tried(
                "supplier",
                SUPPLIER,
                kind="returns",
                name=THEIRS["return"],
                posts=True,
                body="state=lost",
            )
        )
        @example(Tried("stop", f"{SUPPLIER}_{OURS['stop']}", by_stop=True))
        def whatever_is_asked(tried: Tried) -> None:
            answer = world.invoke(tried.function, tried.event)
            if answer["statusCode"] < 400:
                assert tried.is_let_in
            told = str(answer).replace(tried.token, "").replace(tried.name or tried.token, "")
            assert SECRET not in told
            assert of_the_other(world) == before

        whatever_is_asked()
