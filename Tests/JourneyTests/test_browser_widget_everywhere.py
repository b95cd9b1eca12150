"""The widget in every language and on hard pages: how much it weighs, what it costs its host, what it survives."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, WebSocketRoute, expect

from browser import Browsers, Site, Visitor, browsers, chromium, flaws, site  # noqa: F401
from harness import HOURS, HOURS_ANSWER, Organization, eventually, knowing_bot
from test_browser_widget import BOTH, PHONE, summary

KILOBYTE = 1024


def speaking(shop: Organization, language: str, **settings: Any) -> dict[str, Any]:
    """A bot whose widget speaks this language and offers a question."""
    return knowing_bot(shop, **{"appearance": {"language": language, "suggestions": [HOURS]}, **settings})


def weight(request: Request) -> int:
    """The bytes of an answer's body as they were sent."""
    response = request.response()
    assert response is not None, request.url
    return int(response.header_value("Content-Length") or len(response.body()))


def frame_of(page: Page) -> Any:
    return next(frame for frame in page.frames if "/widget/frame" in frame.url)


# --- weight -------------------------------------------------------------------------------------------


def test_all_that_the_widget_loads_is_small_and_the_chat_can_be_kept_as_a_file(
    browsers: Browsers, site: Site, shop: Organization
) -> None:
    """6 KB in two requests before it is opened, 30 KB in all: every part, in the language that weighs most."""
    bot = speaking(shop, "ja", name="Harbour bot")
    page = browsers.person().new_page()
    done: list[Request] = []
    page.on("requestfinished", lambda request: done.append(request) if request.url.startswith(shop.server.url) else None)
    visitor = Visitor(page, site.page(shop.server, bot))
    expect(visitor.launcher).to_have_accessible_name("チャットを開く")
    before = sum(map(weight, done))
    assert len(done) == 2 and before <= 6 * KILOBYTE, before

    visitor.launcher.click()
    visitor.chat.get_by_role("button", name=HOURS).click()
    expect(visitor.chat.locator("#log")).to_contain_text(HOURS_ANSWER)
    answered = sum(map(weight, done))
    assert answered <= 30 * KILOBYTE, answered
    with page.expect_download() as download:
        visitor.chat.get_by_role("button", name="チャットをテキストファイルで保存").click()
    assert re.fullmatch(r"chat-\d{4}-\d\d-\d\d\.txt", download.value.suggested_filename)
    kept = download.value.path().read_bytes().decode()
    assert kept.startswith("Harbour botとのチャット\r\n")
    assert f"お客様: {HOURS}\r\n" in kept and f"Harbour bot: {HOURS_ANSWER}\r\n" in kept
    visitor.chat.get_by_role("button", name="以前のチャット").click()
    expect(visitor.chat.locator("#past")).to_contain_text("以前のチャットはまだありません。")
    files = [(request.url, weight(request)) for request in done if "/api/" not in request.url]
    assert sum(size for _, size in files) <= 30 * KILOBYTE, files
    scripts = [request.url for request in done if request.resource_type == "script"]
    assert len(scripts) == 4, "launcher, frame, words, and what was asked for later"


# --- languages ----------------------------------------------------------------------------------------


