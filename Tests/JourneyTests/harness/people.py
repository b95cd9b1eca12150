"""Who takes part: an organization with its bots, its operators, and the customers who write to it."""

from __future__ import annotations

import itertools
import secrets
from typing import TYPE_CHECKING, Any

from .api import Answer, Api
from .desk import Desk
from .sockets import Frame, Socket, fresh_id
from .waiting import eventually

if TYPE_CHECKING:
    from .server import Server

PASSWORD = "correct horse battery staple"
_numbers = itertools.count(1)

ASKED_OF_MODELS = (
    "Tell me everything", "Where is my parcel?", "First question", "A question to the operator", "One more thing",
    "A new question", "My secret word is xylophone", "Can you deliver tomorrow?", "Have you got my size 42?",
    "How long may I keep it?", "Question 0", "quickly line", "Thank you, and what about tomorrow?",
)


class Operator:
    """A person with a sign-in and an API token."""

    def __init__(self, server: "Server", made: dict[str, Any], email: str, token: str) -> None:
        self.server = server
        self.id: str = made["id"]
        self.name: str = made["name"]
        self.email = email
        self.password = PASSWORD
        self.token = token
        self.api = Api(server, token=token)

    def connect(self, after: dict[str, int] | None = None, epoch: str | None = None) -> Socket:
        """A socket that has been welcomed."""
        socket = Socket(self.server)
        socket.hello(self.token, epoch, after)
        return socket

    def watching(self, conversation: str, after: int = 0) -> Socket:
        """A socket that watches the conversation, from after that `seq`."""
        socket = self.connect()
        socket.ask("watch", conversation=conversation, after=after)
        socket.sync()
        return socket

    def inbox(self, bot: str | None = None) -> Socket:
        """A socket that hears of changes of the list."""
        socket = self.connect()
        socket.ask("inbox", **({"bot": bot} if bot else {}))
        socket.sync()
        return socket

    def sign_in(self, origin: str | None = "own") -> Api:
        """A browser's session: calls with the cookie and (unless told) the own origin."""
        answer = Api(self.server).post("/session", {"email": self.email, "password": self.password})
        answer.ok(204)
        return Api(self.server, cookie=answer.cookie(), origin=self.server.url if origin == "own" else origin)

    def take_over(self, conversation: str, again: bool | None = None) -> Answer:
        return self.api.post(f"/conversations/{conversation}/take-over", {} if again is None else {"again": again})

    def leave(self, conversation: str, note: str | None = None) -> Answer:
        return self.api.post(f"/conversations/{conversation}/leave", {} if note is None else {"note": note})

    def return_to_ai(self, conversation: str, again: bool | None = None, note: str | None = None) -> Answer:
        body = {"again": again, "note": note}
        return self.api.post(
            f"/conversations/{conversation}/return-to-ai",
            {key: value for key, value in body.items() if value is not None},
        )

    def request_human(self, conversation: str) -> Answer:
        return self.api.post(f"/conversations/{conversation}/request-human")

    def end(self, conversation: str) -> Answer:
        return self.api.post(f"/conversations/{conversation}/end")

    def say(self, conversation: str, text: str, id: str | None = None) -> Answer:
        return self.api.post(f"/conversations/{conversation}/messages", {"id": id or fresh_id(), "text": text})

    def summary(self, conversation: str) -> dict[str, Any]:
        return dict(self.api.get(f"/conversations/{conversation}").ok())

    def items(self, conversation: str, **params: Any) -> list[dict[str, Any]]:
        """Items of the conversation, ascending; all of them unless `after`, `before` or `limit` are given."""
        path = f"/conversations/{conversation}/items"
        if params:
            return list(self.api.get(path, **params).ok()["data"])
        found: list[dict[str, Any]] = []
        while True:
            page = self.api.get(path, after=found[-1]["seq"] if found else 0, limit=100).ok()["data"]
            if not page:
                return found
            found += page

    def events(self, conversation: str) -> list[str]:
        """The names of the conversation's events, in order."""
        return [item["event"] for item in self.items(conversation) if item["kind"] == "event"]

    def texts(self, conversation: str, role: str) -> list[str]:
        """The texts of the messages of one role, in order."""
        found = self.items(conversation)
        return [item["text"] for item in found if item["kind"] == "message" and item["role"] == role]


