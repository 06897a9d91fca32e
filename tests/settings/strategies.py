"""Any settings that a seller could have: every subject, awkward texts, references."""

import unicodedata
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from hedan.domain import rules as acts
from hedan.domain.base import Frozen
from hedan.domain.checks import CheckRules
from hedan.domain.findings import Post, Severity
from hedan.domain.merging import Apart, MergeRules
from hedan.domain.rules import Period, Rule, Scope
from hedan.domain.splitting import SplitRules
from hedan.domain.tracking_numbers import CheckDigit
from hedan.domain.workbook_columns import Field, RowPer, SortBy
from hedan.settings import (
    AgreedPrice,
    BlockedBuyer,
    CarrierName,
    CarrierSettings,
    Contact,
    InsertSettings,
    ListingPart,
    ListingSettings,
    NumberSettings,
    OwnText,
    PackageSettings,
    PublishRules,
    RegionPrice,
    Settings,
    SkuSettings,
    Source,
    StockPlaceSettings,
    StoreSettings,
    SupplierSettings,
    TemplateColumn,
    WorkbookTemplate,
)
from hedan.settings_files.kinds import Kind
from hedan.settings_files.plain import cleaned
from hedan.settings_files.sheets import group_rows

# What spreadsheets and YAML like to take for something else.
AWKWARD = (
    *("=1+1", "+86", "-5", "-", "—", "·x", "··", "@SUM(A1)", "1E+5", "1.2E+11", "#N/A", "#REF!"),
    *("TRUE", "yes", "no", "null", "~", "2026-11-22", "12:30", "0012", "１２３", "1,000", "1_000"),
    *(
        "a,b",
        "a，b；c",
        'say "hi"',
        '"',
        "x = y",
        "_x0041_",
        "a_x000D_b",
        "&lt;b&gt;",
        "<b>",
        "😀é",
    ),
    *(
        "line one\nline two",
        "# no comment",
        "a: b",
        "- item",
        "{a}",
        "[a]",
        "%s",
        "!tag",
        "'1",
        "|",
    ),
)
texts = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12),
).map(cleaned)
named = texts.filter(bool)
one_line = named.map(lambda text: " ".join(text.split())).filter(bool).map(cleaned).filter(bool)
ids = st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True)
platform_ids = st.one_of(
    st.integers(0, 10**19).map(str),
    st.text(
        st.characters(categories=["L", "N", "P"], exclude_characters="#"), min_size=1, max_size=9
    )
    .map(cleaned)
    .filter(lambda text: bool(text) and not any(c.isspace() for c in text)),
)
skus = st.one_of(st.sampled_from(("0012", "1E+5", "22E1", "１２３", "A B")), one_line)
minutes = st.one_of(st.none(), st.integers(1, 10**18))
minors = st.integers(0, 10**16)
regions = st.lists(one_line, max_size=3, unique=True).map(tuple)
# Strategies of times want their bounds without a zone.
FIRST = datetime(2001, 1, 1, tzinfo=UTC).replace(tzinfo=None)
LAST = datetime(2090, 1, 1, tzinfo=UTC).replace(tzinfo=None)
instants = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


def _period(pair: tuple[datetime, datetime]) -> Period:
    return Period(starts=min(pair), ends=max(pair))


periods = st.tuples(instants, instants).filter(lambda p: p[0] != p[1]).map(_period)
many_periods = st.lists(periods, max_size=2).map(tuple)
words = st.from_regex(r"[^\s,#|\x00-\x1f\x7f-\x9f]{1,8}", fullmatch=True).map(cleaned)
tags = words.filter(lambda text: bool(text) and not any(c.isspace() or c in ",#|" for c in text))


def _some(values: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=most).map(tuple)


@st.composite
def _group[M: Frozen](draw: st.DrawFn, name: str, model: type[M]) -> M:
    """Draw a group of single values, whatever fields it has; what it refuses stays the default."""
    values: dict[str, Any] = {}
    for row in group_rows():
        if row.path[0] != name or len(row.path) != 2 or not draw(st.booleans()):
            continue
        strategy: st.SearchStrategy[Any] = {
            Kind.WHOLE: st.integers(0, 90),
            Kind.CHOICE: st.sampled_from(row.shape.choices or ("",)),
            Kind.YES_NO: st.booleans(),
            Kind.LIST: st.one_of(
                _some(one_line), _some(st.integers(0, 5)), _some(st.sampled_from(Apart))
            ),
        }.get(row.shape.kind, st.nothing())
        if not strategy.is_empty:
            values[row.path[1]] = draw(strategy)
    while True:
        try:
            return model.model_validate(values)
        except ValidationError as error:
            wrong = {str(one["loc"][0]) for one in error.errors() if one["loc"]}
            values = {key: one for key, one in values.items() if key not in wrong} if wrong else {}


