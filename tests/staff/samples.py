"""One well-formed call of every route: method, path below the prefix, body."""

from tests.domain.builders import order_key

ORDER = str(order_key())

type Sample = tuple[str, str, object]

SAMPLES: dict[tuple[str, str], Sample] = {
    (method, f"/staff/v1{declared}"): (method, path, body)
    for method, declared, path, body in (
        ("GET", "/me", "/me", None),
        ("GET", "/orders", "/orders?store=cup-shop&day=2026-10-01", None),
        ("GET", "/held-orders", "/held-orders?post=operator", None),
        ("GET", "/orders/{order}", f"/orders/{ORDER}", None),
        ("GET", "/orders/{order}/of-buyer", f"/orders/{ORDER}/of-buyer", None),
        ("POST", "/orders/{order}/holds", f"/orders/{ORDER}/holds", {"reason": "buyer calls back"}),
        (
            "POST",
            "/orders/{order}/holds/{hold_id}/release",
            f"/orders/{ORDER}/holds/H1/release",
            {},
        ),
        ("GET", "/orders/{order}/timeline", f"/orders/{ORDER}/timeline", None),
        ("GET", "/orders/{order}/why", f"/orders/{ORDER}/why?at=2026-10-01T12:00:00Z", None),
        (
            "POST",
            "/orders/{order}/edits",
            f"/orders/{ORDER}/edits",
            {
                "wishes": [{"field": "supplier", "value": "factory-b"}],
                "reason": "factory-a is closed",
                "order_version": 1,
            },
        ),
        (
            "POST",
            "/bulk-acts",
            "/bulk-acts",
            {
                "deed": {"do": "tag", "tags": ["+spring"]},
                "selection": {"among": {"by": "post", "post": "operator"}},
                "reason": "the spring sale",
            },
        ),
        ("GET", "/bulk-acts", "/bulk-acts", None),
        ("GET", "/bulk-acts/{bulk_id}", "/bulk-acts/20261001T120000-B1", None),
        ("GET", "/bulk-acts/{bulk_id}/rows", "/bulk-acts/20261001T120000-B1/rows", None),
        ("POST", "/bulk-acts/{bulk_id}/apply", "/bulk-acts/20261001T120000-B1/apply", None),
        (
            "POST",
            "/bulk-acts/{bulk_id}/undo",
            "/bulk-acts/20261001T120000-B1/undo",
            {"reason": "the wrong orders"},
        ),
        (
            "POST",
            "/suppliers/{supplier}/waves",
            "/suppliers/factory-a/waves",
            {"request": "6f1e2d3c-0001"},
        ),
        ("GET", "/suppliers/{supplier}/waves", "/suppliers/factory-a/waves", None),
        ("GET", "/suppliers/{supplier}/scorecard", "/suppliers/factory-a/scorecard", None),
        (
            "GET",
            "/suppliers/{supplier}/waves/{wave}",
            "/suppliers/factory-a/waves/wave-1",
            None,
        ),
        (
            "POST",
            "/suppliers/{supplier}/workbooks/{number}/recall",
            "/suppliers/factory-a/workbooks/factory-a-000001/recall",
            {"reason": "the wrong wave"},
        ),
        (
            "POST",
            "/suppliers/{supplier}/links/revoke",
            "/suppliers/factory-a/links/revoke",
            {"generation": 1, "reason": "a phone was lost"},
        ),
        ("GET", "/numbers-in-question", "/numbers-in-question?supplier=factory-a", None),
        ("POST", "/parcels/{parcel}/number", "/parcels/P1/number", {"believe": True}),
        ("GET", "/parcels/{parcel}", "/parcels/P1", None),
        (
            "POST",
            "/parcels/{parcel}/picks",
            "/parcels/P1/picks",
            {
                "found": [{"order": ORDER, "line_id": "1", "found": 0}],
                "parcel_version": 1,
                "accept": True,
            },
        ),
        ("GET", "/settings", "/settings", None),
        ("GET", "/settings/versions", "/settings/versions", None),
        ("GET", "/settings/versions/{version}", "/settings/versions/1", None),
        ("GET", "/settings/workbook", "/settings/workbook", None),
        ("GET", "/settings/yaml", "/settings/yaml", None),
        ("POST", "/settings/drafts", "/settings/drafts", {}),
        ("GET", "/settings/drafts/{draft_id}", "/settings/drafts/D1", None),
        ("GET", "/returns", "/returns?supplier=factory-a", None),
        (
            "POST",
            "/returns/{supplier}/{return_id}",
            "/returns/factory-a/B0123456789AB",
            {"state": "received", "condition": "unopened"},
        ),
        ("GET", "/suppliers/{supplier}/bill", "/suppliers/factory-a/bill?month=2026-10", None),
        (
            "GET",
            "/suppliers/{supplier}/bill/workbook",
            "/suppliers/factory-a/bill/workbook?month=2026-10",
            None,
        ),
        ("GET", "/settings/drafts/{draft_id}/preview", "/settings/drafts/D1/preview", None),
        ("POST", "/settings/drafts/{draft_id}/dry-run", "/settings/drafts/D1/dry-run", {}),
        ("POST", "/settings/drafts/{draft_id}/publish", "/settings/drafts/D1/publish", {}),
        (
            "POST",
            "/settings/versions/{version}/roll-back",
            "/settings/versions/1/roll-back",
            {"reason": "the new one holds everything"},
        ),
        ("GET", "/dry-runs/{run_id}", "/dry-runs/D1-0", None),
        ("GET", "/rules/health", "/rules/health", None),
        ("GET", "/approvals", "/approvals", None),
        ("GET", "/approvals/{approval_id}", "/approvals/20261001T120000-A1", None),
        ("POST", "/approvals/{approval_id}/approve", "/approvals/20261001T120000-A1/approve", None),
        ("POST", "/approvals/{approval_id}/refuse", "/approvals/20261001T120000-A1/refuse", None),
    )
}