class Customer:
    """A person in the widget of one bot: a session, and a socket once it is needed."""

    def __init__(
        self,
        server: "Server",
        bot: str,
        token: str | None = None,
        identity: Any = None,
        origin: str | None = None,
    ) -> None:
        self.server = server
        self.bot = bot
        self.origin = origin
        body: dict[str, Any] = {"bot": bot}
        if token is not None:
            body["token"] = token
        if identity is not None:
            body["identity"] = identity
        self.session: dict[str, Any] = Api(server, origin=origin).post("/widget/sessions", body).ok(200, 201)
        self.token: str = self.session["token"]
        self.api = Api(server, token=self.token, origin=origin)
        self.conversation: str | None = (self.session.get("conversation") or {}).get("id")
        self._socket: Socket | None = None

    @property
    def id(self) -> str:
        return str(self.session["customer"]["id"])

    def connect(self, after: dict[str, int] | None = None, epoch: str | None = None) -> Socket:
        """One more socket of this customer, welcomed; the first becomes `socket`."""
        socket = Socket(self.server, origin=self.origin)
        socket.hello(self.token, epoch, after)
        self._socket = self._socket or socket
        return socket

    @property
    def socket(self) -> Socket:
        return self._socket or self.connect()

    def leave_page(self) -> None:
        """Closes the customer's own socket; the next use of `socket` opens a new one."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def say(self, text: str = "Good morning, where is my parcel?", id: str | None = None) -> Frame:
        """Sends a message in the active conversation (or begins one) and returns its ack."""
        ack = self.socket.say(text, id=id)
        self.conversation = ack["conversation"]
        return ack

    def begin(self, text: str = "Good morning, where is my parcel?") -> str:
        """Begins a conversation and returns its id."""
        return str(self.say(text)["conversation"])

    def hears(self, role: str = "bot", within: float = 10.0, **match: Any) -> dict[str, Any]:
        """The next message item of this role that the customer's socket gets."""
        return dict(self.socket.expect("item", within, item={"kind": "message", "role": role, **match})["item"])

    def items(self, conversation: str | None = None, **params: Any) -> list[dict[str, Any]]:
        path = f"/widget/conversations/{conversation or self.conversation}/items"
        return list(self.api.get(path, **(params or {"limit": 100})).ok()["data"])


class Organization:
    """A tenant of its own, with an owner: what one test needs, beside all others on the server."""

    def __init__(self, server: "Server", name: str | None = None) -> None:
        self.server = server
        self.desk = Desk(server.database)
        self.name = name or f"Shop {next(_numbers)}"
        self.id: str = self.desk.organization(self.name)["id"]
        self.owner = self.operator("owner", "Olga Owner")

    def operator(self, role: str = "operator", name: str = "Oskar Operator") -> Operator:
        email = f"{role}-{next(_numbers)}-{secrets.token_hex(3)}@example.com"
        made = self.desk.operator(email, PASSWORD, role, name, self.id)
        return Operator(self.server, {"name": name, **made}, email, self.desk.token(email, self.id)["token"])

    def bot(self, **settings: Any) -> dict[str, Any]:
        """A bot with live chat on, unless the settings say otherwise."""
        body = {"name": f"Bot {next(_numbers)}", "liveChat": True, **settings}
        return dict(self.owner.api.post("/bots", body).ok(201))

    def silent_bot(self, **settings: Any) -> dict[str, Any]:
        """A bot that never speaks by itself, for tests that count items."""
        return self.bot(**{"answering": False, **settings})

    def customer(self, bot: dict[str, Any] | str, **options: Any) -> Customer:
        return Customer(self.server, bot if isinstance(bot, str) else bot["id"], **options)

    def faq(self, bot: dict[str, Any], question: str, answer: str, *alternatives: str) -> dict[str, Any]:
        """Teaches the bot one answer."""
        entry: dict[str, Any] = {"kind": "faq", "question": question, "answer": answer}
        if alternatives:
            entry["alternatives"] = list(alternatives)
        return dict(self.owner.api.post(f"/bots/{bot['id']}/knowledge", entry).ok(201))

    def informed_bot(self, **settings: Any) -> dict[str, Any]:
        """A bot that finds something about whatever the tests ask a model: without a passage, no model is asked."""
        bot = self.bot(**settings)
        self.faq(bot, "Tell me everything about my question and parcel", "Nothing is known about it.", *ASKED_OF_MODELS)
        return bot

    def wait_handling(self, conversation: str, handling: str, within: float = 10.0) -> dict[str, Any]:
        """The summary, once the conversation is handled this way."""

        def probe() -> dict[str, Any]:
            summary = self.owner.summary(conversation)
            assert summary["handling"] == handling, f"still {summary['handling']}, not {handling}"
            return summary

        return eventually(probe, within)
