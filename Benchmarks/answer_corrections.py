"""What becomes of a set's questions when the wrong ones are corrected."""

import answer_sets
import harness


def outcome(http, bot, questions, ids):
    """For each question: whether it is answered as it should be, from the right entry or not at all."""
    found = []
    for query in questions.queries:
        answer, _ = answer_sets.ask(http, bot, questions.question(query))
        first = next((ids[source["id"]] for source in answer["sources"] if source["id"] in ids), None)
        found.append(answer["confident"] and first in query["gold"] if query["gold"] else not answer["confident"])
    return found


def correct(http, bot, query, entries):
    """Teaches the right entry, or that nothing answers it; its id."""
    # What is asked within a conversation can only be corrected at its message; here there is none.
    if query.get("history"):
        return None
    lesson = {"lesson": "entry", "entry": entries[query["gold"][0]]} if query["gold"] else {"lesson": "unknown"}
    return http.call("POST", f"/bots/{bot}/corrections", {"question": query["q"], **lesson})["id"]


def replay(http, bot):
    cases, cursor = [], ""
    while cursor is not None:
        page = http.call("POST", f"/bots/{bot}/evaluate", {"limit": 20, "cursor": cursor or None})
        cases, cursor = cases + page["data"], page["next"]
    return cases


def run(server, sets, report):
    rows = []
    for questions in sets:
        bot, ids = answer_sets.load(server, questions)
        entries = {name: entry for entry, name in reversed(list(ids.items()))}
        http = server.http()
        before = outcome(http, bot, questions, ids)
        taught = [not right and correct(http, bot, query, entries) for right, query in zip(before, questions.queries)]
        after = outcome(http, bot, questions, ids)
        cases = replay(http, bot)
        http.close()
        corrected = [now for now, lesson in zip(after, taught) if lesson]
        untouched = [now for was, now in zip(before, after) if was]
        broken = [query["q"] for was, now, query in zip(before, after, questions.queries) if was and not now]
        report[questions.name] = report.get(questions.name, {}) | {"broken": broken}
        rows.append([
            questions.name, answer_sets.share(sum(corrected), len(corrected)),
            answer_sets.share(sum(case["outcome"] == "fixed" for case in cases), len(cases)),
            answer_sets.share(len(broken), len(untouched))])
    harness.table("After corrections", ["set", "corrected questions right", "fixed on replay", "right ones broken"], rows)
