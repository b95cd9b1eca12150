"""From a stored message to the operator's screen, with 40 chats running.

    .venv/bin/python Benchmarks/screens.py [CHATS]

One operator has the console open in Chromium with one chat in front; all customers write, together about
13 messages a second. Of each message in the open chat it is measured how long after its ack, which says
that it is stored, it stands in the conversation and in the list, painted. Run on a quiet machine.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("WHISPER_BIN", str(ROOT / ".build/release/whisperdesk"))
sys.path.insert(0, str(ROOT / "Tests/JourneyTests"))

from harness import Customer, Organization, Server  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

ROUNDS = 100
PAUSE_SECONDS = 0.3

# The frame after the one that drew a text begins when that one was handed over to be painted.
WATCH = """() => {
  window.seen = { log: {}, list: {} };
  for (const [place, tag] of [["log", "wd-log"], ["list", "wd-conversation-list"]]) {
    const look = () => {
      const found = document.querySelector(tag).textContent.match(/tick \\d+ tock/g) ?? [];
      requestAnimationFrame(() => { for (const text of found) window.seen[place][text] ??= Date.now(); });
    };
    new MutationObserver(look).observe(document.querySelector(tag), { childList: true, characterData: true, subtree: true });
  }
}"""


def talk(customers: list[Customer], over: threading.Event) -> None:
    """Keeps the other chats going, one message after the other."""
    while True:
        for number, customer in enumerate(customers):
            if over.wait(PAUSE_SECONDS / 3):
                return
            customer.say(f"And what about number {number} at {time.time()}?")


def main(chats: int) -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, Server(Path(folder)) as server:
        shop = Organization(server)
        bot = shop.silent_bot()
        customers = [shop.customer(bot) for _ in range(chats)]
        conversations = [customer.begin("Good morning") for customer in customers]
        for conversation in conversations:
            shop.owner.take_over(conversation).ok()
        chromium = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        name, _, value = shop.owner.sign_in().headers["Cookie"].partition("=")
        context.add_cookies([{"name": name, "value": value, "url": server.url}])
        page = context.new_page()
        page.goto(f"{server.url}/chat/{conversations[0]}")
        page.locator("wd-log .entry").first.wait_for()
        page.evaluate(WATCH)
        over = threading.Event()
        others = threading.Thread(target=talk, args=(customers[1:], over))
        others.start()
        stored: dict[str, float] = {}
        for number in range(ROUNDS):
            text = f"tick {number} tock"
            customers[0].say(text)
            stored[text] = time.time() * 1000
            time.sleep(PAUSE_SECONDS)
        over.set()
        others.join()
        page.wait_for_timeout(1000)
        for place, shown in page.evaluate("window.seen").items():
            missing = [text for text in stored if text not in shown]
            waits = sorted(shown[text] - at for text, at in stored.items() if text in shown)
            print(f"{place:>5}: median {waits[len(waits) // 2]:.0f} ms, p95 {waits[int(len(waits) * 0.95)]:.0f} ms, "
                  f"most {waits[-1]:.0f} ms; {len(missing)} of {ROUNDS} not seen")
        chromium.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
