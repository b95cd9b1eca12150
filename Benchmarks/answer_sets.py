"""Sets of questions with known answers: each is loaded as a bot of its own and asked as a whole."""

import json
import re
import time
import unicodedata

import harness

MOST_ALTERNATIVES = 50   # of one entry; what has more becomes several
UNTITLED = "–"
ROLES = {"U": "customer", "S": "bot", "user": "customer", "customer": "customer", "bot": "bot", "assistant": "bot"}


class QuestionSet:
    """kb.jsonl: {id, title, text[, alts]}; queries.jsonl: {id, q, gold: [ids][, history][, answer]}; gold [] has no answer."""

    def __init__(self, folder):
        self.name = folder.name
        self.entries = lines(folder / "kb.jsonl")
        self.queries = lines(folder / "queries.jsonl")
        asking = sum(entry["title"].rstrip().endswith(("?", "？", "؟")) for entry in self.entries)
        self.is_faq = asking * 2 > len(self.entries)

    def contents(self):
        """The entries as the API takes them, each with the id of the set."""
        for entry in self.entries:
            alternatives = [text for text in entry.get("alts", []) if text.strip()]
            title, text = entry["title"].strip(), entry["text"].strip()
            if alternatives or self.is_faq:
                for start in range(0, max(1, len(alternatives)), MOST_ALTERNATIVES):
                    yield entry["id"], {"kind": "faq", "question": title or alternatives[start], "answer": text or title,
                                        "alternatives": alternatives[start:start + MOST_ALTERNATIVES]}
            else:
                yield entry["id"], {"kind": "text", "title": title[:200] or UNTITLED, "text": text}

    def question(self, query):
        history = [{"role": ROLES.get(role, "customer"), "text": text} for role, text in query.get("history", [])]
        return {"text": query["q"], "history": history} if history else {"text": query["q"]}


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def read(folders):
    sets = []
    for folder in folders:
        found = [folder] if (folder / "kb.jsonl").exists() else sorted(path.parent for path in folder.glob("*/kb.jsonl"))
        if not found:
            raise harness.Failure(f"{folder} has no kb.jsonl, and no folder in it has one")
        sets += [QuestionSet(path) for path in found]
    return sets


def plain(text):
    """Without case, diacritics and punctuation, so that an answer is found however it is typeset."""
    text = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"\w+", "".join(c for c in text if not unicodedata.combining(c))))


def share(part, whole):
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "–"


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def load(server, questions):
    bot = server.make_bot(questions.name)
    contents = list(questions.contents())
    made = server.in_parallel(len(contents), lambda http, number: http.call("POST", f"/bots/{bot}/knowledge", contents[number][1])["id"])
    return bot, {entry: contents[number][0] for number, entry in enumerate(made)}


def ask(http, bot, question):
    began = time.perf_counter()
    answer = http.call("POST", f"/bots/{bot}/ask", question)
    return answer, (time.perf_counter() - began) * 1000


def measure(server, questions):
    bot, ids = load(server, questions)
    texts = {entry["id"]: plain(entry["text"]) for entry in questions.entries}
    figures = dict.fromkeys(("answerable", "hit1", "hit3", "refusable", "refused", "given", "right", "extracts", "holding"), 0)
    wrong, times = [], []
    http = server.http()
    for query in questions.queries:
        answer, milliseconds = ask(http, bot, questions.question(query))
        times.append(milliseconds)
        gold, given = set(query["gold"]), answer["confident"]
        found = list(dict.fromkeys(ids[source["id"]] for source in answer["sources"] if source["id"] in ids))
        right = bool(found) and found[0] in gold
        if gold:
            figures["answerable"] += 1
            figures["hit1"] += right
            figures["hit3"] += bool(gold & set(found[:3]))
        else:
            figures["refusable"] += 1
            figures["refused"] += not given
        figures["given"] += given
        figures["right"] += given and right
        wanted = plain(query.get("answer", ""))
        holds = None
        # An answer that stands twice in its entry may be held by chance.
        if wanted and given and right and f" {texts[found[0]]} ".count(f" {wanted} ") <= 1:
            holds = wanted in plain(answer["answer"])
            figures["extracts"] += 1
            figures["holding"] += holds
        if gold and not right or given and not right or holds is False:
            wrong.append({"question": query["q"], "gold": sorted(gold), "found": found[:3], "given": given,
                          "answer": answer["answer"], "wanted": query.get("answer")})
    http.close()
    figures |= {"p50": percentile(times, 0.5), "p95": percentile(times, 0.95), "entries": len(questions.entries)}
    return figures, wrong


def run(server, sets, report):
    rows = []
    for questions in sets:
        harness.say(f"— {questions.name}: {len(questions.entries)} entries, {len(questions.queries)} questions")
        figures, wrong = measure(server, questions)
        report[questions.name] = {"figures": figures, "wrong": wrong}
        rows.append([
            questions.name, figures["entries"], share(figures["hit1"], figures["answerable"]),
            share(figures["hit3"], figures["answerable"]), share(figures["refused"], figures["refusable"]),
            share(figures["right"], figures["given"]), share(figures["holding"], figures["extracts"]),
            f"{figures['p50']:.1f}", f"{figures['p95']:.1f}"])
    harness.table("Answers", ["set", "entries", "hit@1", "hit@3", "refused of unanswerable", "right of answers given",
                              "extracts that hold the answer", "p50 ms", "p95 ms"], rows)
