"""How long a question takes among very many passages."""

import itertools

import answer_sets
import harness

CONNECTIONS = 8


def documents(sets, path):
    """Endlessly (title, text), varied by numbers so that no two are alike."""
    if path:
        source = [(line["title"], line.get("markdown") or line["text"]) for line in answer_sets.lines(path)]
    else:
        source = [(entry["title"], entry["text"]) for questions in sets for entry in questions.entries if entry["text"]]
    for number in itertools.count():
        title, text = source[number % len(source)]
        round_of = number // len(source)
        # A paragraph of its own, and a number in the others: rare words beside frequent ones.
        text = text.replace("\n\n", f" {number % 997}.\n\n") + f"\n\nReference {number}, edition {round_of}, office {number % 211}."
        yield f"{title} {round_of}"[:200], text


def passages_of(text):
    """About as many as the server cuts; it tells no number."""
    return max(1, len(text.split()) // 95)


def run(server, sets, options, report):
    bots = [server.make_bot(f"Speed {number}") for number in range(options.bots)]
    chosen, passages = [], 0
    for title, text in documents(sets, options.documents):
        chosen.append({"kind": "text", "title": title or answer_sets.UNTITLED, "text": text})
        passages += passages_of(text)
        if passages >= options.passages:
            break
    harness.say(f"— speed: {len(chosen)} documents, about {passages} passages, {len(bots)} bots")
    server.in_parallel(len(chosen), lambda http, number: http.call(
        "POST", f"/bots/{bots[number % len(bots)]}/knowledge", chosen[number]), CONNECTIONS)
    harness.settle(server.pid)
    questions = [questions.question(query) for questions in sets for query in questions.queries]
    # Every nth, so that all sets take part.
    questions = questions[::max(1, len(questions) // options.questions)][:options.questions]
    http, times = server.http(), []
    for number, question in enumerate(questions):
        times.append((answer_sets.ask(http, bots[number % len(bots)], question)[1], question["text"]))
    http.close()
    figures = [time for time, _ in times]
    report["speed"] = {"passages": passages, "bots": len(bots), "times": sorted(times, reverse=True)[:50]}
    row = [f"{passages} in {len(bots)} bots", len(figures)]
    row += [f"{answer_sets.percentile(figures, part):.1f}" for part in (0.5, 0.95, 0.99)] + [f"{max(figures):.1f}"]
    harness.table("Questions among many passages", ["passages", "questions", "p50 ms", "p95 ms", "p99 ms", "max ms"], [row])
