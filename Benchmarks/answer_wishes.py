"""Whether a wish for a human is heard, and nothing else taken for one."""


import answer_sets
import harness


def run(server, path, report):
    """`path`: one {text, label: "human" or "other"} a line; asked a bot that knows nothing and has live chat on."""
    messages = answer_sets.lines(path)
    harness.say(f"— {path.name}: {len(messages)} messages")
    bot = server.make_bot("Wishes")

    def hands_over(http, number):
        return http.call("POST", f"/bots/{bot}/ask", {"text": messages[number]["text"]})["handoff"]

    heard = server.in_parallel(len(messages), hands_over)
    wishes = [said for said, message in zip(heard, messages) if message["label"] == "human"]
    others = [said for said, message in zip(heard, messages) if message["label"] != "human"]
    report["wishes"] = {
        "missed": [m["text"] for said, m in zip(heard, messages) if m["label"] == "human" and not said],
        "mistaken": [m["text"] for said, m in zip(heard, messages) if m["label"] != "human" and said],
    }
    harness.table("Wishes for a human", ["wishes heard", "of other messages handed over", "a thousand"], [[
        answer_sets.share(sum(wishes), len(wishes)), answer_sets.share(sum(others), len(others)),
        f"{1000 * sum(others) / max(1, len(others)):.1f}"]])
