"""Reading addresses as people type them."""

from __future__ import annotations

import pytest

from ecomcore.shop.addresses import corrected, read_address
from ecomcore.shop.places import countries, country_named, regions

ELM = {
    "street": "123 Elm Street",
    "street2": "Suite 641",
    "city": "Chicago",
    "state": "IL",
    "postcode": "60601",
    "country": "USA",
}


@pytest.mark.parametrize(
    "text",
    [
        "123 Elm Street, Suite 641, Chicago, IL 60601, USA",
        "123 Elm Street, Suite 641, Chicago, IL 60601",
        "please change it to 123 elm street, suite 641, chicago, il 60601",
        "123 elm street suite 641 chicago il 60601 usa",
        "123 Elm Street\nSuite 641\nChicago, IL 60601\nUSA",
        "123 ELM STREET, SUITE 641, CHICAGO, IL 60601, USA",
        "123 Elm Street, Suite 641, Chicago, Illinois, 60601, United States of America",
        "Ship order #W2378156 to 123 Elm Street Suite 641, Chicago IL 60601 instead, please.",
        "My new address is 123 Elm Street, Suite 641, Chicago, IL 60601. Also cancel #W1234567.",
        "it should be '123 Elm Street', Suite 641, Chicago, USA, IL, 60601",
        "123 Elm Street, Suite 641, Chicago, IL 60601, same as my other order",
        "Street: 123 Elm Street, Suite 641, City: Chicago, State: IL, Zip code: 60601",
    ],
)
def test_one_american_address_in_many_forms(text: str) -> None:
    assert read_address(text) == ELM


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "to 12 Rose Lane, Apt 4, York YO1 7HH, United Kingdom",
            {
                "street": "12 Rose Lane",
                "street2": "Apt 4",
                "city": "York",
                "postcode": "YO1 7HH",
                "country": "United Kingdom",
            },
        ),
        (
            "10 downing street, london, sw1a 2aa, uk",
            {
                "street": "10 Downing Street",
                "city": "London",
                "postcode": "SW1A 2AA",
                "country": "United Kingdom",
            },
        ),
        (
            "Hauptstraße 12, 10115 Berlin, Germany",
            {
                "street": "Hauptstraße 12",
                "city": "Berlin",
                "postcode": "10115",
                "country": "Germany",
            },
        ),
        (
            "Kerkstraat 12, 1017 GC Amsterdam, Netherlands",
            {
                "street": "Kerkstraat 12",
                "city": "Amsterdam",
                "postcode": "1017 GC",
                "country": "Netherlands",
            },
        ),
        (
            "please use 10 rue de la Paix, 75002 Paris, France",
            {
                "street": "10 rue de la Paix",
                "city": "Paris",
                "postcode": "75002",
                "country": "France",
            },
        ),
        (
            "Via Roma 12, 20121 Milano, Italy",
            {"street": "Via Roma 12", "city": "Milano", "postcode": "20121", "country": "Italy"},
        ),
        (
            "21 Park Street, Toronto, ON M5V 2T4",
            {
                "street": "21 Park Street",
                "city": "Toronto",
                "state": "ON",
                "postcode": "M5V 2T4",
                "country": "Canada",
            },
        ),
        (
            "12 High Street, Sydney NSW 2000, Australia",
            {
                "street": "12 High Street",
                "city": "Sydney",
                "state": "NSW",
                "postcode": "2000",
                "country": "Australia",
            },
        ),
        (
            "472 Broadway, Apt 3B, New York, NY 10118",
            {
                "street": "472 Broadway",
                "street2": "Apt 3B",
                "city": "New York",
                "state": "NY",
                "postcode": "10118",
                "country": "USA",
            },
        ),
        (
            "544 sunset drive, jacksonville, fl 32205",
            {
                "street": "544 Sunset Drive",
                "city": "Jacksonville",
                "state": "FL",
                "postcode": "32205",
                "country": "USA",
            },
        ),
        (
            "5 Oak Ave, St. Louis, MO 63101",
            {
                "street": "5 Oak Ave",
                "city": "St. Louis",
                "state": "MO",
                "postcode": "63101",
                "country": "USA",
            },
        ),
        (
            "Name: Anna Smith, 14 Garden Road, London N1 7AB, United Kingdom, phone +44 20 7946 0958",
            {
                "name": "Anna Smith",
                "street": "14 Garden Road",
                "city": "London",
                "postcode": "N1 7AB",
                "country": "United Kingdom",
                "phone": "+44 20 7946 0958",
            },
        ),
    ],
)
def test_addresses_of_other_countries_and_parts(text: str, expected: dict[str, str]) -> None:
    assert read_address(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "浙江省杭州市西湖区文三路100号3幢201，邮编310012，收件人王芳",
            {
                "name": "王芳",
                "street": "文三路100号",
                "street2": "3幢201",
                "district": "西湖区",
                "city": "杭州市",
                "state": "浙江省",
                "postcode": "310012",
                "country": "中国",
            },
        ),
        (
            "请把地址改成北京市朝阳区建国路88号A座1203，电话13800138000，谢谢",
            {
                "street": "建国路88号",
                "street2": "A座1203",
                "district": "朝阳区",
                "city": "北京市",
                "country": "中国",
                "phone": "13800138000",
            },
        ),
        (
            "上海浦东新区世纪大道１００号",
            {
                "street": "世纪大道100号",
                "district": "浦东新区",
                "city": "上海",
                "country": "中国",
            },
        ),
        (
            "订单ORD-10023改地址到杭州市余杭区文一西路969号",
            {"street": "文一西路969号", "district": "余杭区", "city": "杭州市"},
        ),
        (
            "中国江苏省南京市鼓楼区中山路18号，李雷收",
            {
                "name": "李雷",
                "street": "中山路18号",
                "district": "鼓楼区",
                "city": "南京市",
                "state": "江苏省",
                "country": "中国",
            },
        ),
    ],
)
def test_chinese_addresses(text: str, expected: dict[str, str]) -> None:
    assert read_address(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "change my address",
        "I bought 2 red shirts last week",
        "I want to return 2 items to the place",
        "what about the 5 star place",
        "my zip code is 60601",
        "do you ship to the UK?",
        "cancel order #W1234567 because it was ordered by mistake",
        "exchange the 10-inch tablet for the 8-inch one in 128GB",
        "我要改地址",
        "把第二件换成蓝色的",
        "订单20231001什么时候发货",
    ],
)
def test_sentences_without_an_address_give_nothing(text: str) -> None:
    assert read_address(text) == {}


