"""Whole days at the desk, from the first question to the rating."""

from __future__ import annotations

from harness import HOURS, HOURS_ANSWER, Organization, eventually, fill, knowing_bot, only


def test_a_customer_is_helped_from_the_first_question_to_the_rating(fresh_shop: Organization) -> None:
    bot = knowing_bot(fresh_shop, greeting="Hello! I am an AI assistant.")
    anna, ben = fresh_shop.operator(name="Anna Amber"), fresh_shop.operator(name="Ben Blue")
    desk = anna.inbox()

    customer = fresh_shop.customer(bot)
    conversation = customer.begin(HOURS)
    assert customer.hears("bot")["text"] == HOURS_ANSWER
    desk.expect("conversation", conversation={"id": conversation, "section": "automated"})

    customer.socket.ask("request_human", conversation=conversation)
    desk.expect("conversation", conversation={"id": conversation, "section": "assisted", "handling": "requested"})

    watching = anna.watching(conversation)
    anna.take_over(conversation).ok()
    assert ben.take_over(conversation).refused(409, "handled_by_another")["handler"]["name"] == "Anna Amber"
    watching.say("Good morning, this is Anna.", conversation)
    assert customer.hears("operator")["author"]["name"] == "Anna Amber"
    customer.say("My parcel is broken.")
    watching.expect("item", item={"text": "My parcel is broken."})
    watching.say("You will get a new one.", conversation)
    anna.leave(conversation, note="A new parcel was promised.").ok()

    customer.say(HOURS)
    customer.hears("bot", text=HOURS_ANSWER)
    customer.socket.ask("end", conversation=conversation)
    desk.expect("conversation", conversation={"id": conversation, "mode": "past", "section": None})

    answers = [i for i in ben.items(conversation) if (i["kind"], i["role"]) == ("message", "bot")]
    ben.api.put(f"/conversations/{conversation}/items/{answers[0]['seq']}/rating", {"thumb": "up"}).ok()
    found = eventually(
        lambda: ben.api.get("/conversations", q="parcel broken", mode="past", rated="up").ok()["data"], 2
    )
    assert only(found)["id"] == conversation
    assert ben.events(conversation) == ["started", "human_requested", "taken_over", "left", "ended"]
    kinds = [(item["kind"], item["role"]) for item in ben.items(conversation)]
    assert kinds.count(("note", "operator")) == 1 and kinds.count(("message", "bot")) == 2


def test_one_operator_helps_twenty_customers_at_once(shop: Organization) -> None:
    bot = shop.silent_bot()
    customers = [shop.customer(bot) for _ in range(20)]
    chats = {customer.begin(f"I am customer {number}"): customer for number, customer in enumerate(customers)}
    socket = shop.owner.connect(after={chat: 0 for chat in chats})
    for chat in chats:
        shop.owner.take_over(chat).ok()
        socket.send_text(f"Hello {chat}", chat)
    for chat, customer in chats.items():
        assert customer.hears("operator")["text"] == f"Hello {chat}"
        fill(customer, 5)
    for chat in chats:
        end = shop.owner.summary(chat)["lastSeq"]
        if end not in [item["seq"] for item in socket.items(chat)]:
            socket.expect("item", conversation=chat, item={"seq": end})
        assert [item["seq"] for item in socket.items(chat)] == list(range(1, end + 1))


def test_a_customer_loses_its_connection_in_the_middle_of_everything(shop: Organization) -> None:
    customer, position = shop.customer(knowing_bot(shop)), 0
    conversation = customer.begin(HOURS)
    customer.hears("bot")
    shop.owner.take_over(conversation).ok()
    sent, seen = [], []
    for round in range(6):
        ack = customer.say(f"question {round}", id=f"q{round}")
        customer.socket.drop()
        seen += [item for item in customer.socket.items(conversation) if item["seq"] > position]
        position = seen[-1]["seq"] if seen else position
        shop.owner.say(conversation, f"answer {round}").ok(201)
        customer.leave_page()
        customer.connect(after={conversation: position})
        assert customer.say(f"question {round}", id=f"q{round}")["seq"] == ack["seq"], "sent again, stored once"
        sent.append(f"question {round}")
    end = shop.owner.summary(conversation)["lastSeq"]
    if end not in [item["seq"] for item in customer.socket.items()]:
        customer.socket.expect("item", item={"seq": end})
    seen += [item for item in customer.socket.items(conversation) if item["seq"] > position]
    assert [item["seq"] for item in seen] == list(range(1, end + 1))
    assert shop.owner.texts(conversation, "customer")[1:] == sent
