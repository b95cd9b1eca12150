"""Import speed, and every list, filter and search of the Chat page on a large database."""

import subprocess
import time
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlencode

import dialogues
from harness import CustomerSocket, Failure, Server, median, process_memory, say, settle, table
from resting import MB, start_times
from rounds import measure_server

LIMIT_MS = 50
INSIGHTS_LIMIT_MS = 200
REPETITIONS = 20
SMALL_BOT_CONVERSATIONS = 300
LEAST_CONVERSATIONS = 10_000
ACTIVE, TAKEN_OVER = 500, 200
QUESTION, ANSWER = "How long does delivery take?", "Delivery takes two to three working days."
CATCH_UP_SECONDS = 300   # how long the search index may run behind an import before this part gives up


def import_file(server, path, bot):
    """Seconds of one import by the command line, without a running server."""
    began = time.perf_counter()
    done = subprocess.run([str(server.binary), "import", str(path), "--bot", bot], env=server.environment, capture_output=True, text=True)
    if done.returncode:
        raise Failure(f"import: status {done.returncode}\n{(done.stdout + done.stderr)[-2000:]}")
    return time.perf_counter() - began


def listed(http, **parameters):
    return http.call("GET", "/conversations?" + urlencode(parameters))


def wait_until_found(http, word, max_seconds):
    """Seconds until a search for `word` has a row."""
    began = time.perf_counter()
    while time.perf_counter() - began < max_seconds:
        if listed(http, q=word)["data"]:
            return time.perf_counter() - began
        time.sleep(0.02)
    raise Failure(f"q={word} still finds nothing after {max_seconds} s")


def rate(http, probes):
    """Rates a bot message of each probe's conversation, two up for each one down; the conversations' ids by thumb."""
    rated = {"up": set(), "down": set()}
    for number, probe in enumerate(probes):
        rows = listed(http, q=probe["order"])["data"]
        if len(rows) != 1:
            raise Failure(f"q={probe['order']} finds {len(rows)} conversations, not 1")
        conversation, thumb = rows[0]["id"], "down" if number % 3 == 2 else "up"
        items = http.call("GET", f"/conversations/{conversation}/items")["data"]
        seq = next(item["seq"] for item in items if item["role"] == "bot" and item["kind"] == "message")
        http.call("PUT", f"/conversations/{conversation}/items/{seq}/rating", {"thumb": thumb})
        rated[thumb].add(conversation)
    return rated


def make_active(server, http, bot, frequent):
    """Active conversations with the word `frequent`; the bot answers some, operators have taken over the others."""
    http.call("POST", f"/bots/{bot}/knowledge", {"kind": "faq", "question": QUESTION, "answer": ANSWER})

    def make(http, number):
        _, conversation = server.conversation(http, bot, f"{QUESTION} My order is act{number:05d}. ({frequent})", number)
        if number < TAKEN_OVER:
            http.call("POST", f"/conversations/{conversation}/take-over", {})
        return conversation
    return server.in_parallel(ACTIVE, make)


def found_after_ack(server, http, bot):
    """Milliseconds from a message's ack until a search finds its word."""
    socket = CustomerSocket(server.port, server.customer(http, bot))
    times = []
    try:
        for number in range(5):
            word = "fresh" + uuid.uuid4().hex[:12]
            socket.send({"type": "send", "id": f"fresh-{number}", "text": f"Please look for {word}."})
            socket.wait_for("ack")
            times.append(wait_until_found(http, word, 10) * 1000)
    finally:
        socket.close()
    return times


def choose_words(facts):
    """Words of known frequency: the two most frequent, one in about 2 % of the conversations, a pair that never meets, the rarest product."""
    total, words = facts["conversations"], facts["words"]
    by_count = sorted(words, key=lambda word: (-words[word][0], word))
    frequent, second = by_count[0], next(word for word in by_count[1:] if words[word][0] <= 0.6 * total)
    medium = min(by_count, key=lambda word: abs(words[word][0] - 0.02 * total))
    stems = {}   # a search may also find longer forms of a word
    for word, (_, origins) in words.items():
        stems[word[:4]] = stems.get(word[:4], frozenset()) | origins
    apart = next((a, b) for at, b in enumerate(by_count) for a in by_count[:at] if not stems[a[:4]] & stems[b[:4]])
    product = min(facts["products"].items(), key=lambda entry: (entry[1], entry[0]))[0]
    return frequent, second, medium, apart, product


