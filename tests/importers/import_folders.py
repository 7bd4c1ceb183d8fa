"""Folders to import, and a look at everything that a database holds afterwards."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ecomcore.config import Settings
from ecomcore.shop.database import engine_for
from ecomcore.shop.models import Base

PRODUCTS = [
    "product_id,category,brand,kind,title_en,title_zh,description_en,description_zh,attributes,created_on",
    "mug,kitchen/cups,Claywell,mug,Stone Mug,石纹马克杯,A mug.,一只杯子。,"
    "material=stoneware; capacity=350 ml,2025-03-01",
    "tee,clothing,,tshirt,Plain Tee,纯色T恤,,,,",
]
VARIANTS = [
    "sku,product_id,options,price,compare_at_price,cost,stock",
    "MUG-B,mug,Color=blue,12.90,15.00,5.05,7",
    "MUG-W,mug,colour=white,12.90,,,0",
    "TEE-S,tee,size=S,20,,,3",
]
CATEGORIES = [
    "path,name_en,name_zh",
    "kitchen,Kitchen,厨房",
    "kitchen/cups,Cups,杯子",
    "clothing,Clothing,服装",
]
CUSTOMERS = [
    "customer_id,name,email,phone,gender,age,city,country,language,joined_on,consent_marketing,"
    "consent_profiling,street,postcode",
    "c1,Ann Lee,Ann@Example.com,+44 20 7946 0000,female,34,Leeds,UK,en,2024-01-05,yes,no,1 Mill Lane,LS1 1AA",
    "c2,王小明,wang@example.com,,,,杭州,中国,zh,2024-02-06,no,yes,,",
]
PAYMENT_METHODS = [
    "payment_method_id,customer_id,kind,last_four,brand,balance",
    "pm1,c1,credit_card,4242,visa,",
    "pm2,c1,gift_card,,,50.00",
]
ORDERS = [
    "order_id,customer_id,status,placed_at,discount,shipping,coupon,payment_method_id,city,street,"
    "postcode,country,name",
    "LP-1,c1,delivered,2026-10-01 10:00:00,2.00,4.90,,pm1,Leeds,1 Mill Lane,LS1 1AA,UK,Ann Lee",
    "LP-2,c2,pending,2026-10-02T08:30:00+08:00,,,,,,,,,",
    "LP-3,c1,cancelled,2026-10-03 10:00:00,,,,pm2,,,,,",
]
ORDER_LINES = [
    "order_id,sku,quantity,unit_price,status",
    "LP-1,MUG-B,2,12.90,ordered",
    "LP-1,TEE-S,1,20.00,ordered",
    "LP-2,TEE-S,1,20.00,ordered",
    "LP-3,MUG-W,1,12.90,cancelled",
]
SHIPMENTS = [
    "order_id,carrier,tracking_number,status,shipped_at,expected_on,delivered_at",
    "LP-1,kestrel,KP1,delivered,2026-10-02 09:00:00,2026-10-04,2026-10-04 12:00:00",
]
ORDER_EVENTS = [
    "order_id,at,kind,detail",
    "LP-1,2026-10-01 10:00:00,placed,",
    "LP-3,2026-10-03 11:00:00,cancelled,reason=mistake",
]
BROWSE_EVENTS = [
    "customer_id,product_id,kind,at",
    "c1,mug,view,2026-09-30 10:00:00",
    "c1,mug,view,2026-09-30 10:00:00",
]
REVIEWS = [
    "review_id,product_id,rating,title,text,language,author,date",
    'r1,mug,5,,"Lovely, ""really"" lovely.\nBuy it.",en,Ann,2026-10-10',
    "r2,mug,2,有点小,杯子比想象的小,zh,小王,2026-10-11",
]
TERMS = [
    "kind,en,zh,synonyms_en,synonyms_zh",
    "type,mug,马克杯,cup|beaker,杯子|水杯",
]
KNOWLEDGE = [
    "entry_id,kind,topic,title_en,title_zh,text_en,text_zh,questions_en,questions_zh",
    "returns,policy,returns,Returns,退货,30 days.,30天。,can I return|how to return,能退吗",
]
COUPONS = [
    "code,kind,value,min_total,category,starts_on,ends_on,description_en,description_zh",
    "TEN,percent,10,,,2026-01-01,2026-12-31,10% off,九折",
    "FIVE,amount,5.00,40.00,kitchen,,,5 off,减5元",
]
PROMOTIONS = [
    "promotion_id,category,percent,starts_on,ends_on,title_en,title_zh",
    "autumn,kitchen,15,2026-09-01,2026-09-30,Autumn,秋季",
]
FILES = {
    "categories.csv": CATEGORIES,
    "products.csv": PRODUCTS,
    "variants.csv": VARIANTS,
    "customers.csv": CUSTOMERS,
    "payment_methods.csv": PAYMENT_METHODS,
    "orders.csv": ORDERS,
    "order_lines.csv": ORDER_LINES,
    "shipments.csv": SHIPMENTS,
    "order_events.csv": ORDER_EVENTS,
    "browse_events.csv": BROWSE_EVENTS,
    "reviews.csv": REVIEWS,
    "terms.csv": TERMS,
    "knowledge.csv": KNOWLEDGE,
    "coupons.csv": COUPONS,
    "promotions.csv": PROMOTIONS,
    "shop.toml": [
        'name.en = "Small Shop"',
        'name.zh = "小店"',
        'currency = "USD"',
        'languages = ["en", "zh"]',
        "synthetic = true",
    ],
}


def small_shop(folder: Path, **changed: Sequence[str] | None) -> Path:
    """Write the small shop; `products=[…]` replaces the lines of products.csv, None leaves it out."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in FILES.items():
        given = changed.get(name.partition(".")[0], lines)
        if given is not None:
            (folder / name).write_text("\n".join(given) + "\n", encoding="utf-8")
    return folder


def write_table(path: Path, header: Sequence[str], rows: Sequence[dict[str, Any]]) -> Path:
    """Write rows as an export would: every column of the header, empty where a row says nothing."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def dump(shop: str, settings: Settings) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table of a shop, in a fixed order."""
    with engine_for(shop, settings).connect() as connection:
        return {
            table.name: sorted(
                (dict(row) for row in connection.execute(select(table)).mappings()), key=repr
            )
            for table in Base.metadata.sorted_tables
        }


def opened(shop: str, settings: Settings) -> Session:
    """Return a session on a shop; use it in a `with`."""
    return Session(engine_for(shop, settings))
