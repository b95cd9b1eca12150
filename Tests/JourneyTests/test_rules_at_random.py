"""Random commands against the rules of who answers a conversation, written down once more as a table."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import pytest

from harness import Organization, automated, fresh_id, knowing_bot

OK = "ok"


@dataclass
class Rules:
    """One conversation as the rules see it: what each command does and which code refuses it."""

    live_chat: bool = True
    handling: str = "automated"
    handler: str | None = None
    past: bool = False
    events: list[str] = field(default_factory=lambda: ["started"])

    def become(self, handling: str, event: str, handler: str | None = None) -> str:
        self.handling, self.handler = handling, handler
        self.events.append(event)
        return OK

    def take_over(self, who: str, again: bool) -> str:
        if self.past:
            return "ended"
        if self.handler == who:
            return OK
        if self.handler and not again:
            return "handled_by_another" if self.live_chat else "live_chat_disabled handled_by_another"
        if not self.live_chat:
            return "live_chat_disabled"
        return self.become("assisted", "taken_over_again" if self.handler else "taken_over", who)

    def leave(self, who: str) -> str:
        if self.past:
            return "ended"
        return self.become("automated", "left") if self.handler == who else "not_the_handler"

    def return_to_ai(self, who: str, again: bool) -> str:
        if self.past:
            return "ended"
        if self.handling == "automated":
            return OK
        if self.handler not in (None, who) and not again:
            return "handled_by_another"
        return self.become("automated", "returned_to_ai")

    def request_human(self) -> str:
        if self.past:
            return "ended"
        if self.handling != "automated":
            return OK
        return self.become("requested", "human_requested") if self.live_chat else "live_chat_disabled"

    def say(self, who: str) -> str:
        if self.past:
            return "ended"
        return OK if self.handler == who else "not_the_handler"

    def end(self) -> str:
        if self.past:
            return "ended"
        self.past = True
        self.events.append("ended")
        return OK

    def switch(self, on: bool) -> str:
        self.live_chat = on
        if not on and self.handling == "requested" and not self.past:
            self.become("automated", "returned_to_ai")
        return OK


def outcome(answer: Any) -> str:
    """`ok`, or the code of the refusal."""
    return OK if answer.status in (200, 201) else str(answer.json["code"])


@pytest.mark.parametrize("seed", range(6))
def test_sixty_random_commands_do_what_the_rules_say(shop: Organization, seed: int) -> None:
    chance = random.Random(seed)
    bot = knowing_bot(shop)
    customer, conversation = automated(shop, bot)
    people = [shop.operator(name=f"Operator {number}") for number in range(2)] + [shop.owner]
    rules, story = Rules(), []
    kinds = ["take", "take", "take", "leave", "leave", "return", "request", "ask", "say", "switch"]
    for step in range(60):
        kind = chance.choice(kinds) if step < 55 else chance.choice([*kinds, "end"])
        person, again, on = chance.choice(people), chance.random() < 0.4, chance.random() < 0.6
        match kind:
            case "take":
                expected, got = rules.take_over(person.id, again), outcome(person.take_over(conversation, again))
            case "leave":
                expected, got = rules.leave(person.id), outcome(person.leave(conversation))
            case "return":
                expected = rules.return_to_ai(person.id, again)
                got = outcome(person.return_to_ai(conversation, again))
            case "request":
                expected, got = rules.request_human(), outcome(person.request_human(conversation))
            case "ask":
                expected = rules.request_human()
                customer.socket.ask("request_human", conversation=conversation)
                customer.socket.sync()
                errors = [frame["code"] for frame in customer.socket.drain(quiet=0.01) if frame["type"] == "error"]
                got = errors[0] if errors else OK
            case "say":
                expected, got = rules.say(person.id), outcome(person.say(conversation, f"step {step}", fresh_id()))
            case "switch":
                expected = rules.switch(on)
                got = outcome(shop.owner.api.patch(f"/bots/{bot['id']}", {"liveChat": on}))
            case _:
                expected, got = rules.end(), outcome(person.end(conversation))
        story.append(f"{step} {kind} by {person.name} again={again} on={on}: {got}")
        assert got in expected.split(), f"expected {expected} after\n" + "\n".join(story)
        summary = shop.owner.summary(conversation)
        assert summary["mode"] == ("past" if rules.past else "active"), "\n".join(story)
        if not rules.past:
            handler = (summary["handler"] or {}).get("id")
            assert (summary["handling"], handler) == (rules.handling, rules.handler), "\n".join(story)
    assert shop.owner.events(conversation) == rules.events, "\n".join(story)


def test_old_state_and_events_make_the_fresh_state(shop: Organization) -> None:
    """What an open console shows after any story is what it would fetch anew."""
    chance = random.Random(99)
    bot = knowing_bot(shop)
    customer, conversation = automated(shop, bot)
    watcher = shop.owner.watching(conversation)
    people = [shop.operator(), shop.owner]
    for step in range(40):
        person = chance.choice(people)
        match chance.randrange(6):
            case 0:
                person.take_over(conversation, again=True)
            case 1:
                person.leave(conversation, note=f"note {step}")
            case 2:
                person.return_to_ai(conversation, again=True)
            case 3:
                person.request_human(conversation)
            case 4:
                person.say(conversation, f"from {step}")
            case _:
                customer.say(f"customer {step}")
    shop.owner.end(conversation).ok()
    end = shop.owner.summary(conversation)["lastSeq"]
    if end not in [item["seq"] for item in watcher.items(conversation)]:
        watcher.expect("item", 10, item={"seq": end})
    assert watcher.items(conversation) == shop.owner.items(conversation)