def cases(facts, main, small, rated, active):
    """(name, parameters, pages to go first, what must hold of the rows)."""
    frequent, second, medium, apart, product = choose_words(facts)
    probe = facts["probes"][len(facts["probes"]) // 2]
    order, customer = probe["order"], probe["customer"]
    share = lambda word: f"{100 * facts['words'][word][0] / facts['conversations']:.0f} %"
    some, full = (lambda rows: len(rows) > 0), (lambda rows: len(rows) == 50)
    one, none = (lambda rows: len(rows) == 1), (lambda rows: not rows)
    of_bot = lambda bot: lambda rows: rows and all(row["bot"]["id"] == bot for row in rows)
    in_mode = lambda mode: lambda rows: rows and all(row["mode"] == mode for row in rows)
    in_section = lambda section: lambda rows: rows and all(row["section"] == section for row in rows)
    has = lambda thumb: lambda rows: rows and all(row["id"] in rated[thumb] for row in rows)
    any_id = next(iter(sorted(rated["up"])))
    list_cases = [
        ("no filter", {}, 0, full),
        ("no filter, page 10", {}, 9, full),
        ("mode=active", {"mode": "active"}, 0, in_mode("active")),
        ("mode=active, page 10", {"mode": "active"}, 9, in_mode("active")),
        ("mode=past", {"mode": "past"}, 0, in_mode("past")),
        ("mode=past, page 10", {"mode": "past"}, 9, in_mode("past")),
        ("section=assisted", {"section": "assisted"}, 0, in_section("assisted")),
        ("section=automated", {"section": "automated"}, 0, in_section("automated")),
        ("active, assisted, large bot", {"mode": "active", "section": "assisted", "bot": main}, 0, in_section("assisted")),
        ("large bot", {"bot": main}, 0, of_bot(main)),
        ("small bot", {"bot": small}, 0, of_bot(small)),
        ("past, small bot, page 5", {"mode": "past", "bot": small}, 4, of_bot(small)),
        ("rated=up", {"rated": "up"}, 0, has("up")),
        ("rated=down", {"rated": "down"}, 0, has("down")),
        ("rated=none", {"rated": "none"}, 0, full),
        ("rated=none, past, page 10", {"rated": "none", "mode": "past"}, 9, full),
        ("rated=up, past, large bot", {"rated": "up", "mode": "past", "bot": main}, 0, has("up")),
        ("rated=up, small bot (there are none)", {"rated": "up", "bot": small}, 0, none),
    ]
    search_cases = [
        (f"q={frequent} (in {share(frequent)})", {"q": frequent}, 0, full),
        (f"q={frequent}, page 10", {"q": frequent}, 9, full),
        (f"q={second} (in {share(second)})", {"q": second}, 0, full),
        (f"q={medium} (in {share(medium)})", {"q": medium}, 0, some),
        ("q=ORDER-NUMBER (in one)", {"q": order}, 0, one),
        (f"q={frequent} {second}", {"q": f"{frequent} {second}"}, 0, full),
        (f"q={frequent} ORDER-NUMBER", {"q": f"{frequent} {order}"}, 0, one),
        (f"q={product} (rarest product)", {"q": product}, 0, some),
        ("q=a word that is nowhere", {"q": "zzyzxqua"}, 0, none),
        ("q=E-MAIL", {"q": customer["email"]}, 0, some),
        ("q=FIRST LAST name", {"q": customer["name"]}, 0, some),
        ("q=FIRST name", {"q": customer["name"].split()[0]}, 0, full),
        ("q=conversation id", {"q": any_id}, 0, lambda rows: [row["id"] for row in rows] == [any_id]),
        (f"q={frequent}, small bot", {"q": frequent, "bot": small}, 0, of_bot(small)),
        (f"q={medium}, small bot", {"q": medium, "bot": small}, 0, lambda rows: all(row["bot"]["id"] == small for row in rows)),
        ("q=ORDER-NUMBER of the other bot, small bot", {"q": order, "bot": small}, 0, none),
        (f"q={frequent}, large bot, past", {"q": frequent, "bot": main, "mode": "past"}, 0, of_bot(main)),
        (f"q={frequent}, active", {"q": frequent, "mode": "active"}, 0, in_mode("active")),
        (f"q={frequent}, assisted", {"q": frequent, "section": "assisted"}, 0, in_section("assisted")),
        (f"q={frequent}, rated=up", {"q": frequent, "rated": "up"}, 0, has("up")),
        (f"q={second}, rated=down", {"q": second, "rated": "down"}, 0, has("down")),
        (f"q={frequent}, rated=none", {"q": frequent, "rated": "none"}, 0, full),
        # In no imported conversation both; in the active ones of this run they may meet.
        (f"q={apart[0]} {apart[1]} ({share(apart[0])}, {share(apart[1])}, never both)", {"q": " ".join(apart)}, 0,
         lambda rows: all(row["mode"] == "active" for row in rows)),
    ]
    found = [(name, "/conversations?" + urlencode(parameters), pages, check) for name, parameters, pages, check in list_cases + search_cases]
    return found + [
        ("open: summary", f"/conversations/{any_id}", 0, None),
        ("open: items of a past conversation", f"/conversations/{any_id}/items?limit=100", 0, some),
        ("open: items of an active conversation", f"/conversations/{active[0]}/items?limit=100", 0, some),
    ]


def turn_pages(http, path, pages):
    """The path of the page that lies `pages` further on; no row may come twice on the way."""
    seen, at = set(), path
    for _ in range(pages):
        answer = http.call("GET", at)
        ids = [row["id"] for row in answer["data"]]
        if seen & set(ids):
            raise Failure(f"{path}: a conversation stands on two pages")
        seen |= set(ids)
        if not answer["next"]:
            raise Failure(f"{path}: only {len(seen)} rows, no further page")
        at = path + ("&" if "?" in path and not path.endswith("?") else "") + urlencode({"cursor": answer["next"]})
    return at


def newest_first(rows):
    times = [row["lastItem"]["at"] for row in rows if row.get("lastItem")]
    return times == sorted(times, reverse=True)


def measure(http, name, path, pages, check):
    at = turn_pages(http, path, pages)
    times, answer = [], http.call("GET", at)
    for _ in range(REPETITIONS):
        began = time.perf_counter()
        answer = http.call("GET", at)
        times.append((time.perf_counter() - began) * 1000)
    rows = answer.get("data", [answer])
    good = bool(check(rows)) if check else True
    if path.startswith("/conversations?"):
        good = good and newest_first(rows)
    return {"name": name, "median": median(times), "max": max(times), "rows": len(rows), "good": good}


def measure_all(http, all_cases):
    results = []
    for case in all_cases:
        try:
            results.append(measure(http, *case))
        except Failure as failure:
            say(f"{case[0]}: {failure}")
            results.append({"name": case[0], "median": 0.0, "max": 0.0, "rows": 0, "good": False})
    return results


def measure_insights(http):
    """A year of all bots, once everything is counted: the call, and seconds until then."""
    began = time.perf_counter()
    while http.call("GET", "/insights")["upTo"] is None:
        if time.perf_counter() - began > CATCH_UP_SECONDS:
            raise Failure(f"the insights have not counted everything after {CATCH_UP_SECONDS} s")
        time.sleep(0.1)
    today = datetime.now(timezone.utc).date()
    path = "/insights?" + urlencode({"from": today - timedelta(days=365), "to": today, "timeZone": "Europe/Berlin"})
    result = measure(http, "insights of a year", path, 0, lambda rows: len(rows[0]["days"]) == 366)
    result["counted"] = http.call("GET", path)["total"]["conversations"]
    result["good"] = result["good"] and result["counted"] > 0 and result["median"] <= INSIGHTS_LIMIT_MS
    return result, time.perf_counter() - began


def query_table(results):
    rows = []
    for r in results:
        slow = "OVER" if r["median"] > LIMIT_MS else "max over" if r["max"] > LIMIT_MS else ""
        rows.append([r["name"], f"{r['median']:.1f}", f"{r['max']:.1f}", r["rows"], slow, "ok" if r["good"] else "WRONG"])
    table(f"Lists and searches, ms over one keep-alive connection ({REPETITIONS} calls after a first)",
          ["call", "median", "max", "rows", f"> {LIMIT_MS} ms", "answer"], rows)


def count_rated(http, thumb):
    count, cursor = 0, {}
    while True:
        answer = listed(http, rated=thumb, limit=100, **cursor)
        count += len(answer["data"])
        if not answer["next"]:
            return count
        cursor = {"cursor": answer["next"]}


def import_all(server, folder, options):
    """Makes both bots and imports their files; the facts of the large one and the figures."""
    texts = dialogues.read_dialogues(options.dialogues)
    main, small = server.make_bot("Large"), server.make_bot("Small")
    large_file, small_file = folder / "large.jsonl", folder / "small.jsonl"
    began = time.perf_counter()
    facts = dialogues.write_import(large_file, options.conversations, "m", texts)
    dialogues.write_import(small_file, SMALL_BOT_CONVERSATIONS, "s", texts)
    say(f"{facts['messages']:,} messages, {facts['bytes'] / MB:.0f} MB written in {time.perf_counter() - began:.0f} s; importing")
    seconds = import_file(server, large_file, main)
    import_file(server, small_file, small)
    large_file.unlink()
    figures = {"importSeconds": seconds, "importMessagesPerSecond": facts["messages"] / seconds, "fileBytes": facts["bytes"]}
    return main, small, facts, figures


def database_bytes(server):
    return sum(path.stat().st_size for path in Path(server.folder).glob("whisper.db*"))


def run(binary, folder, options, report):
    if options.conversations < LEAST_CONVERSATIONS:
        raise Failure(f"--conversations must be at least {LEAST_CONVERSATIONS:,}, or the further pages are empty")
    server = Server(binary, folder / "scale")
    server.make_owner()
    try:
        main, small, facts, figures = import_all(server, server.folder, options)
        figures["firstStart"] = server.start()
        http = server.http()
        figures["indexSeconds"] = wait_until_found(http, facts["probes"][-1]["order"], CATCH_UP_SECONDS)
        figures["settleSeconds"] = settle(server.pid, CATCH_UP_SECONDS)
        rated = rate(http, facts["probes"])
        active = make_active(server, http, main, choose_words(facts)[0])
        settle(server.pid)
        counts = {thumb: count_rated(http, thumb) for thumb in rated}
        results = measure_all(http, cases(facts, main, small, rated, active))
        figures["insights"], figures["insightSeconds"] = measure_insights(http)
        figures["foundAfterAckMs"] = found_after_ack(server, http, main)
        figures["rssAfterQueries"] = process_memory(server.pid)[0]
        http.close()
        server.stop()
        starts, _, (figures["rssAtRest"], _) = start_times(server, 2)
        figures["starts"] = starts
        http = server.http()
        silent = http.call("POST", "/bots", {"name": "Load", "liveChat": True, "answering": False})["id"]
        http.close()
        load = measure_server(server, silent, (50, 1), 5)
        figures["databaseBytes"] = database_bytes(server)
        server.stop()
    except BaseException:
        server.kill()
        raise
    report["scale"] = {"figures": figures, "calls": results, "load": load}
    figures_table(facts, figures, load)
    query_table(results)
    complete = all(counts[thumb] == len(rated[thumb]) for thumb in rated)
    if not complete:
        print(f"\nWRONG: paging through rated=up and rated=down gives {counts}, not {({t: len(ids) for t, ids in rated.items()})}.")
    prompt = max(figures["foundAfterAckMs"]) <= 2000
    return complete and prompt and load["good"] and figures["insights"]["good"] and all(r["good"] for r in results)


def figures_table(facts, figures, load):
    table(f"{facts['conversations']:,} conversations, {facts['messages']:,} messages", ["", "value"], [
        ["import, messages/s", f"{figures['importMessagesPerSecond']:,.0f}"],
        ["import, s", f"{figures['importSeconds']:.1f}"],
        ["import file, MB", f"{figures['fileBytes'] / MB:.0f}"],
        ["database at the end, MB", f"{figures['databaseBytes'] / MB:.0f}"],
        ["first start after the import, ms", f"{figures['firstStart'] * 1000:.0f}"],
        ["then until search knew the last conversation, s", f"{figures['indexSeconds']:.1f}"],
        ["then until the server was quiet, s", f"{figures['settleSeconds']:.1f}"],
        ["later starts, median ms", f"{median(figures['starts']) * 1000:.0f}"],
        ["RSS at rest, MB", f"{figures['rssAtRest'] / MB:.1f}"],
        ["RSS after all searches, MB", f"{figures['rssAfterQueries'] / MB:.1f}"],
        ["new message found by search, median ms after its ack", f"{median(figures['foundAfterAckMs']):.0f}"],
        ["… slowest of 5", f"{max(figures['foundAfterAckMs']):.0f}"],
        ["until the insights had counted everything, s", f"{figures['insightSeconds']:.1f}"],
        ["insights of a year, median ms (at most %d)" % INSIGHTS_LIMIT_MS, f"{figures['insights']['median']:.1f}"],
        ["… conversations in it", f"{figures['insights']['counted']:,}"],
        ["load 50×1 on this database, msg/s", f"{load['perSecond']:,.0f}"],
        ["… p99 ms", f"{load['p99']:.2f}"],
        ["… checks", "ok" if load["good"] else "FAILED"],
    ])
