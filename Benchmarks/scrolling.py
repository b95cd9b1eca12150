"""Scrolls the console's list of past chats, 10,000 rows, with the CPU slowed down to a quarter.

    .venv/bin/python Benchmarks/scrolling.py [ROWS]

Prints how many rows were in the page at most, and what the main thread did for each frame: steps of the
wheel, a fling, and the scroll bar dragged through all of it. It is processor time of scripts, styles and
layout: what else runs on the machine, and painting without a graphics card, are not the console's work.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ.setdefault("WHISPER_BIN", str(ROOT / ".build/release/whisperdesk"))
sys.path.insert(0, str(ROOT / "Tests/JourneyTests"))

from harness import Organization, Server  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

NAMES = ["Mia Okafor", "Jonas Weber", "Lucía Fernández", "Noah Smith", "Emma Jansen", "Yuki Tanaka", "Karim Haddad"]
SLOWDOWN = 4

TO_THE_END = """() => {
  const rows = document.querySelector(".rows");
  rows.scrollTop = rows.scrollHeight;
  const count = document.querySelector(".section-count").textContent;
  return count !== "" && !count.includes("+");
}"""

# Between two frames: scroll, then wait until the page has drawn. What a frame cost is told by the trace.
SCROLL = """async ([pixels, times]) => {
  const rows = document.querySelector(".rows");
  let most = 0;
  for (let step = 0; step < times; step += 1) {
    rows.scrollTop += pixels;
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    most = Math.max(most, document.querySelectorAll(".row").length);
  }
  return most;
}"""

WORK = {"FunctionCall", "FireAnimationFrame", "EventDispatch", "UpdateLayoutTree", "Layout", "PrePaint", "TimerFire"}


def line(number: int) -> str:
    name, day = NAMES[number % len(NAMES)], f"2025-{1 + number % 9:02}-{1 + number % 28:02}"
    says = [
        {"role": "customer", "text": f"Where is order {number}? I have been waiting for a week.", "at": f"{day}T09:30:00.000Z"},
        {"role": "bot", "text": "It was sent **yesterday**.", "at": f"{day}T09:31:00.000Z"},
    ]
    return json.dumps({"customer": {"name": name}, "startedAt": f"{day}T09:30:00.000Z", "messages": says})


def at(event: dict[str, object]) -> float:
    return float(str(event["ts"]))


def frames(events: list[dict[str, object]]) -> list[float]:
    """The milliseconds of processor time of the work in each of the page's tasks, the longest first."""
    tasks = [event for event in events if event.get("name") == "RunTask" and "dur" in event]
    page = {(event["pid"], event["tid"]) for event in events if event.get("name") == "FireAnimationFrame"}
    work = [event for event in events if event.get("name") in WORK and "dur" in event and (event["pid"], event["tid"]) in page]
    found = []
    for task in tasks:
        if (task["pid"], task["tid"]) not in page:
            continue
        begin, end = at(task), at(task) + float(str(task["dur"]))
        spent, until = 0.0, begin
        for event in sorted((event for event in work if begin <= at(event) < end), key=at):
            if at(event) >= until:  # a call within a call is counted with it
                spent += float(str(event.get("tdur", event["dur"])))
                until = at(event) + float(str(event["dur"]))
        if spent:
            found.append(spent / 1000)
    return sorted(found, reverse=True)


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        with Server(Path(folder)) as server:
            shop = Organization(server)
            file = Path(folder) / "past.jsonl"
            file.write_text("\n".join(line(number) for number in range(count)) + "\n")
            shop.desk.ok("import", str(file), "--bot", shop.bot()["id"])
            chromium = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
            context = chromium.new_context(viewport={"width": 1440, "height": 900})
            name, _, value = shop.owner.sign_in().headers["Cookie"].partition("=")
            context.add_cookies([{"name": name, "value": value, "url": server.url}])
            page = context.new_page()
            page.goto(f"{server.url}/chat?list=past")
            page.locator(".row").first.wait_for()
            while not page.evaluate(TO_THE_END):
                page.wait_for_timeout(20)
            print(f"{page.locator('.section-count').inner_text()} rows are loaded")
            devtools = context.new_cdp_session(page)
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
            for title, pixels, times in (("wheel", 120, 200), ("fling", 900, 100), ("scroll bar", count, 60)):
                page.evaluate("document.querySelector('.rows').scrollTop = 0")
                page.wait_for_timeout(1000)
                chromium.start_tracing(page=page, categories=["devtools.timeline", "toplevel", "disabled-by-default-devtools.timeline"])
                most = page.evaluate(SCROLL, [pixels, times])
                work = frames(json.loads(chromium.stop_tracing())["traceEvents"])
                middle = work[len(work) // 2]
                print(f"{title:>10}: {most} rows in the page; a frame's work {middle:.1f} ms in the middle, {work[0]:.1f} ms at most")
            chromium.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