def _actions(
    scope: Scope, suppliers: list[str], carriers: list[str], goods: list[str]
) -> st.SearchStrategy[Any]:
    everywhere: list[st.SearchStrategy[Any]] = [
        st.builds(
            acts.HoldIt,
            reason=named,
            severity=st.sampled_from(Severity),
            post=st.sampled_from(Post),
            due_minutes=minutes,
            until_hours_before_deadline=st.one_of(st.none(), st.integers(0, 99)),
        ),
        st.builds(acts.TagIt, tag=tags),
        st.builds(acts.Split),
        st.builds(acts.Route, supplier=st.sampled_from(suppliers)),
        st.builds(acts.UsePackage, package=named),
        st.builds(acts.Tell, to=st.sampled_from(("supplier", "operator")), text=named),
    ]
    if carriers:
        everywhere.append(st.builds(acts.UseCarrier, carrier=st.sampled_from(carriers)))
    if goods:
        gift = st.builds(
            acts.AddGift,
            sku=st.sampled_from(goods),
            quantity=st.integers(1, 1000),
            first_per_day=st.one_of(st.none(), st.integers(1, 1000)),
            exclusive=texts,
            orders_from=st.one_of(st.none(), instants),
            if_out=st.sampled_from(("skip", "hold")),
        )
        everywhere.append(gift)
    whole = [
        st.builds(acts.ReleaseIt, finding=st.sampled_from(("QUANTITY", "REMARK"))),
        st.builds(acts.Prioritise, hours_earlier=st.integers(-240, 240)),
        st.builds(acts.Accept),
        st.builds(acts.WaitUntil, minutes_after_payment=st.integers(1, 10**6)),
        st.builds(acts.Ask, question=named, post=st.sampled_from(Post)),
        st.builds(acts.Refuse, reason=named),
        st.builds(acts.Merge, window_minutes=st.integers(0, 10080)),
        st.builds(acts.NeverMerge),
    ]
    return st.one_of(*everywhere, *(whole if scope is Scope.ORDER else []))


@st.composite
def _rule(draw: st.DrawFn, id_: str, *known: list[str]) -> Rule:
    scope = draw(st.sampled_from(Scope))
    return Rule(
        id=id_,
        author=draw(one_line),
        note=draw(texts),
        scope=scope,
        when=draw(
            st.sampled_from(("true", "order.units > 3", "order.total >= 5 &&\n order.units < 9"))
        ),
        then=tuple(draw(st.lists(_actions(scope, *known), min_size=1, max_size=3))),
        priority=draw(st.integers(0, 10_000)),
        active=draw(many_periods),
        excluded=draw(many_periods),
        stops=draw(st.booleans()),
        enabled=draw(st.booleans()),
    )


def _stores(id_: str, suppliers: list[str]) -> st.SearchStrategy[StoreSettings]:
    option_names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
    return st.builds(
        StoreSettings,
        id=st.just(id_),
        platform=st.sampled_from(("doudian", "taobao", "mall", "shopify")),
        name=named,
        shop_id=platform_ids,
        api_url=st.just("https://example.com"),
        calls_per_second=st.floats(1e-6, 1e12),
        poll_minutes=st.integers(1, 60),
        time_zone=st.sampled_from(("Asia/Shanghai", "America/Los_Angeles", "UTC")),
        after_sales_minutes=minutes,
        options=st.dictionaries(option_names, texts, max_size=3),
        supplier=st.sampled_from([None, *suppliers]),
        owner=texts,
        link_generation=st.integers(1, 99),
    )


def _suppliers(id_: str, later: list[str]) -> st.SearchStrategy[SupplierSettings]:
    return st.builds(
        SupplierSettings,
        id=st.just(id_),
        name=named,
        language=st.sampled_from(("zh", "en")),
        warehouse=named,
        email=texts,
        cut_offs=_some(st.sampled_from(("11:00", "16:30", "00:00"))),
        workdays=st.lists(st.integers(1, 7), min_size=1, max_size=7).map(tuple),
        holidays=_some(instants.map(datetime.date)),
        wave_at_parcels=minutes,
        urgent_hours=minutes,
        daily_parcels_max=minutes,
        fall_back=st.sampled_from([None, *later]),
        silent_minutes=minutes,
        stop_grace_minutes=minutes,
        parcel_fee_minor=minors,
        score_min=st.one_of(st.none(), st.integers(1, 100)),
        pick_list=st.booleans(),
        refused_regions=regions,
    )