@BOTH
def test_from_right_to_left_every_screen_works_and_axe_finds_nothing(
    browsers: Browsers, site: Site, shop: Organization, scheme: str
) -> None:
    bot = speaking(shop, "ar", greeting="أهلًا! كيف أساعدكم؟")
    visitor = browsers.customer(site, shop.server, bot, color_scheme=scheme, viewport={"width": 400, "height": 760})
    expect(visitor.launcher).to_have_accessible_name("فتح المحادثة")
    visitor.launcher.click()
    page = visitor.chat.locator("html")
    expect(page).to_have_attribute("dir", "rtl")
    expect(page).to_have_attribute("lang", "ar")
    assert flaws(visitor.page, "/widget/frame") == []
    visitor.chat.get_by_role("button", name=HOURS).click()
    expect(visitor.chat.locator("#log")).to_contain_text(HOURS_ANSWER)
    expect(visitor.chat.locator("#suggestions")).to_be_hidden()
    own = visitor.chat.locator('[data-role="customer"]').bounding_box()
    bots = visitor.chat.locator('[data-role="bot"]').last.bounding_box()
    assert own and bots and own["x"] < bots["x"], "the customer's side is the left one here"

    visitor.chat.get_by_role("button", name="التحدث إلى شخص").click()
    expect(visitor.chat.locator("#notice")).to_contain_text("أنتم في الانتظار منذ")
    visitor.chat.get_by_role("button", name="ترك البريد الإلكتروني").first.click()
    address = visitor.chat.get_by_label("البريد الإلكتروني", exact=True)
    expect(address).to_be_focused()
    address.fill("cleo")
    address.press("Enter")
    expect(visitor.chat.locator("#notice")).to_contain_text("لا يبدو هذا عنوان بريد إلكتروني")
    assert flaws(visitor.page, "/widget/frame") == []
    address.fill("cleo@shop.example")
    address.press("Enter")
    expect(address).to_be_hidden()
    expect(visitor.chat.get_by_role("button", name="ترك البريد الإلكتروني")).to_have_count(0)
    conversation = summary(shop, bot)["id"]
    assert eventually(lambda: shop.owner.summary(conversation)["customer"]["email"] or None) == "cleo@shop.example"

    shop.owner.take_over(conversation).ok()
    shop.owner.say(conversation, "Hello Cleo").ok(201)
    expect(visitor.chat.locator("#role")).to_have_text("يجيبكم الآن أحد الأشخاص")
    shop.owner.end(conversation).ok()
    expect(visitor.chat.get_by_role("button", name="بدء محادثة جديدة")).to_be_visible()
    visitor.chat.get_by_role("button", name="المحادثات السابقة").click()
    visitor.chat.get_by_role("button", name=HOURS).click()
    expect(visitor.chat.get_by_role("region", name="محادثة سابقة", exact=True)).to_contain_text("Hello Cleo")
    assert flaws(visitor.page, "/widget/frame") == []
    overflow = "document.documentElement.scrollWidth - innerWidth"
    assert frame_of(visitor.page).evaluate(overflow) <= 0
    visitor.chat.get_by_role("button", name="إغلاق المحادثة").click()
    expect(visitor.launcher).to_be_visible()


# --- hard pages ---------------------------------------------------------------------------------------

# What a page can do to elements that it does not know: hide, resize, move and animate all of them.
HOSTILE_PAGE = """
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { display: none !important; opacity: 0 !important; transform: scale(3) !important; }
    html, body, main { display: block !important; opacity: 1 !important; transform: none !important; }
    iframe, button, svg, div, whisper-widget { visibility: hidden !important; width: 3px !important; position: static !important;
      z-index: -1 !important; pointer-events: none !important; font-size: 90px !important; direction: rtl !important; }
    :root { font-size: 40px; --whisper-color: red !important; }`);
  if (window === parent) addEventListener("DOMContentLoaded", () => document.adoptedStyleSheets = [sheet]);
"""

# All that moves the page. It opens and closes the chat itself: what a test does from outside runs on the page's thread.
WATCHED_PAGE = """
  if (window === parent) {
    window.shifts = [];
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) shifts.push(shift.value);
    }).observe({ type: "layout-shift", buffered: true });
    window.Whisper = function () { (Whisper.q = Whisper.q || []).push(arguments) };
    Whisper("on", "ready", () => setTimeout(Whisper, 500, "open"));
    Whisper("on", "open", () => setTimeout(Whisper, 1500, "close"));
  }
"""


def longest_task(trace: list[dict[str, Any]]) -> float:
    """The most CPU time, in milliseconds, that one task took on the page's thread since the launcher was there.

    CPU time and not the clock's: the machine that tests has other work too.
    """
    launcher = next(event for event in trace if event["name"] == "EvaluateScript" and event["args"]["data"]["url"].endswith("/widget.js"))
    times = [
        event["tdur"] / 1000
        for event in trace
        if event["name"] == "RunTask" and "tdur" in event and event["ts"] + event["dur"] >= launcher["ts"]
        and (event["pid"], event["tid"]) == (launcher["pid"], launcher["tid"])
    ]
    assert len(times) > 50
    return float(max(times))


