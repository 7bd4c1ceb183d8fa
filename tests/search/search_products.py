"""A small catalogue made for the tests of search: its right answers are plain."""

from __future__ import annotations

from ecomcore.search.catalogue import SearchProduct, SearchTerm, SearchVariant


def variant(
    sku: str, price: int, stock: int = 5, before: int | None = None, **options: str
) -> SearchVariant:
    return SearchVariant(sku, price * 100, stock, options, before * 100 if before else None)


PRODUCTS = (
    SearchProduct(
        "rain-jacket",
        {"en": "Brookfell Rain Jacket", "zh": "溪岭女款冲锋衣"},
        {"en": "Keeps you dry on wet days; every seam is taped.", "zh": "下雨天穿着不湿。"},
        category="clothing/jackets",
        brand="Brookfell",
        attributes={"waterproof": "yes", "material": "recycled nylon", "gender": "women"},
        variants=(
            variant("BRK-RJ-RED-M", 89, 5, colour="red", size="M"),
            variant("BRK-RJ-NVY-L", 79, 0, colour="navy", size="L"),
        ),
        rating=4.6,
        reviews=12,
        sold=40,
        created_on="2025-01-10",
    ),
    SearchProduct(
        "down-jacket",
        {"en": "Brookfell Down Jacket", "zh": "溪岭男款羽绒服"},
        {"en": "A warm jacket for cold days.", "zh": "冬天穿的暖和外套。"},
        category="clothing/jackets",
        brand="Brookfell",
        attributes={
            "waterproof": "no",
            "material": "nylon",
            "filling": "goose down",
            "gender": "men",
        },
        variants=(variant("BRK-DJ-BLK-L", 199, 3, 249, colour="black", size="L"),),
        rating=3.9,
        reviews=4,
        created_on="2025-06-01",
    ),
    SearchProduct(
        "wallet",
        {"en": "Tannery Slim Wallet", "zh": "真皮短款钱包"},
        {"en": "Holds eight cards.", "zh": "可放八张卡。"},
        category="bags/wallets",
        brand="Tannery",
        attributes={"material": "leather"},
        variants=(variant("TAN-W-BRN", 42, colour="brown"),),
        created_on="2024-03-01",
    ),
    SearchProduct(
        "vegan-wallet",
        {"en": "Tannery Vegan Wallet", "zh": "素皮钱包"},
        category="bags/wallets",
        brand="Tannery",
        attributes={"material": "vegan leather"},
        variants=(variant("TAN-V-BLK", 25, colour="black"),),
        created_on="2024-04-01",
    ),
    SearchProduct(
        "laptop",
        {"en": "Kestrel 13 Laptop", "zh": "Kestrel 13 笔记本电脑"},
        {"en": "A light laptop with a 13.3 inch screen."},
        category="electronics/computers",
        brand="Kestrel",
        attributes={"screen_size": "13.3 inch"},
        variants=(
            variant("KES-13-256", 799, storage="256 GB"),
            variant("KES-13-512", 899, storage="512 GB"),
        ),
        rating=4.2,
        reviews=30,
        created_on="2026-02-01",
        codes=("4006381333931",),
    ),
    SearchProduct(
        "laptop-bag",
        {"en": "Tannery Laptop Bag", "zh": "电脑包"},
        {"en": "A bag for a laptop and its charger."},
        category="bags/work",
        brand="Tannery",
        attributes={"material": "waxed cotton"},
        variants=(variant("TAN-LB-GRN", 65, colour="green"),),
        created_on="2025-09-01",
    ),
    SearchProduct(
        "bottle",
        {"en": "Rill Steel Bottle"},
        {"en": "Only described in English; keeps tea hot for twelve hours."},
        category="outdoor/bottles",
        brand="Rill",
        attributes={"material": "stainless steel", "dishwasher_safe": "yes"},
        variants=(
            variant("RIL-B-500", 24, 9, 30, colour="teal", capacity="500 ml"),
            variant("RIL-B-1L", 29, 9, colour="teal", capacity="1 l"),
        ),
        rating=4.9,
        reviews=50,
        sold=90,
        created_on="2023-08-01",
    ),
    SearchProduct(
        "trail-shoes",
        {"en": "Brookfell Trail Running Shoes", "zh": "溪岭越野跑鞋"},
        category="shoes/running",
        brand="Brookfell",
        attributes={"gender": "unisex", "material": "mesh"},
        variants=(
            variant("BRK-TS-41", 95, colour="light-blue", size="41"),
            variant("BRK-TS-42", 95, colour="light-blue", size="42"),
        ),
        created_on="2025-05-01",
    ),
)
CATEGORIES = {
    "clothing": {"en": "Clothing", "zh": "服装"},
    "clothing/jackets": {"en": "Jackets & Coats", "zh": "外套"},
    "bags": {"en": "Bags", "zh": "箱包"},
    "bags/wallets": {"en": "Wallets", "zh": "钱包"},
    "bags/work": {"en": "Work Bags", "zh": "公文包"},
    "electronics/computers": {"en": "Computers", "zh": "电脑"},
    "outdoor/bottles": {"en": "Bottles", "zh": "水壶"},
    "shoes/running": {"en": "Running Shoes", "zh": "跑鞋"},
}
TERMS = (
    SearchTerm(
        "type",
        {"en": "rain jacket", "zh": "冲锋衣"},
        {"en": ["waterproof jacket", "anorak"], "zh": ["雨衣"]},
    ),
    SearchTerm("type", {"en": "down jacket", "zh": "羽绒服"}),
    SearchTerm(
        "type",
        {"en": "laptop", "zh": "笔记本电脑"},
        {"en": ["notebook computer"], "zh": ["笔记本"]},
    ),
    SearchTerm("type", {"en": "laptop bag", "zh": "电脑包"}),
    SearchTerm("type", {"en": "water bottle", "zh": "水瓶"}, {"en": ["bottle"], "zh": ["杯子"]}),
    SearchTerm("brand", {"en": "Brookfell", "zh": "溪岭"}),
    SearchTerm(
        "attribute", {"en": "waterproof", "zh": "防水"}, {"en": ["rainproof"], "zh": ["防雨"]}
    ),
    SearchTerm(
        "attribute",
        {"en": "dishwasher_safe", "zh": "可用洗碗机"},
        {"en": ["dishwasher"], "zh": ["洗碗机"]},
    ),
    SearchTerm("value", {"en": "leather", "zh": "皮革"}),
)