def test_a_street_alone_is_read() -> None:
    assert read_address("I live at 5 Main St now") == {"street": "5 Main St"}


def test_a_city_with_state_and_postcode_is_read_without_a_street() -> None:
    assert read_address("Springfield, Illinois 62701") == {
        "city": "Springfield",
        "state": "IL",
        "postcode": "62701",
        "country": "USA",
    }


def test_a_bare_reply_fills_what_is_lacking() -> None:
    assert read_address("60601", {"street": "123 Elm Street"}) == {"postcode": "60601"}
    assert read_address("chicago", {"street": "123 Elm Street"}) == {"city": "Chicago"}
    assert read_address("60601") == {}


def test_the_shape_of_a_postcode_tells_the_country() -> None:
    found = read_address("22 Birch Lane, London, N4 2EF")
    assert (found["postcode"], found["country"]) == ("N4 2EF", "United Kingdom")


def test_a_country_alone_answers_where_an_address_was_asked_for() -> None:
    held = {"street": "22 Birch Lane", "city": "London"}
    assert read_address("united kingdom", held) == {"country": "United Kingdom"}
    assert read_address("英国", held) == {"country": "英国"}


@pytest.mark.parametrize("text", ["I typed the wrong address on 20001", "the parcel in 20001"])
def test_a_small_word_before_a_number_is_no_state(text: str) -> None:
    assert read_address(text) == {}


@pytest.mark.parametrize("text", ["no", "Stop", "why do you need it?"])
def test_a_bare_reply_that_is_no_part_gives_nothing(text: str) -> None:
    assert read_address(text, {"street": "123 Elm Street"}) == {}


