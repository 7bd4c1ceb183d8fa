"""The chat page in a real browser, against the two running processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_browser import Page, browser, find_browser
from chat_shop import ChatShop

from scripts.bootstrap import ROOT
from scripts.prepare import secret
from shoptalk.signing import Signer

pytestmark = [pytest.mark.chat, pytest.mark.browser]
ANSWERED = "chat.querySelectorAll('#log .bot').length >= {} && chat.getElementById('typing').hidden"


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
    page.run("chat.getElementById('text').focus()")
    page.type(text)
    page.press("Enter")
    page.wait(ANSWERED.format(answers))


def choose_photo(page: Page, path: Path) -> None:
    page.choose_file("#photo", path)
    page.wait("chat.querySelector('.preview img')?.naturalWidth > 0")


def test_a_shopper_finds_products_opens_one_and_comes_back(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    assert page.run("chat.activeElement?.tagName ?? 'BODY'") in ("BODY", "TEXTAREA")
    say(page, "I need a warm jacket under 100 dollars", 2)
    assert page.run("chat.querySelectorAll('.card').length") >= 2
    page.wait(
        "Array.from(chat.querySelectorAll('.card img')).slice(0, 2).every((i) => i.naturalWidth > 0)"
    )
    title = page.run("chat.querySelector('.card h2').textContent")
    page.run("chat.querySelector('.card button').click()")
    page.wait(ANSWERED.format(3))
    assert page.run("chat.querySelectorAll('#log .you .bubble')[1].textContent") == title
    buttons = page.run("chat.querySelectorAll('.buttons').length")
    assert buttons == 1  # only the latest answer's can be pressed

    say(page, "compare the first two", 4)
    assert page.run("document.documentElement.scrollHeight <= window.innerHeight")

    page.call("Page.reload")
    page.wait("chat.querySelectorAll('#log .you').length === 3")
    assert page.run("chat.querySelector('.card h2').textContent") == title


def test_the_page_is_in_the_readers_language(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat", language="zh-CN")
    assert page.run("[document.documentElement.lang, document.title].join()") == "zh,在线客服"
    say(page, "有适合送礼的茶叶吗", 2)
    assert "茶" in page.run("chat.querySelector('.card h2').textContent")


def test_reviews_are_drawn_with_their_bars(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    say(page, "what do people say about the hush over ear headphones", 2)
    bars = "Array.from(chat.querySelectorAll('.bars li'))"
    assert (
        page.run(f"{bars}.map((bar) => bar.querySelector('.hidden').textContent[0]).join('')")
        == "54321"
    )
    widths = page.run(f"{bars}.map((bar) => bar.querySelector('.bar span').offsetWidth)")
    assert widths[0] == max(widths) > 0  # most of its 22 reviewers gave five stars
    assert page.run("chat.querySelectorAll('.points blockquote').length") > 0
    assert page.run("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_photo_finds_its_product(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    choose_photo(page, ROOT / "data/shop/images/aldertop-rain-shell-teal.webp")
    page.press("Enter")
    page.wait(ANSWERED.format(2))
    assert page.run("chat.querySelectorAll('.own-photo').length") == 1
    assert page.run("chat.querySelectorAll('.card').length") >= 1


def test_what_is_typed_goes_with_the_photo(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    page.run("chat.getElementById('text').focus()")
    page.type("how much is this")
    choose_photo(page, ROOT / "data/shop/images/aldertop-rain-shell-teal.webp")
    page.press("Enter")
    page.wait(ANSWERED.format(2))
    own = page.run("chat.querySelector('.you .bubble').textContent")
    assert own == "how much is this"
    assert page.run("chat.querySelectorAll('.you .own-photo').length") == 1
    assert page.run("chat.getElementById('text').value") == ""
    assert "Aldertop" in page.text()


def test_a_file_that_is_no_photo_is_refused_at_once(
    page: Page, running_shop: ChatShop, tmp_path: Path
):
    path = tmp_path / "photo.png"
    path.write_text("no photo")
    page.open(f"{running_shop.bot.web}/chat")
    page.choose_file("#photo", path)
    page.wait("chat.querySelector('.problem') !== null")
    assert "could not be read as a photo" in page.text()


def test_html_in_a_message_stays_text(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    say(page, "<img src=x onerror=alert(1)><b>tea</b>", 2)
    assert page.run("chat.querySelectorAll('#log b, #log img[src=x]').length") == 0


def test_a_message_that_did_not_arrive_can_be_sent_again(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    page.run(
        "window.kept = window.fetch; window.fetch = () => Promise.reject(new Error('offline'))"
    )
    page.run("chat.getElementById('text').focus()")
    page.type("hello")
    page.press("Enter")
    page.wait("chat.querySelector('.problem') !== null")
    assert "could not be reached" in page.text()
    assert "Nothing was changed" not in page.text()
    page.run("window.fetch = window.kept; chat.querySelector('.problem button').click()")
    page.wait(ANSWERED.format(2))
    assert page.run("chat.querySelectorAll('.problem').length") == 0
    assert page.run("chat.querySelectorAll('#log .you').length") == 1


def test_an_expired_session_starts_a_new_one(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    page.run(
        "localStorage.setItem('ecom.session', JSON.stringify({token: 'nonsense', at: Date.now()}))"
    )
    say(page, "hello", 2)
    assert "nonsense" not in page.run("localStorage.getItem('ecom.session')")
    page.problems.clear()  # the browser itself reports the refused request


@pytest.mark.parametrize("width", [360, 1200])
def test_nothing_is_wider_than_the_window(page: Page, running_shop: ChatShop, width: int):
    page.open(f"{running_shop.bot.web}/chat", width=width, height=700)
    say(page, "compare the first two jackets you have", 2)
    say(page, "show me kettles", 3)
    assert page.run("document.documentElement.scrollWidth") <= width
    assert page.run(
        "Array.from(chat.querySelectorAll('#composer *, header *')).filter((e) => e.getClientRects().length).every("
        "(e) => e.getBoundingClientRect().right <= innerWidth + 1)"
    )


def test_a_long_link_is_shown_short_and_leads_where_it_should(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    say(page, "put one olive hearthmoor enamel mug in the cart", 2)
    say(page, "checkout", 3)
    shown, leads_to = page.run(
        "(() => { const a = chat.querySelector('#log a'); return [a.textContent, a.href]; })()"
    )
    assert shown.endswith("/checkout…")
    assert leads_to.startswith(f"{shown[:-1]}?cart=")
    assert leads_to.startswith(f"{running_shop.bot.web}/checkout?cart=")


WAITING = "!chat.getElementById('typing').hidden"
SAID = "chat.querySelectorAll('#log .you').length === {}"


def test_the_answer_that_came_meanwhile_is_shown_after_a_reload(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    say(page, "hello", 2)
    page.run("chat.getElementById('text').focus()")
    page.type("compare the first two jackets you have")
    page.press("Enter")
    page.wait(WAITING)
    page.call("Page.reload")
    page.wait(f"{SAID.format(2)} && chat.getElementById('typing').hidden")
    assert page.run("chat.querySelectorAll('#log .bot').length") == 2


def test_an_answer_that_was_lost_is_the_same_when_asked_for_again(
    page: Page, running_shop: ChatShop
):
    page.open(f"{running_shop.bot.web}/chat")
    say(page, "hello", 2)
    page.run(
        "window.kept = window.fetch; window.fetch = (...all) => "
        "window.kept(...all).then(() => { throw new Error('lost on the way'); })"
    )
    page.run("chat.getElementById('text').focus()")
    page.type("put one olive hearthmoor enamel mug in the cart")
    page.press("Enter")
    page.wait("chat.querySelector('.problem') !== null")
    assert "I do not know whether that arrived" in page.text()
    page.run("window.fetch = window.kept; chat.querySelector('.problem button').click()")
    page.wait(ANSWERED.format(3))
    (quantities,) = zip(*running_shop.rows("select quantity from cart_line"), strict=True)
    assert quantities == (1,)


def test_the_browser_keeps_a_token_and_nothing_that_was_said(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    page.run("localStorage.setItem('ecom.history', '[{}]')")
    say(page, "order 20003 emma.clark@example.com where is it", 2)
    kept = page.run("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "emma" not in kept
    assert "20003" not in kept
    assert "history" not in kept


def test_signing_out_forgets_and_ends_the_conversation(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    say(page, "order 20003 emma.clark@example.com where is it", 2)
    say(page, running_shop.code(), 3)
    assert "20003" in page.text()
    token = page.run("JSON.parse(localStorage.getItem('ecom.session')).token")
    page.run("chat.getElementById('out').click()")
    page.wait("localStorage.getItem('ecom.session') === null")
    assert "20003" not in page.text()
    status = page.run(
        f"fetch('history', {{headers: {{Authorization: 'Bearer {token}'}}}}).then((r) => r.status)"
    )
    assert status == 401
    assert running_shop.rows("select customer_id from verification") == [[None]]
    page.problems.clear()  # the browser itself reports the refused request


def test_a_page_whose_storage_is_blocked_keeps_its_conversation(page: Page, running_shop: ChatShop):
    page.call(
        "Page.addScriptToEvaluateOnNewDocument",
        source="Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked'); }})",
    )
    page.open(f"{running_shop.bot.web}/chat")
    say(page, "show me kettles", 2)
    say(page, "compare the first two", 3)
    assert page.run("chat.querySelectorAll('.table').length") == 1


def test_a_site_hands_its_customer_over(page: Page, running_shop: ChatShop):
    signer = Signer(secret(running_shop.place.var), running_shop.place.shop)
    page.open(f"{running_shop.bot.web}/chat")
    page.run(
        "(() => { const frame = document.createElement('iframe'); frame.id = 'chat'; frame.src = 'chat';"
        "document.body.append(frame); return new Promise((done) => addEventListener('message', (e) => {"
        "if (e.data.type === 'ecom.ready') { frame.contentWindow.postMessage({type: 'ecom.customer', token: "
        f"'{signer.sign_customer_token('C0001')}'}}, location.origin); done(); }}}})); }})()"
    )
    inside = "document.getElementById('chat').contentWindow.chat"
    page.wait("localStorage.getItem('ecom.session') !== null")
    page.run(f"{inside}.getElementById('text').value = 'show my orders'")
    page.run(f"{inside}.getElementById('composer').requestSubmit()")
    page.wait(
        f"{inside}.querySelectorAll('.bot').length >= 2 && {inside}.getElementById('typing').hidden"
    )
    assert "#200" in page.run(f"{inside}.getElementById('log').innerText")


def test_the_page_speaks_the_language_of_the_conversation(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat")
    say(page, "有适合送礼的茶叶吗", 2)
    assert page.run("[document.documentElement.lang, document.title].join()") == "zh,在线客服"


def test_every_card_of_a_list_can_be_reached(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat", width=760, height=900)
    say(page, "show me jackets", 2)
    last = "chat.querySelector('.card:last-child').getBoundingClientRect()"
    for _ in range(8):
        page.run("chat.querySelector('.arrow.later')?.click()")
        page.wait("!chat.querySelector('.cards').matches(':active')")
    page.wait(f"{last}.right <= innerWidth")
    page.wait("chat.querySelector('.arrow.later').hidden")


def test_a_comparison_fits_a_small_phone(page: Page, running_shop: ChatShop):
    page.open(f"{running_shop.bot.web}/chat", width=320, height=640)
    say(page, "compare the first two jackets you have", 2)
    assert page.run("document.documentElement.scrollWidth") <= 320
    assert page.run(
        "Array.from(chat.querySelectorAll('.table td, .table th')).every("
        "(e) => e.getBoundingClientRect().right <= innerWidth)"
    )


AXE = [ROOT / "node_modules/axe-core/axe.min.js", Path("/usr/share/javascript/axe-core/axe.min.js")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_faults_that_axe_finds(page: Page, running_shop: ChatShop, scheme: str):
    named = os.environ.get("AXE_CORE")
    found = next((p for p in [*map(Path, filter(None, [named])), *AXE] if p.is_file()), None)
    if found is None:
        pytest.skip(
            "axe-core is not there; AXE_CORE=PATH/axe.min.js names it (npm install axe-core)"
        )
    page.call(
        "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
    )
    page.open(f"{running_shop.bot.web}/chat")
    say(page, "show me jackets", 2)
    say(page, "compare the first two", 3)
    page.call("Runtime.evaluate", expression=found.read_text("utf-8"))
    faults = page.run(
        "axe.run().then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html).join(' ')))"
    )
    assert faults == []