@st.composite
def _prices(draw: st.DrawFn) -> tuple[RegionPrice, ...]:
    everything = draw(st.lists(one_line, max_size=4, unique=True))
    prices = [RegionPrice(regions=(name,), first_minor=draw(minors)) for name in everything]
    if draw(st.booleans()):
        prices.append(RegionPrice(first_minor=draw(minors), next_minor=draw(minors)))
    return tuple(prices)


def _carriers(code: str) -> st.SearchStrategy[CarrierSettings]:
    return st.builds(
        CarrierSettings,
        code=st.just(code),
        name=named,
        aliases=_some(named),
        number_pattern=st.sampled_from(("SF[0-9]{13}", "-[a-z],{2}", r"\d+", "=x")),
        prefixes=_some(named),
        lengths=_some(st.integers(1, 99)),
        check_digit=st.sampled_from(CheckDigit),
        platform_codes=st.dictionaries(st.sampled_from(("doudian", "mall", "zz")), named),
        refused_regions=regions,
        prices=_prices(),
    )


@st.composite
def _templates(draw: st.DrawFn, suppliers: list[str]) -> tuple[WorkbookTemplate, ...]:
    named_ = draw(st.lists(st.sampled_from(suppliers), max_size=2, unique=True))
    return tuple(
        WorkbookTemplate(
            supplier=one,
            row_per=draw(st.sampled_from(RowPer)),
            sort=draw(st.sampled_from(SortBy)),
            store_as=draw(st.sampled_from(("name", "id", "none"))),
            columns=draw(st.one_of(st.just(()), _template_columns())),
        )
        for one in named_
    )


@st.composite
def _template_columns(draw: st.DrawFn) -> tuple[TemplateColumn, ...]:
    more = draw(st.lists(st.sampled_from(Field), max_size=3, unique=True))
    fields = dict.fromkeys([*more, Field.CARRIER, Field.NUMBER])
    widths = st.one_of(st.none(), st.integers(3, 80))
    columns = [TemplateColumn(field=one, heading=draw(texts), width=draw(widths)) for one in fields]
    own = st.builds(TemplateColumn, heading=named, fixed=texts, width=widths)
    return tuple(draw(st.permutations([*columns, *draw(st.lists(own, max_size=2))])))