def test_a_hostile_page_neither_hides_nor_bends_the_chat(browsers: Browsers, site: Site, shop: Organization) -> None:
    person = browsers.person()
    person.add_init_script(HOSTILE_PAGE)
    visitor = Visitor(person.new_page(), site.page(shop.server, knowing_bot(shop)))
    expect(visitor.launcher).to_be_visible()
    box = visitor.launcher.bounding_box()
    assert box and (round(box["width"]), round(box["height"])) == (56, 56) and box["x"] > 1000 and box["y"] > 600
    visitor.open()
    visitor.say(HOURS)
    visitor.hears(HOURS_ANSWER)
    panel = visitor.page.locator("whisper-widget iframe").bounding_box()
    assert panel and round(panel["width"]) == 400 and panel["height"] > 500


def test_the_page_pays_with_no_long_task_and_no_shift(
    browsers: Browsers, chromium: Browser, site: Site, shop: Organization
) -> None:
    """At a quarter of the speed, until the chat was opened and closed again; four slips of the machine are forgiven."""
    bot = knowing_bot(shop)
    longest = 0.0
    for _ in range(5):
        person = browsers.person()
        person.add_init_script(WATCHED_PAGE)
        page = person.new_page()
        person.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
        # Another site than the chat's: then the frame's own work runs in another process, as on most shops.
        address = site.page(shop.server, bot).replace(site.origin, site.foreign_origin)
        chromium.start_tracing(page=page, categories=["devtools.timeline", "disabled-by-default-devtools.timeline"])
        page.goto(address)
        page.wait_for_timeout(4_000)
        for _ in range(40):
            if len(page.frames) == 2:
                break
            page.wait_for_timeout(250)
        trace = json.loads(chromium.stop_tracing())["traceEvents"]
        assert len(page.frames) == 2 and page.evaluate("shifts") == []
        person.close()
        longest = longest_task(trace)
        if longest <= 50:
            return
    raise AssertionError(f"a task of {longest} ms")


def test_on_a_phone_the_keyboard_covers_nothing(browsers: Browsers, site: Site, shop: Organization) -> None:
    person = browsers.person(viewport=PHONE, has_touch=True, is_mobile=True)
    # No browser that tests has a keyboard on its screen: this one takes the lower 300 pixels as they do.
    person.add_init_script("""
      window.keyboard = 0;
      const height = Object.getOwnPropertyDescriptor(VisualViewport.prototype, "height").get;
      Object.defineProperty(VisualViewport.prototype, "height", { get() { return height.call(this) - keyboard; } });
    """)
    visitor = Visitor(person.new_page(), site.page(shop.server, knowing_bot(shop)))
    visitor.launcher.tap()
    expect(visitor.field).to_be_visible()
    visitor.say(HOURS)
    visitor.hears(HOURS_ANSWER)
    visitor.page.evaluate("keyboard = 300; visualViewport.dispatchEvent(new Event('resize'))")
    frame = visitor.page.locator("whisper-widget iframe")
    eventually(lambda: (frame.bounding_box() or {}).get("height") == PHONE["height"] - 300 or None)
    field, answer = visitor.field.bounding_box(), visitor.message(HOURS_ANSWER).bounding_box()
    assert field and field["y"] + field["height"] <= PHONE["height"] - 300
    assert answer and answer["y"] + answer["height"] <= field["y"], "what was read stays in sight"
    visitor.page.evaluate("keyboard = 0; visualViewport.dispatchEvent(new Event('resize'))")
    eventually(lambda: (frame.bounding_box() or {}).get("height") == PHONE["height"] or None)


# --- nothing lost, nothing doubled --------------------------------------------------------------------