def test_the_country_keeps_the_spelling_that_is_held() -> None:
    text = "123 Elm Street, Suite 641, Chicago, IL 60601, United States"
    assert read_address(text, {"country": "United States"})["country"] == "United States"
    assert (
        read_address("杭州市西湖区文三路100号，中国", {"country": "China"}).get("country") != "USA"
    )


def test_no_two_countries_share_a_name() -> None:
    names = [name.casefold() for country in countries().values() for name in country.names]
    assert len(names) == len(set(names))


def test_countries_and_states_are_known_by_their_names() -> None:
    netherlands = country_named(" the netherlands ")
    assert netherlands is not None
    assert netherlands.code == "NL"
    assert len(regions("US")) == 52
    assert len(regions("CN")) + len(regions("CN_municipality")) == 31
    assert regions("FR") == {}


@pytest.mark.parametrize(
    "text",
    [
        "no, united kingdom",
        "it's in the UK",
        "No, the country is the United Kingdom.",
        "actually it is in England",
    ],
)
def test_a_correction_may_begin_with_other_words(text: str) -> None:
    held = {"street": "22 Birch Lane", "city": "London", "postcode": "1000", "country": "Canada"}
    assert read_address(text, held) == {"country": "United Kingdom"}


def test_a_correction_in_chinese_may_begin_with_other_words() -> None:
    held = {"street": "22 Birch Lane", "city": "London", "postcode": "1000", "country": "加拿大"}
    assert read_address("不对，是英国", held) == {"country": "英国"}
    assert read_address("不对，是在英国的", held) == {"country": "英国"}


def test_a_state_does_not_stay_in_another_country() -> None:
    held = {"street": "1 Oak Lane", "city": "Perth", "state": "WA", "country": "United States"}
    assert corrected(held, {"country": "Australia"}) == {
        "street": "1 Oak Lane", "city": "Perth", "country": "Australia",
    }  # fmt: skip
    assert corrected(held, {"country": "Australia", "state": "WA"})["state"] == "WA"
    assert corrected(held, {"country": "USA"})["state"] == "WA"
    assert corrected(held, {"city": "Seattle"})["state"] == "WA"


def test_an_address_abroad_in_a_chinese_sentence() -> None:
    assert read_address("订单20011改寄到 8 Mill Street, Perth, WA 6000, Australia，谢谢") == {
        "street": "8 Mill Street", "city": "Perth", "state": "WA", "postcode": "6000", "country": "Australia",
    }  # fmt: skip
    assert read_address("寄到8 Mill Street, Perth 6000 澳大利亚")["street"] == "8 Mill Street"
    assert "street" not in read_address("我要一个 100 ml 的杯子")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22 Hill St, Leeds LS1 4DY", ("22 Hill St", "Leeds", "LS1 4DY")),
        ("4 View Road, Oxford, OX1 2AB, UK", ("4 View Road", "Oxford", "OX1 2AB")),
        ("12 Primrose Hill, London NW1 8YL", ("12 Primrose Hill", "London", "NW1 8YL")),
        ("8 Church View, Durham DH1 3NB", ("8 Church View", "Durham", "DH1 3NB")),
        (
            "no. the street is 22 Hill Street, city Leeds, postcode LS1 4DY",
            ("22 Hill Street", "Leeds", "LS1 4DY"),
        ),
        (
            "the street is 9 Mill Lane, the town is Bath, postcode BA1 1AA, country United Kingdom",
            ("9 Mill Lane", "Bath", "BA1 1AA"),
        ),
    ],
)
def test_a_street_named_like_a_type_and_labels_without_a_verb(text, expected) -> None:
    found = read_address(text)
    assert (found["street"], found["city"], found["postcode"]) == expected
    assert found["country"] == "United Kingdom"


@pytest.mark.parametrize("text", ["its 22 Hill STREET", "no, the street should be 22 Hill STREET"])
def test_a_street_that_is_put_right(text) -> None:
    assert read_address(text, {"street": "22 Hill"}) == {"street": "22 Hill STREET"}


def test_an_address_in_hong_kong_with_receiver_and_telephone() -> None:
    assert read_address("香港九龙弥敦道100号 张三收 电话98765432") == {
        "name": "张三",
        "street": "九龙弥敦道100号",
        "country": "香港",
        "phone": "98765432",
    }
