"""The chat page in a real browser, against the two running processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_browser import Page, browser, find_browser
from chat_shop import ChatShop

from scripts.bootstrap import ROOT

pytestmark = [pytest.mark.chat, pytest.mark.browser]
ANSWERED = "document.querySelectorAll('#log .bot').length >= {} && document.getElementById('typing').hidden"


@pytest.fixture
def page(running_shop: ChatShop) -> Iterator[Page]:
    program = find_browser()
    if program is None:
        pytest.skip("no Chromium is installed")
    running_shop.reset()
    with browser(program) as page:
        yield page
        assert page.problems == []


def say(page: Page, text: str, answers: int) -> None:
    page.run("document.getElementById('text').focus()")
    page.type(text)
    page.press("Enter")
    page.wait(ANSWERED.format(answers))


def test_a_shopper_finds_products_opens_one_and_comes_back(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    assert page.run("document.activeElement.tagName") in ("BODY", "TEXTAREA")
    say(page, "I need a warm jacket under 100 dollars", 2)
    assert page.run("document.querySelectorAll('.card').length") >= 2
    page.wait(
        "Array.from(document.querySelectorAll('.card img')).slice(0, 2).every((i) => i.naturalWidth > 0)"
    )
    title = page.run("document.querySelector('.card h2').textContent")
    page.run("document.querySelector('.card button').click()")
    page.wait(ANSWERED.format(3))
    assert page.run("document.querySelectorAll('#log .you')[1].textContent").endswith(title)
    buttons = page.run("document.querySelectorAll('.buttons').length")
    assert buttons == 1  # only the latest answer's can be pressed

    say(page, "compare the first two", 4)
    assert page.run("document.documentElement.scrollHeight <= window.innerHeight")

    page.call("Page.reload")
    page.wait("document.querySelectorAll('#log .you').length === 3")
    assert page.run("document.querySelector('.card h2').textContent") == title


def test_the_page_is_in_the_readers_language(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat", language="zh-CN")
    assert page.run("[document.documentElement.lang, document.title].join()") == "zh,在线客服"
    say(page, "有适合送礼的茶叶吗", 2)
    assert "茶" in page.run("document.querySelector('.card h2').textContent")


def test_a_photo_finds_its_product(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    page.choose_file("#photo", ROOT / "data/shop/images/aldertop-rain-shell-teal.webp")
    page.wait(ANSWERED.format(2))
    assert page.run("document.querySelectorAll('.own-photo').length") == 1
    assert page.run("document.querySelectorAll('.card').length") >= 1


def test_what_is_typed_goes_with_the_photo(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    page.run("document.getElementById('text').focus()")
    page.type("how much is this")
    page.choose_file("#photo", ROOT / "data/shop/images/aldertop-rain-shell-teal.webp")
    page.wait(ANSWERED.format(2))
    own = page.run("document.querySelector('.you .bubble').textContent")
    assert own == "how much is this"
    assert page.run("document.querySelectorAll('.you .own-photo').length") == 1
    assert page.run("document.getElementById('text').value") == ""
    assert "Aldertop" in page.text()


def test_a_file_that_is_no_photo_is_refused_at_once(
    page: Page, running_shop: ChatShop, tmp_path: Path
):
    path = tmp_path / "photo.png"
    path.write_text("no photo")
    page.open(f"{running_shop.bot.web}/chat")
    page.choose_file("#photo", path)
    page.wait("document.querySelector('.problem') !== null")
    assert "could not be read as a photo" in page.text()


def test_html_in_a_message_stays_text(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    say(page, "<img src=x onerror=alert(1)><b>tea</b>", 2)
    assert page.run("document.querySelectorAll('#log b, #log img[src=x]').length") == 0


def test_a_message_that_did_not_arrive_can_be_sent_again(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    page.run(
        "window.kept = window.fetch; window.fetch = () => Promise.reject(new Error('offline'))"
    )
    page.run("document.getElementById('text').focus()")
    page.type("hello")
    page.press("Enter")
    page.wait("document.querySelector('.problem') !== null")
    assert "could not be reached" in page.text()
    page.run("window.fetch = window.kept; document.querySelector('.problem button').click()")
    page.wait(ANSWERED.format(2))
    assert page.run("document.querySelectorAll('.problem').length") == 0
    assert page.run("document.querySelectorAll('#log .you').length") == 1


def test_an_expired_session_starts_a_new_one(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    page.run("localStorage.setItem('ecom.session', 'nonsense')")
    say(page, "hello", 2)
    assert page.run("localStorage.getItem('ecom.session')") != "nonsense"
    page.problems.clear()  # the browser itself reports the refused request


@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_is_wider_than_the_window(page: Page, running_shop: ChatShop, width: int):
    page.open(f"{running_shop.bot.web}/chat", width=width, height=700)
    say(page, "compare the first two jackets you have", 2)
    say(page, "show me kettles", 3)
    assert page.run("document.documentElement.scrollWidth") <= width
    assert page.run(
        "Array.from(document.querySelectorAll('#composer *, header *')).every("
        "(e) => e.getBoundingClientRect().right <= innerWidth + 1)"
    )


def test_a_long_link_is_shown_short_and_leads_where_it_should(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    say(page, "put one olive hearthmoor enamel mug in the cart", 2)
    say(page, "checkout", 3)
    shown, leads_to = page.run(
        "(() => { const a = document.querySelector('#log a'); return [a.textContent, a.href]; })()"
    )
    assert shown.endswith("/checkout…")
    assert leads_to.startswith(f"{shown[:-1]}?cart=")
