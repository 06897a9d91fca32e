"""Settings in which every subject has entries, as a seller could have written them."""

from datetime import UTC, date, datetime

from hedan.domain.after_sales import AfterSaleKind
from hedan.domain.cases import OfferKind
from hedan.domain.findings import Post, Severity
from hedan.domain.merging import Apart, MergeRules
from hedan.domain.rules import (
    Accept,
    AddGift,
    Ask,
    HoldIt,
    Period,
    Prioritise,
    ReleaseIt,
    Route,
    Rule,
    Scope,
    Split,
    TagIt,
    Tell,
    UseCarrier,
)
from hedan.domain.splitting import SplitRules
from hedan.domain.tracking_numbers import CheckDigit
from hedan.domain.workbook_columns import Field, RowPer, SortBy
from hedan.settings import (
    AgreedPrice,
    AutoAnswer,
    BlockedBuyer,
    CarrierName,
    CarrierSettings,
    CaseReason,
    Contact,
    InsertSettings,
    ListingPart,
    ListingSettings,
    NumberSettings,
    OfferRule,
    OwnText,
    PackageSettings,
    RegionPrice,
    ReturnPolicy,
    RobotSettings,
    Settings,
    SkuSettings,
    Source,
    StockPlaceSettings,
    StoreSettings,
    SupplierSettings,
    TemplateColumn,
    WorkbookTemplate,
)

DOUBLE_ELEVEN = Period(
    starts=datetime(2026, 11, 10, 12, tzinfo=UTC), ends=datetime(2026, 11, 12, tzinfo=UTC)
)