def _looked_up(text: str) -> str:
    """Return a name as two of one supplier's may not be the same."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _packages(code: str) -> st.SearchStrategy[PackageSettings]:
    whole = st.integers(0, 10**9)
    return st.builds(
        PackageSettings,
        code=st.just(code),
        name=named,
        rank=whole,
        cost_minor=minors,
        weight_grams=whole,
        volume_ml=whole,
    )


def _inserts(code: str, stores: list[str], goods: list[str]) -> st.SearchStrategy[InsertSettings]:
    return st.builds(
        InsertSettings,
        code=st.just(code),
        name=named,
        cost_minor=minors,
        stores=_some(st.sampled_from(stores)),
        skus=_some(st.sampled_from(goods)) if goods else st.just(()),
    )


@st.composite
def _sources(draw: st.DrawFn, suppliers: list[str]) -> tuple[Source, ...]:
    named_ = draw(st.lists(st.sampled_from(suppliers), max_size=3, unique=True))
    return tuple(Source(supplier=one, share=draw(st.integers(1, 1000))) for one in named_)


def _version(price: tuple[str, str, datetime]) -> tuple[str, str, str]:
    return price[0], price[1], price[2].date().isoformat()


def _whose_name(named_: tuple[str, str]) -> tuple[str, str]:
    return named_[0], _looked_up(named_[1])


def _prices_agreed(suppliers: list[str], goods: list[str]) -> st.SearchStrategy[Any]:
    if not goods:
        return st.just([])
    which = st.tuples(st.sampled_from(suppliers), st.sampled_from(goods), instants)
    return st.lists(which, max_size=3, unique_by=_version)


def _names_of_carriers(suppliers: list[str]) -> st.SearchStrategy[Any]:
    which = st.tuples(st.sampled_from(suppliers), named)
    return st.lists(which, max_size=3, unique_by=_whose_name)


@st.composite
def all_settings(draw: st.DrawFn) -> Settings:
    """Draw settings whose references lead somewhere, with at most a handful of each subject."""
    unique_ids = st.lists(ids, min_size=1, max_size=3, unique=True)
    store_ids, supplier_ids = draw(unique_ids), draw(unique_ids)
    place_ids, rule_ids = draw(st.lists(ids, max_size=2, unique=True)), draw(unique_ids)
    goods = draw(st.lists(skus, max_size=4, unique=True))
    codes = draw(st.lists(platform_ids, max_size=2, unique=True))
    package_codes = draw(st.lists(platform_ids, max_size=2, unique=True))
    insert_codes = draw(st.lists(platform_ids, max_size=2, unique=True))
    supplier, place = st.sampled_from(supplier_ids), st.sampled_from([None, *place_ids])
    store = st.sampled_from([None, *store_ids])
    listed = draw(st.lists(st.tuples(store, one_line), max_size=3, unique=True)) if goods else []
    parts = st.lists(st.sampled_from(goods or ["-"]), min_size=1, max_size=3, unique=True)
    quantities, keys = st.integers(1, 99), st.sampled_from(("finding.QUANTITY", "finding.REMARK"))
    return Settings(
        language=draw(st.sampled_from(("zh", "en"))),
        stores=tuple(draw(_stores(one, supplier_ids)) for one in store_ids),
        suppliers=tuple(
            draw(_suppliers(one, supplier_ids[at:])) for at, one in enumerate(supplier_ids, start=1)
        ),
        skus=tuple(
            SkuSettings(
                sku=one,
                name=draw(named),
                supplier=draw(supplier),
                fixed_packing=draw(st.booleans()),
                on_sale=draw(st.booleans()),
                quantity_max=draw(minutes),
                cost_minor=draw(st.one_of(st.none(), minors)),
                stock_place=draw(place),
                volume_ml=draw(st.integers(0, 10**9)),
                category=draw(texts),
                shelf=draw(texts),
                package=draw(st.sampled_from(["", *package_codes])),
                available_from=draw(st.one_of(st.none(), instants)),
                sources=draw(_sources(supplier_ids)),
            )
            for one in goods
        ),
        listings=tuple(
            ListingSettings(
                store=where,
                **{draw(st.sampled_from(("code", "sku_id"))): code},
                parts=tuple(
                    ListingPart(sku=one, quantity=draw(quantities), weight=draw(quantities))
                    for one in draw(parts)
                ),
            )
            for where, code in listed
        ),
        stock_places=tuple(
            StockPlaceSettings(id=one, name=draw(named), supplier=draw(supplier))
            for one in place_ids
        ),
        carriers=tuple(draw(_carriers(one)) for one in codes),
        checks=draw(_group("checks", CheckRules)),
        numbers=draw(_group("numbers", NumberSettings)),
        workbooks=draw(_templates(supplier_ids)),
        agreed_prices=tuple(
            AgreedPrice(supplier=whose, sku=sku, unit_minor=draw(minors), since=day.date())
            for whose, sku, day in draw(_prices_agreed(supplier_ids, list(goods)))
        ),
        carrier_names=tuple(
            CarrierName(supplier=whose, carrier=draw(st.sampled_from(codes)), name=name)
            for whose, name in draw(_names_of_carriers(supplier_ids))
            if codes
        ),
        packages=tuple(draw(_packages(one)) for one in package_codes),
        inserts=tuple(draw(_inserts(one, store_ids, list(goods))) for one in insert_codes),
        merge=draw(_group("merge", MergeRules)),
        split=draw(_group("split", SplitRules)),
        publish=draw(_group("publish", PublishRules)),
        blocked_buyers=draw(
            _some(
                st.builds(
                    BlockedBuyer,
                    buyer_id=platform_ids,
                    address_id=st.one_of(st.just(""), platform_ids),
                    store=store,
                    reason=named,
                    until=st.one_of(st.none(), instants.map(datetime.date)),
                )
            )
        ),
        contacts=draw(
            _some(
                st.builds(
                    Contact,
                    name=named,
                    post=st.sampled_from(Post),
                    email=st.sampled_from(("", "w@example.com")),
                    phone=st.sampled_from(("", "+8613800000000")),
                    severity=st.sampled_from(("info", "critical")),
                    stores=_some(st.sampled_from(store_ids)),
                    suppliers=st.just(tuple(supplier_ids[:1])),
                ),
                2,
            )
        ),
        texts=tuple(
            OwnText(key=one, zh=draw(named.filter(lambda t: "{" not in t)), en="Own")
            for one in draw(st.lists(keys, max_size=2, unique=True))
        ),
        rules=tuple(draw(_rule(one, supplier_ids, list(codes), list(goods))) for one in rule_ids),
    )