def test_what_was_sent_into_a_dying_line_goes_out_once_after_the_page_changed(
    browsers: Browsers, site: Site, fresh_shop: Organization
) -> None:
    """The line lets messages through and swallows what the server says: whether they arrived, the page cannot know."""
    shop = fresh_shop
    bot = shop.silent_bot()
    visitor = browsers.customer(site, shop.server, bot).open()
    visitor.say("The first one")
    conversation = summary(shop, bot)["id"]
    other = Visitor(visitor.page.context.new_page(), visitor.page.url).open()

    line = {"dies": True, "hears": True}

    def carry(frame: str | bytes, server: WebSocketRoute) -> None:
        if line["dies"] and "never heard of" in str(frame):
            line["hears"] = False
        server.send(frame)

    def connect(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda frame: carry(frame, server))
        server.on_message(lambda frame: socket.send(frame) if line["hears"] else None)

    visitor.page.route_web_socket(re.compile("/api/v1/socket"), connect)
    visitor.page.reload()
    visitor.open()
    visitor.field.fill("Its receipt is never heard of")
    visitor.field.press("Enter")
    visitor.field.fill("Written after it")
    visitor.field.press("Enter")
    expect(visitor.log.locator('[data-state="pending"]')).to_have_count(2)
    other.hears("Its receipt is never heard of", "customer")

    # The tab goes on to another page of the shop: the widget there has the tab's memory.
    line.update(dies=False, hears=True)
    visitor.page.goto(site.page(shop.server, bot))
    visitor.open()
    texts = ["The first one", "Its receipt is never heard of", "Written after it"]
    for text in texts:
        expect(visitor.message(text, "customer")).to_have_count(1)
        expect(other.message(text, "customer")).to_have_count(1)
    expect(visitor.log.locator('[data-state="pending"]')).to_have_count(0)
    assert shop.owner.texts(conversation, "customer") == texts


# --- hostile words ------------------------------------------------------------------------------------

HOSTILE = [
    '<img src=x onerror="window.pwned = true">', '"><script>window.pwned = true</script>', "javascript:window.pwned=true",
    "{name} {count} {bot} $& $1", "\u202eright to left\u202c", "</h1></button></main></body>", "Z\u0361\u0489\u0334\u0321lgo" * 5, "W" * 180,
]


def test_hostile_words_in_every_field_that_the_widget_shows_stay_words(
    browsers: Browsers, site: Site, shop: Organization
) -> None:
    """Names, greeting, suggestions, titles of sources, links of sources, answers, page settings: all from outside."""
    name = "<b onclick=pwned=1>Bot</b> {name}"
    bot = shop.bot(name=name, greeting=HOSTILE[0], appearance={
        "suggestions": [*HOSTILE, 7, {"toString": "x"}], "language": '"><script>',
    })
    shop.owner.api.patch(f"/bots/{bot['id']}", {"appearance": {
        "color": "red;}*{display:none", "theme": "<", "position": HOSTILE[0],
    }}).invalid("appearance.color", "appearance.theme", "appearance.position")
    question = 'What is <img src=x onerror="window.pwned = true"> made of?'
    shop.faq(bot, question, "\n\n".join(["It is made of cotton.", *HOSTILE, "[a](javascript:window.pwned=true) ![b](https://shop.example/b.png)"]))
    person = browsers.person()
    person.add_init_script('window.whisperSettings = { language: "toString", color: "url(x)", theme: { a: 1 } }')
    visitor = Visitor(person.new_page(), site.page(shop.server, bot)).open()
    offered = visitor.chat.locator("#suggestions button")
    expect(offered).to_have_count(6)
    assert offered.all_text_contents() == [text.strip() for text in HOSTILE[:6]]
    offered.nth(3).click()
    expect(visitor.message("{name} {count} {bot} $& $1", "customer")).to_have_count(1)
    visitor.say(question)
    visitor.hears("It is made of cotton.")
    expect(visitor.log.locator(".sources").last).to_contain_text("<img src=x")
    conversation = summary(shop, bot)["id"]
    eve = shop.operator(name="</p>{bot} <i>Eve</i>")
    eve.take_over(conversation).ok()
    expect(visitor.who).to_contain_text("</p>{bot} <i>Eve</i>")
    expect(visitor.log).to_contain_text("</p>{bot} <i>Eve</i> joined the chat.")
    for text in HOSTILE:
        eve.say(conversation, text).ok(201)
    visitor.hears(HOSTILE[-1], "operator")
    eve.end(conversation).ok()
    visitor.chat.get_by_role("button", name="Earlier chats").click()
    visitor.chat.get_by_role("button", name="{name} {count} {bot}").click()
    expect(visitor.chat.get_by_role("region", name="Earlier chat", exact=True)).to_contain_text("It is made of cotton.")
    expect(visitor.page.locator("whisper-widget iframe")).to_have_attribute("title", f"Chat with {name}")
    for frame in visitor.page.frames:
        assert frame.evaluate("window.pwned") is None
        assert frame.locator("img, b[onclick], i, [onerror]").filter(has_not=frame.locator(".dots")).count() == 0
        assert frame.locator('a[href^="javascript" i]').count() == 0
        assert frame.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