RICH = Settings(
    stores=(
        StoreSettings(
            id="cup-house",
            platform="doudian",
            name="水杯店",
            shop_id="4463798",
            api_url="https://shop.example.com",
            options={"note": "a=b, c", "empty": ""},
        ),
        StoreSettings(
            id="sheet-house",
            platform="pinduoduo",
            name="表格店",
            shop_id="0600",
            supplier="fab-a",
            owner="王老板",
        ),
    ),
    suppliers=(
        SupplierSettings(
            id="fab-a",
            name="杯厂",
            email="a@example.com",
            cut_offs=("11:00", "16:30"),
            workdays=(1, 2, 3, 4, 5),
            holidays=(date(2026, 10, 1), date(2026, 10, 2)),
            wave_at_parcels=50,
            urgent_hours=4,
            daily_parcels_max=300,
            fall_back="fab-b",
            silent_minutes=240,
            stop_grace_minutes=45,
            parcel_fee_minor=150,
            score_min=60,
        ),
        SupplierSettings(
            id="fab-b",
            name="茶厂",
            language="en",
            pick_list=False,
            holidays=(date(2026, 12, 25),),
            refused_regions=("新疆", "西藏"),
        ),
    ),
    skus=(
        SkuSettings(sku="CUP-RED", name="保温杯 红", supplier="fab-a", tracks_stock=True),
        SkuSettings(
            sku="0012",
            name="=1+1 的杯子",
            supplier="fab-a",
            cost_minor=1250,
            price_min_minor=1000,
            price_max_minor=9900,
            stock_place="main-a",
            volume_ml=1200,
            category="易碎",
            shelf="A-03",
            package="carton",
            available_from=datetime(2026, 12, 1, 1, tzinfo=UTC),
        ),
        SkuSettings(
            sku="TEA-250",
            name="龙井（250克）",
            supplier="fab-b",
            quantity_max=10,
            sources=(Source(supplier="fab-b", share=70), Source(supplier="fab-a", share=30)),
        ),
    ),
    listings=(
        ListingSettings(
            code="SET-1",
            parts=(ListingPart(sku="CUP-RED", weight=3), ListingPart(sku="TEA-250", quantity=2)),
        ),
        ListingSettings(
            store="cup-house", sku_id="1729382256910270", parts=(ListingPart(sku="0012"),)
        ),
    ),
    stock_places=(StockPlaceSettings(id="main-a", name="一号仓", supplier="fab-a"),),
    carriers=(
        CarrierSettings(
            code="shunfeng",
            name="顺丰速运",
            aliases=("顺丰", "SF, Express"),
            number_pattern="SF[0-9]{13}",
            prefixes=("SF", "99"),
            lengths=(15, 12),
            check_digit=CheckDigit.MOD10_3_1,
            platform_codes={"doudian": "shunfeng", "pinduoduo": "44"},
            prices=(
                RegionPrice(regions=("浙江", "上海"), first_minor=800, next_minor=200),
                RegionPrice(first_minor=1200, next_minor=500),
            ),
        ),
        CarrierSettings(
            code="yuantong",
            name="圆通快递",
            number_pattern="YT[0-9]{13}",
            platform_codes={"doudian": "yuantong"},
            refused_regions=("西藏自治区",),
        ),
    ),
    numbers=NumberSettings(visible_minutes=20, first_scan_hours=48),
    workbooks=(
        WorkbookTemplate(
            supplier="fab-a",
            row_per=RowPer.PARCEL,
            sort=SortBy.SHELF,
            store_as="none",
            columns=(
                TemplateColumn(field=Field.SKU, heading="货号", width=12),
                TemplateColumn(field=Field.CARRIER, heading="快递"),
                TemplateColumn(field=Field.NUMBER),
                TemplateColumn(heading="发件人", fixed="=合单"),
            ),
        ),
        WorkbookTemplate(supplier="fab-b", sort=SortBy.DEADLINE),
    ),
    agreed_prices=(
        AgreedPrice(supplier="fab-a", sku="0012", unit_minor=1250, since=date(2026, 1, 1)),
        AgreedPrice(supplier="fab-a", sku="0012", unit_minor=1300, since=date(2026, 12, 1)),
        AgreedPrice(supplier="fab-b", sku="TEA-250", unit_minor=0, since=date(2026, 1, 1)),
    ),
    carrier_names=(
        CarrierName(supplier="fab-a", carrier="yuantong", name="YT, 圆"),
        CarrierName(supplier="fab-b", carrier="yuantong", name="1E+5"),
    ),
    merge=MergeRules(
        gap_minutes=120,
        also=(Apart.PRESALE, Apart.ABROAD),
        across_stores=True,
        other_buyer="ask",
    ),
    split=SplitRules(
        weight_grams_max=20000, categories_apart=("易碎", "食品"), send_what_is_there=True
    ),
    packages=(
        PackageSettings(code="bubble", name="气泡袋", cost_minor=30, weight_grams=15),
        PackageSettings(code="carton", name="纸箱", rank=2, cost_minor=150, volume_ml=9000),
    ),
    inserts=(
        InsertSettings(code="thanks", name="感谢卡", cost_minor=8, stores=("cup-house",)),
        InsertSettings(code="manual", name="说明书", skus=("CUP-RED", "0012")),
    ),
    blocked_buyers=(
        BlockedBuyer(buyer_id="b-1", reason="职业退货", until=date(2026, 12, 31)),
        BlockedBuyer(address_id="7012345678901234567", store="cup-house", reason="拒收三次"),
    ),
    contacts=(
        Contact(name="王老板", post=Post.OWNER, email="w@example.com", phone="+8613800000000"),
        Contact(
            name="仓库",
            post=Post.WAREHOUSE,
            email="dock@example.com",
            severity="urgent",
            stores=("cup-house",),
            suppliers=("fab-a",),
            warehouses=("main",),
        ),
    ),
    robots=(
        RobotSettings(id="desk", kind="wecom", severity="attention", stores=("cup-house",)),
        RobotSettings(
            id="dock",
            kind="dingtalk",
            audience="supplier",
            suppliers=("fab-a", "fab-b"),
            warehouses=("main",),
        ),
    ),
    return_policies=(
        ReturnPolicy(
            id="broken-tea",
            kinds=(AfterSaleKind.RETURN, AfterSaleKind.EXCHANGE),
            stores=("cup-house",),
            skus=("TEA-250", "0012"),
            reasons=("broken",),
            window_days=7,
            photos=2,
            freight="seller",
            zh="破损包退",
            en="What came broken goes back at our cost",
        ),
        ReturnPolicy(id="usual", zh="七天无理由", en="Seven days, no reason asked"),
    ),
    auto_answers=(
        AutoAnswer(
            id="small_refunds",
            kinds=(AfterSaleKind.REFUND_UNSHIPPED,),
            answer="agree",
            up_to_minor=5000,
            stores=("cup-house",),
        ),
        AutoAnswer(
            id="gone",
            kinds=(AfterSaleKind.CANCEL, AfterSaleKind.REFUND_UNSHIPPED),
            answer="refuse",
            up_to_minor=1,
            when="left",
        ),
    ),
    offers=(
        OfferRule(
            id="cut",
            kind=OfferKind.PRICE_CUT,
            most_minor=1000,
            most_percent=10,
            stores=("cup-house",),
            zh="减一点",
            en="A little less",
        ),
        OfferRule(id="soon", kind=OfferKind.FASTER, zh="优先发", en="Shipped first"),
    ),
    case_reasons=(
        CaseReason(code="broken", zh="破损", en="Broken"),
        CaseReason(code="wrong_item", zh="发错", en="The wrong item"),
    ),
    texts=(OwnText(key="finding.QUANTITY", zh="数量太多", en="Too many"),),
    rules=(
        Rule(
            id="big-orders",
            author="王老板",
            note="大单先看",
            when="order.total >= 50000 &&\norder.units > 3",
            then=(
                HoldIt(
                    reason="大单，先打电话",
                    severity=Severity.ASK,
                    post=Post.OWNER,
                    due_minutes=120,
                ),
                TagIt(tag="大单"),
                Prioritise(hours_earlier=-5),
            ),
            priority=10,
            active=(DOUBLE_ELEVEN,),
            stops=True,
        ),
        Rule(
            id="west",
            author="王老板",
            when='order.province == "新疆"',
            then=(UseCarrier(carrier="shunfeng"), Route(supplier="fab-b"), Accept()),
        ),
        Rule(
            id="gift-tea",
            author="小李",
            scope=Scope.LINE,
            when="line.quantity > 1",
            then=(
                AddGift(sku="TEA-250", quantity=2),
                AddGift(
                    sku="CUP-RED",
                    first_per_day=100,
                    exclusive="满赠",
                    orders_from=datetime(2026, 11, 10, 12, tzinfo=UTC),
                    if_out="hold",
                ),
                Tell(to="operator", text="送茶"),
                Split(),
            ),
        ),
        Rule(
            id="ask-first",
            author="小李",
            when="order.units > 100",
            then=(Ask(question="要接吗？", post=Post.OPERATOR), ReleaseIt(finding="QUANTITY")),
            enabled=False,
        ),
    ),
)
