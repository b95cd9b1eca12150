"""Taking over: one operator handles a chat, and a colleague is warned before taking it away."""

from __future__ import annotations

from harness import Organization, assisted, automated, knowing_bot, requested, together


def test_an_operator_takes_over_from_the_bot_unless_live_chat_is_off(shop: Organization) -> None:
    operator = shop.operator()
    _, conversation = automated(shop)
    summary = operator.take_over(conversation).ok()
    assert (summary["handling"], summary["section"], summary["mode"]) == ("assisted", "assisted", "active")
    assert summary["handler"] == {"id": operator.id, "name": operator.name}
    event = operator.items(conversation)[-1]
    assert (event["kind"], event["event"], event["role"], event["text"]) == ("event", "taken_over", "operator", None)
    assert event["author"]["id"] == operator.id

    _, elsewhere = automated(shop, liveChat=False)
    operator.take_over(elsewhere).refused(403, "live_chat_disabled")
    operator.take_over(elsewhere, again=True).refused(403, "live_chat_disabled")
    assert operator.summary(elsewhere)["handling"] == "automated"
    assert "taken_over" not in operator.events(elsewhere)


def test_an_operator_takes_over_where_a_human_was_requested(shop: Organization) -> None:
    _, conversation = requested(shop)
    waiting = shop.owner.summary(conversation)
    assert (waiting["handling"], waiting["section"], waiting["handler"]) == ("requested", "assisted", None)
    summary = shop.owner.take_over(conversation).ok()
    assert (summary["handling"], summary["handler"]["id"]) == ("assisted", shop.owner.id)
    assert shop.owner.events(conversation)[-2:] == ["human_requested", "taken_over"]


def test_take_over_again_where_nobody_handles_is_a_plain_take_over(shop: Organization) -> None:
    _, conversation = automated(shop)
    summary = shop.owner.take_over(conversation, again=True).ok()
    assert summary["handler"]["id"] == shop.owner.id
    assert shop.owner.events(conversation) == ["started", "taken_over"]


def test_taking_over_what_one_handles_already_changes_nothing(shop: Organization) -> None:
    _, conversation = assisted(shop)
    before = shop.owner.items(conversation)
    assert shop.owner.take_over(conversation).ok()["handler"]["id"] == shop.owner.id
    assert shop.owner.take_over(conversation, again=True).ok()["handler"]["id"] == shop.owner.id
    assert shop.owner.items(conversation) == before


def test_a_second_operator_is_warned_who_handles_the_chat(shop: Organization) -> None:
    second = shop.operator()
    _, conversation = assisted(shop)
    warning = second.take_over(conversation).refused(409, "handled_by_another")
    assert warning["handler"] == {"id": shop.owner.id, "name": shop.owner.name}
    second.take_over(conversation, again=False).refused(409, "handled_by_another")
    assert second.summary(conversation)["handler"]["id"] == shop.owner.id
    assert second.events(conversation) == ["started", "taken_over"]


def test_a_second_operator_takes_over_again_and_the_first_is_told_at_once(shop: Organization) -> None:
    second = shop.operator(name="Berta Second")
    customer, conversation = assisted(shop)
    watching, inbox = shop.owner.watching(conversation, after=100), shop.owner.inbox()
    summary = second.take_over(conversation, again=True).ok()
    assert summary["handler"] == {"id": second.id, "name": "Berta Second"}
    told = watching.expect("item", within=1, item={"kind": "event", "event": "taken_over_again"})["item"]
    assert (told["role"], told["author"]["id"]) == ("operator", second.id)
    inbox.expect("conversation", within=2, conversation={"id": conversation, "handler": {"id": second.id}})
    customer.socket.expect("conversation", conversation={"handling": "assisted", "handler": {"name": "Berta Second"}})
    shop.owner.say(conversation, "I am still here").refused(409, "not_the_handler")
    second.say(conversation, "I am Berta").ok(201)


def test_nobody_takes_over_again_where_live_chat_has_been_switched_off(shop: Organization) -> None:
    second = shop.operator()
    bot = knowing_bot(shop)
    _, conversation = assisted(shop, bot=bot)
    shop.owner.api.patch(f"/bots/{bot['id']}", {"liveChat": False}).ok()
    second.take_over(conversation, again=True).refused(403, "live_chat_disabled")
    assert second.summary(conversation)["handler"]["id"] == shop.owner.id
    assert shop.owner.take_over(conversation).ok()["handler"]["id"] == shop.owner.id


def test_of_two_simultaneous_take_overs_exactly_one_wins(shop: Organization) -> None:
    first, second = shop.operator(name="First"), shop.operator(name="Second")
    bot = knowing_bot(shop)
    customer, conversation = automated(shop, bot)
    for _ in range(15):
        answers = together(lambda: first.take_over(conversation), lambda: second.take_over(conversation))
        assert sorted(answer.status for answer in answers) == [200, 409], answers
        winner, loser = (first, second) if answers[0].status == 200 else (second, first)
        lost = answers[1] if answers[0].status == 200 else answers[0]
        assert lost.refused(409, "handled_by_another")["handler"]["id"] == winner.id
        assert shop.owner.summary(conversation)["handler"]["id"] == winner.id
        loser.say(conversation, "mine").refused(409, "not_the_handler")
        winner.leave(conversation).ok()
    assert shop.owner.events(conversation) == ["started"] + ["taken_over", "left"] * 15


def test_of_two_take_overs_again_the_later_wins(shop: Organization) -> None:
    first, second = shop.operator(name="First"), shop.operator(name="Second")
    _, conversation = assisted(shop)
    for _ in range(10):
        shop.owner.take_over(conversation, again=True).ok()
        answers = together(
            lambda: first.take_over(conversation, again=True), lambda: second.take_over(conversation, again=True)
        )
        assert [answer.status for answer in answers] == [200, 200], answers
        last = shop.owner.items(conversation)[-2:]
        assert {event["event"] for event in last} == {"taken_over_again"}
        assert {event["author"]["id"] for event in last} == {first.id, second.id}
        assert shop.owner.summary(conversation)["handler"]["id"] == last[1]["author"]["id"]
