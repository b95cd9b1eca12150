"""Finding by meaning beside the words: where it helps, and as if it were not there wherever it does not."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harness import Organization, ScriptedModel, Server, binary, embeds, environment, eventually, hangs, only, refuses, says
from harness.scripted_model import CONCEPTS


def teach(shop: Organization, bot: dict[str, Any]) -> list[dict[str, Any]]:
    """The first two words of every concept; what the third one means, only the model knows."""
    return [
        shop.faq(bot, f"How does the {one} work?", f"Reply {number}.", f"Tell me about {other}")
        for number, (one, other, _) in enumerate(CONCEPTS)
    ]


def ask(shop: Organization, bot: dict[str, Any], text: str) -> dict[str, Any]:
    return dict(shop.owner.api.post(f"/bots/{bot['id']}/ask", {"text": text}).ok())


def titles(answer: dict[str, Any]) -> list[str]:
    return [source["title"] for source in answer["sources"]]


def embedding(shop: Organization, bot: dict[str, Any]) -> dict[str, Any] | None:
    figures = shop.owner.api.get(f"/bots/{bot['id']}").ok()["embedding"]
    return figures if figures is None else dict(figures)


def wait_tested(shop: Organization, bot: dict[str, Any], embedded: int) -> dict[str, Any]:
    def probe() -> dict[str, Any]:
        figures = embedding(shop, bot)
        assert figures and figures["embedded"] == embedded and figures["tested"], figures
        return figures

    return eventually(probe, within=30)


def test_what_words_cannot_find_is_found_by_its_meaning_through_faults_restarts_and_another_model(
    start_server: Callable[..., Server], model: ScriptedModel
) -> None:
    model.embedding = refuses(500)
    server = start_server(env=model.embeddings_env)
    shop = Organization(server)
    bot = shop.bot()
    entries = teach(shop, bot)
    assert ask(shop, bot, "How does the refund work?")["answer"] == "Reply 0.", "nothing waits for the provider"
    assert titles(ask(shop, bot, "Explain cheaper")) == []
    eventually(lambda: model.embedded)
    assert embedding(shop, bot) == {
        "model": "meanings-1", "passages": 8, "embedded": 0, "weight": 0.0, "tested": None,
    }
    server.kill()
    model.reset()
    server.start()
    figures = wait_tested(shop, bot, embedded=8)
    assert figures["weight"] > 0 and figures["tested"]["questions"] == 16
    assert figures["tested"]["with"] > figures["tested"]["without"]
    assert {asked["key"] for asked in model.embedded} == {"Bearer sk-embeds-4711"}
    for number, (one, _, word) in enumerate(CONCEPTS):
        answer = ask(shop, bot, f"Explain {word}")
        assert titles(answer)[0] == f"How does the {one} work?", (number, answer)
        assert f"- How does the {one} work?" in answer["answer"]
        assert answer["confident"] is False, "what has no word of the question is offered, not claimed"
    assert titles(ask(shop, bot, "Do penguins dream?")) == []

    model.reset()
    server.restart()
    faults = (hangs(), refuses(401), refuses(429, retry_after=60), says(b"<h1>Hotel</h1>", content_type="text/html"))
    questions = [f"Tell me about {other}" for _, other, _ in CONCEPTS][: len(faults)]
    for number, bad in enumerate(faults):
        model.embedding = bad
        began = time.monotonic()
        answer = ask(shop, bot, questions[number])
        assert answer["answer"] == f"Reply {number}." and time.monotonic() - began < 3
    assert [only(asked["input"]) for asked in model.embedded] == questions, "what is embedded stays so over a restart"
    model.embedding = embeds()
    assert shop.owner.api.delete(f"/bots/{bot['id']}/knowledge/{entries[0]['id']}").status == 204
    assert "How does the refund work?" not in titles(ask(shop, bot, "Explain repay"))

    model.reset()
    server.restart({"WHISPER_EMBEDDINGS_MODEL": "meanings-2"})
    assert wait_tested(shop, bot, embedded=7)["model"] == "meanings-2"
    assert {asked["model"] for asked in model.embedded} == {"meanings-2"}
    assert titles(ask(shop, bot, "Explain cheaper"))[0] == "How does the discount work?"
    assert "sk-embeds-4711" not in server.log(tail=50_000_000)
    assert only(shop.owner.api.get("/bots").ok()["data"])["id"] == bot["id"]


def test_without_an_endpoint_there_is_nothing_to_show_and_half_a_setting_stops_the_start(
    shop: Organization, tmp_path: Path
) -> None:
    assert embedding(shop, shop.bot()) is None
    done = subprocess.run(
        [str(binary()), "serve"], capture_output=True, text=True, timeout=20, cwd=tmp_path,
        env=environment(tmp_path / "whisper.db", {"WHISPER_EMBEDDINGS_URL": "http://127.0.0.1:9/v1"}),
    )
    said = (done.stdout + done.stderr).strip()
    assert done.returncode > 0 and len(said.splitlines()) == 1 and "WHISPER_EMBEDDINGS_MODEL" in said, said
