"""The chat on the pages of a shop of another origin, in a real browser, against the two running processes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from chat_browser import Page, browser, find_browser
from chat_shop import ChatShop

from scripts.bootstrap import ROOT
from scripts.services import free_port
from scripts.storefront.server import storefront

pytestmark = [pytest.mark.chat, pytest.mark.browser]
JACKET, TOTE = "/products/aldertop-stormline-3l", "/products/corvane-market-tote"
PHOTO = ROOT / "data/shop/images/aldertop-rain-shell-teal.webp"
ANSWERED = "chat.querySelectorAll('#log .bot').length >= {} && chat.getElementById('typing').hidden"
FAILED = "chat.querySelector('.problem') !== null"
OWN = "chat.querySelectorAll('#log .you').length"
LOG = "chat.getElementById('log').innerText"
READY = "typeof shopChat === 'object' && chat.querySelectorAll('#log .bot').length > 0"
SCREENS = ROOT / "var" / "screens"


@pytest.fixture(scope="module")
def site(running_shop: ChatShop) -> Iterator[str]:
    with storefront(running_shop.place, running_shop.bot.web, running_shop.site_port) as address:
        yield address


@pytest.fixture
def page(running_shop: ChatShop) -> Iterator[Page]:
    program = find_browser()
    if program is None:
        pytest.skip("no Chromium is installed")
    running_shop.reset()
    with browser(program) as page:
        yield page
        assert page.problems == []


def visit(page: Page, address: str, *, is_open: bool = True, **window: object) -> None:
    """Open a page of the shop and, unless it is open already, the chat on it."""
    page.open(address, **window)  # type: ignore[arg-type]
    page.wait(READY)
    if is_open:
        page.run("shopChat.open()")


def write(page: Page, text: str) -> None:
    page.run("chat.getElementById('text').focus()")
    page.type(text)
    page.press("Enter")


def say(page: Page, text: str) -> str:
    """Send a message and return the answer to it."""
    before = page.run("chat.querySelectorAll('#log .bot').length")
    write(page, text)
    page.wait(ANSWERED.format(before + 1))
    return str(page.run("[...chat.querySelectorAll('#log .bot')].at(-1).innerText"))


def offline(page: Page, is_offline: bool) -> None:
    page.call("Network.enable")
    page.call(
        "Network.emulateNetworkConditions",
        offline=is_offline, latency=0, downloadThroughput=-1, uploadThroughput=-1,
    )  # fmt: skip


def shot(page: Page, name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(SCREENS / f"{name}.png")


@pytest.mark.parametrize(
    ("language", "question", "yes", "wish"),
    [
        ("en-GB", "is this one waterproof?", "Yes", "show me jackets"),
        ("zh-CN", "这个防水吗？", "是", "有什么夹克"),
    ],
)
def test_a_shopper_chats_from_a_product_page_and_goes_on_on_the_next(
    page: Page, site: str, language: str, question: str, yes: str, wish: str
):
    visit(page, f"{site}{JACKET}", is_open=False, language=language)
    assert page.run("chat.getElementById('panel').hidden")
    page.run("chat.querySelector('.launcher').click()")
    assert yes in say(page, question)
    say(page, wish)
    shot(page, f"product-{language}")
    link = page.run("chat.querySelector('.card h3 a').href")
    assert link.startswith(f"{site}/products/")
    said = page.run(LOG)
    visit(page, link, is_open=False, language=language)
    page.wait(f"{OWN} === 2")
    assert not page.run("chat.getElementById('panel').hidden")  # it was open on the page before
    assert question in page.run(LOG)
    assert page.run(LOG).count("\n") >= said.count("\n") // 2
    assert len(page.run("document.title")) > 3


def test_another_page_is_about_another_product(page: Page, site: str):
    visit(page, f"{site}{JACKET}")
    assert "Stormline" in say(page, "is this one waterproof?")
    visit(page, f"{site}{TOTE}")
    assert "Tote" in say(page, "and this one, is it waterproof?")
    page.run("shopChat.setPage({product: 'aldertop-rain-shell'})")
    assert "Rain Shell" in say(page, "is this waterproof?")


def test_a_card_goes_into_the_cart_and_the_page_hears_of_it(
    page: Page, site: str, running_shop: ChatShop
):
    visit(page, site)
    say(page, "hearthmoor enamel mug")
    page.run("window.heard = []; shopChat.on('cart', (cart) => heard.push(cart))")
    page.run("chat.querySelector('.card .buy').click()")
    page.wait(ANSWERED.format(3))
    if not page.run("heard.length"):
        page.run("chat.querySelector('.buttons button').click()")  # which version
        page.wait(ANSWERED.format(4))
    assert page.run("heard.length") == 1
    assert page.run("document.getElementById('cart').textContent").endswith("(1)")
    assert running_shop.rows("select quantity from cart_line") == [[1]]


def test_whoever_is_signed_in_at_the_shop_is_known_and_a_guest_is_not_shown_it(
    page: Page, site: str
):
    visit(page, site, is_open=False)
    page.run("document.querySelector('select').value = 'C0001'; document.forms[0].submit()")
    page.wait(
        "document.querySelector('select')?.value === 'C0001' && document.readyState === 'complete'"
    )
    page.wait(READY)
    page.run("shopChat.open()")
    assert "#200" in say(page, "show my orders")
    page.run("document.querySelector('select').value = ''; document.forms[0].submit()")
    page.wait(
        "document.querySelector('select')?.value === '' && document.readyState === 'complete'"
    )
    page.wait(f"{READY} && {OWN} === 0")
    assert "#200" not in page.run(LOG)
    assert "#200" not in say(page, "show my orders")


def test_a_photo_is_seen_before_it_is_sent_by_button_or_drag(page: Page, site: str):
    visit(page, site)
    page.choose_file("#photo", PHOTO)
    page.wait("chat.querySelector('.preview img')?.naturalWidth > 0")
    page.run("chat.querySelector('.preview button').click()")
    assert page.run("chat.getElementById('composer').querySelectorAll('img').length") == 0
    drop = """(async () => {
      const canvas = new OffscreenCanvas(40, 30); canvas.getContext('2d').fillRect(0, 0, 40, 30);
      const dropped = new DataTransfer();
      const photo = await canvas.convertToBlob();
      dropped.items.add(new File([photo], '<img src=x onerror=alert(1)>.png', {type: 'image/png'}));
      const init = {bubbles: true, composed: true, cancelable: true, dataTransfer: dropped};
      chat.getElementById('log').dispatchEvent(new DragEvent('dragover', init));
      const shown = chat.getElementById('panel').dataset.drop;
      chat.getElementById('log').dispatchEvent(new DragEvent('drop', init));
      return shown;
    })()"""
    assert page.run(drop) == "Drop the photo here"
    page.wait("chat.querySelector('.preview img')?.naturalWidth === 40")
    write(page, "")
    page.wait(ANSWERED.format(2))
    assert page.run("chat.querySelectorAll('.you .own-photo').length") == 1


def test_what_is_written_without_a_connection_is_sent_once_when_it_is_back(
    page: Page, site: str, running_shop: ChatShop
):
    visit(page, site)
    say(page, "hello")
    offline(page, True)
    write(page, "put one olive hearthmoor enamel mug in the cart")
    page.wait("!chat.getElementById('state').hidden")
    assert "You are offline" in page.run("chat.getElementById('state').textContent")
    write(page, "what is in my cart")
    offline(page, False)
    page.wait(f"({ANSWERED.format(4)}) || {FAILED}")
    # What was on its way at the very moment may be lost, which is said; sending it again by hand is safe.
    page.run("chat.querySelector('.problem button')?.click()")
    page.wait(ANSWERED.format(4))
    page.wait(f"{OWN} === 3 && chat.querySelectorAll('.problem').length === 0")
    assert running_shop.rows("select quantity from cart_line") == [[1]]
    own = page.run("[...chat.querySelectorAll('.you .bubble')].map((b) => b.textContent)")
    assert own == ["hello", "put one olive hearthmoor enamel mug in the cart", "what is in my cart"]
    assert page.run("sessionStorage.getItem('ecom.unsent')") is None
    page.problems.clear()  # the browser itself reports what was not reached


def test_what_could_not_be_sent_is_sent_from_the_next_page(
    page: Page, site: str, running_shop: ChatShop
):
    visit(page, site)
    say(page, "hello")
    page.call("Network.enable")
    page.call("Network.setBlockedURLs", urls=["*/messages"])
    write(page, "put one olive hearthmoor enamel mug in the cart")
    page.wait("chat.querySelector('.problem') !== null")
    page.call("Network.setBlockedURLs", urls=[])
    visit(page, f"{site}{TOTE}")
    page.wait(f"{OWN} === 2 && {ANSWERED.format(2)}")
    assert running_shop.rows("select quantity from cart_line") == [[1]]
    page.problems.clear()  # as above


def test_a_slow_shop_gets_everything_in_order(page: Page, site: str):
    visit(page, site)
    page.run(
        "window.kept = fetch; window.fetch = async (...all) => "
        "{ await new Promise((done) => setTimeout(done, 700)); return kept(...all); }"
    )
    for text in ("hello", "show me kettles", "compare the first two"):
        write(page, text)
    assert not page.run("chat.getElementById('typing').hidden")
    page.wait(f"{ANSWERED.format(4)} && chat.querySelectorAll('.table').length === 1")
    assert page.run("[...chat.querySelectorAll('.you .sign')].map((s) => s.title).join()") == (
        "Received,Received,Received"
    )


def test_two_tabs_show_the_same_conversation(page: Page, site: str):
    visit(page, site)
    say(page, "hello")
    with page.another() as second:
        visit(second, f"{site}{TOTE}", is_open=False)
        second.wait(f"{OWN} === 1")
        say(page, "show me kettles")
        second.wait(f"{OWN} === 2 && chat.querySelectorAll('.card').length > 0")
        assert not second.run("chat.querySelector('.badge').hidden") or second.run(
            "!chat.getElementById('panel').hidden"
        )
        second.run("shopChat.open()")
        say(second, "compare the first two")
        page.wait(f"{OWN} === 3 && chat.querySelectorAll('.table').length === 1")
        page.run("chat.getElementById('new').click()")
        second.wait(f"{OWN} === 0")
        assert second.problems == []


def test_a_site_that_is_not_on_the_list_cannot_chat(page: Page, running_shop: ChatShop):
    with storefront(running_shop.place, running_shop.bot.web, free_port()) as address:
        visit(page, address)
        write(page, "hello")
        page.wait("chat.querySelector('.problem') !== null")
        assert "could not be reached" in page.text()
    page.problems.clear()  # the browser itself says why


def test_the_page_is_left_as_it_was(page: Page, site: str):
    page.call(
        "Page.addScriptToEvaluateOnNewDocument",
        source="window.before = new Set(Object.getOwnPropertyNames(window))",
    )
    visit(page, f"{site}{JACKET}")
    say(page, "hello")
    added = "Object.getOwnPropertyNames(window).filter((name) => !before.has(name))"
    assert page.run(added) == ["before", "shopChat"]
    assert page.run("document.cookie") == ""
    assert page.run("document.querySelectorAll('style').length") == 0
    assert "serif" in page.run("getComputedStyle(document.querySelector('h1')).fontFamily")
    assert "system-ui" in page.run("getComputedStyle(chat.getElementById('heading')).fontFamily")
    accent = page.run("getComputedStyle(chat.querySelector('.launcher')).backgroundColor")
    assert accent == "rgb(122, 59, 29)"  # the shop's own colour, by a variable on its page


EVIL = "<script>evil()</script>"
REVIEWED = {
    "title": "<i>t</i>",
    "bars": [{"stars": 5, "count": 1, "share": "1;background:url(javascript:evil())"}],
    "points": [
        {
            "name": "<b>n</b>",
            "praise": 1,
            "blame": 0,
            "quotes": [{"text": EVIL, "stars": 5, "language": None}],
        }
    ],
}
CARD = {
    "id": f'x">{EVIL}',
    "title": "<img src=x onerror=evil()>",
    "price": "<b>1</b>",
    "image": "javascript:evil()",
    "url": "javascript:evil()",
    "reason": "<svg onload=evil()>",
}
PAYLOADS = [
    {"type": "products", "items": [CARD]},
    {"type": "comparison", "items": [CARD], "rows": [{"name": EVIL, "values": [EVIL]}]},
    {"type": "link", "url": "javascript:evil()"},
    {"type": "link", "url": f"data:text/html,{EVIL}"},
    {"type": "reviews", "items": [REVIEWED]},
    {"type": "picture", "name": "../../../etc/passwd", "alt": '" onerror="evil()'},
    {"type": "order", "number": EVIL, "status": EVIL, "total": "1", "lines": [{"title": EVIL}]},
    {"type": "cart", "total": EVIL, "lines": EVIL},
    {"type": "unheard-of", "items": "nonsense"},
    {"type": "products", "items": None},
]
HOSTILE = {
    "language": "en",
    "failed": False,
    "messages": [
        {"text": f"{EVIL} javascript:evil() https://ok.example/<img src=x onerror=evil()>"},
        *({"custom": payload} for payload in PAYLOADS),
        {"text": "from a person", "person": "<img src=x onerror=evil()>"},
    ],
}


def test_nothing_in_an_answer_becomes_markup_code_or_a_link_elsewhere(page: Page, site: str):
    visit(page, site)
    page.run(
        "window.evil = () => { window.fell = true; }; window.kept = fetch;"
        "window.fetch = (address, ...all) => String(address).endsWith('/messages')"
        f" ? Promise.resolve(new Response({json.dumps(json.dumps(HOSTILE))}))"
        " : String(address).endsWith('/events') ? new Promise(() => {}) : kept(address, ...all)"
    )
    write(page, "hello")
    page.wait(ANSWERED.format(3))
    assert page.run("window.fell") is None
    assert (
        page.run(
            "chat.querySelectorAll('script, b, i, svg[onload], img[onerror], #log img[src=x]').length"
        )
        == 0
    )
    links = page.run("[...chat.querySelectorAll('#log a')].map((a) => a.href)")
    assert links == ["https://ok.example/"]
    assert page.run("chat.querySelector('.shown').src").endswith("/pictures/passwd")
    assert "is answering" in page.run("chat.getElementById('state').textContent")
    page.problems.clear()  # the pictures that are none


def test_the_keyboard_reaches_everything_and_escape_closes(page: Page, site: str):
    visit(page, f"{site}{TOTE}", is_open=False)
    page.run("chat.querySelector('.launcher').focus()")
    page.press("Enter")
    page.wait("chat.activeElement?.id === 'text'")
    page.run("chat.getElementById('more').focus()")
    page.press("Enter")
    page.wait("chat.activeElement?.id === 'new'")
    page.press("Escape")
    assert page.run("chat.activeElement.id") == "more"
    page.press("Escape")
    assert page.run("chat.getElementById('panel').hidden")
    assert page.run("chat.activeElement.className") == "launcher"


def test_a_conversation_is_downloaded_rated_and_deleted(
    page: Page, site: str, running_shop: ChatShop
):
    visit(page, site)
    say(page, "show me kettles")
    page.run("URL.createObjectURL = (file) => { window.saved = file.text(); return 'data:,'; }")
    page.run("chat.getElementById('download').click()")
    assert "You: show me kettles" in page.run("saved")
    page.run("chat.getElementById('rate').click()")
    page.run("chat.querySelectorAll('.star')[3].click()")
    page.wait(ANSWERED.format(3))
    assert running_shop.rows("select about, score from satisfaction") == [["chat", 4]]
    assert running_shop.rows("select count(*) from turn") == [[2]]
    page.run("chat.getElementById('erase').click()")
    page.run("chat.getElementById('sure').click()")
    page.wait(f"{OWN} === 0")
    assert "deleted" in page.text()
    assert running_shop.rows("select count(*) from turn") == [[0]]
    page.call("Page.reload")
    page.wait(READY)
    assert page.run(OWN) == 0


def insert(page: Page, running_shop: ChatShop, **settings: str) -> None:
    """Put the chat onto a page that has none, with attributes of its script."""
    page.open(f"{running_shop.bot.web}/")
    page.run(
        "(() => { const script = document.createElement('script');"
        f"Object.assign(script.dataset, {json.dumps(settings)});"
        f"script.src = '{running_shop.bot.web}/widget/embed.js'; document.body.append(script); }})()"
    )
    page.wait(READY)
    page.problems[:] = [problem for problem in page.problems if "favicon" not in problem]


def test_help_is_offered_once_and_the_shop_says_how_it_looks(page: Page, running_shop: ChatShop):
    told = {"offerAfter": "0.3", "side": "left", "opening": "Welcome!", "title": "Ask Pia"}
    insert(page, running_shop, **told)
    page.wait("!chat.querySelector('.teaser').hidden")
    assert page.run("chat.querySelector('.launcher').getBoundingClientRect().left") < 100
    page.run("chat.querySelector('.teaser .icon').click()")
    assert page.run("chat.querySelector('.teaser').hidden")
    page.run("shopChat.open()")
    assert page.run("chat.getElementById('heading').textContent") == "Ask Pia"
    assert "Welcome!" in page.run(LOG)
    page.run("shopChat.close()")
    insert(page, running_shop, **told)
    page.run("new Promise((done) => setTimeout(done, 900))")
    assert page.run("chat.querySelector('.teaser').hidden")
    page.problems[:] = [problem for problem in page.problems if "favicon" not in problem]


def test_what_comes_while_it_is_closed_is_counted(page: Page, site: str):
    visit(page, site)
    say(page, "hello")
    page.run("window.counts = []; shopChat.on('unread', ({count}) => counts.push(count))")
    page.run("shopChat.close(); shopChat.send('show me kettles')")
    page.wait(
        "chat.querySelector('.badge').textContent > 0 && !chat.querySelector('.badge').hidden"
    )
    assert "unread" in page.run("chat.querySelector('.launcher').getAttribute('aria-label')")
    visit(page, f"{site}{TOTE}", is_open=False)
    page.wait("!chat.querySelector('.badge').hidden")
    page.run("shopChat.open()")
    assert page.run("chat.querySelector('.badge').hidden")


def test_a_page_from_right_to_left_keeps_the_chat_whole(page: Page, site: str):
    visit(page, site, is_open=False)
    page.run("document.documentElement.dir = 'rtl'; shopChat.open()")
    say(page, "show me kettles")
    shot(page, "right-to-left")
    box = "chat.getElementById('panel').getBoundingClientRect()"
    parts = "[...chat.querySelectorAll('header *, #composer *, .bubble')]"
    inside = f"((b) => {parts}.filter((e) => e.getClientRects().length).every((e) => "
    inside += f"((r) => r.left >= b.left - 1 && r.right <= b.right + 1)(e.getBoundingClientRect())))({box})"
    assert page.run(inside)


def test_only_the_bot_may_have_a_conversation_forgotten(running_shop: ChatShop):
    address = urlsplit(running_shop.bot.actions.health)
    connection = HTTPConnection(str(address.hostname), address.port or 0, timeout=10)
    connection.request("DELETE", "/conversations/web-1")
    assert connection.getresponse().status == 401
    connection.close()


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_it_fills_a_small_phone_and_nothing_sticks_out(page: Page, site: str, language: str):
    visit(page, site, width=320, height=640, language=language)
    say(page, "compare the first two jackets you have" if language == "en-GB" else "比较前两件夹克")
    say(page, "show me kettles" if language == "en-GB" else "有什么水壶")
    shot(page, f"phone-{language}")
    box = page.run(
        "(({x, y, width, height}) => [x, y, width, height])(chat.getElementById('panel').getBoundingClientRect())"
    )
    assert box == [0, 0, 320, 640]
    parts = "[...chat.querySelectorAll('#composer *, header *, .bubble, .table td')]"
    shown = f"{parts}.filter((part) => part.getClientRects().length)"
    assert page.run(f"{shown}.every((part) => part.getBoundingClientRect().right <= 321)")


AXE = [ROOT / "node_modules/axe-core/axe.min.js", Path("/usr/share/javascript/axe-core/axe.min.js")]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1000), ("dark", 1000), ("light", 320)])
def test_the_widget_has_no_faults_that_axe_finds(page: Page, site: str, scheme: str, width: int):
    named = os.environ.get("AXE_CORE")
    found = next((p for p in [*map(Path, filter(None, [named])), *AXE] if p.is_file()), None)
    if found is None:
        pytest.skip(
            "axe-core is not there; AXE_CORE=PATH/axe.min.js names it (npm install axe-core)"
        )
    page.call(
        "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
    )
    visit(page, f"{site}{JACKET}", width=width, height=800)
    page.call("Runtime.evaluate", expression=found.read_text("utf-8"))
    say(page, "what do people say about the hush over ear headphones")
    say(page, "show me jackets")
    say(page, "compare the first two")
    shot(page, f"axe-{scheme}-{width}")
    told = "(v) => v.id + ': ' + v.nodes.map((n) => n.html + n.failureSummary).join(' ')"
    faults = f"axe.run(document.querySelector('shop-chat')).then((r) => r.violations.map({told}))"
    assert page.run(faults) == []
    page.run("chat.getElementById('more').click()")
    assert page.run(faults) == []
    page.run("shopChat.close()")
    assert page.run(faults) == []
