"""Where a server's mails and webhooks arrive: a real SMTP server and a small HTTP receiver, both on loopback."""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import threading
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from .server import free_port
from .waiting import eventually


class Mail:
    """One mail as it arrived."""

    def __init__(self, sender: str, recipients: list[str], content: bytes) -> None:
        self.sender = sender
        self.recipients = recipients
        self.content = content
        self.message: EmailMessage = email.message_from_bytes(content, policy=email.policy.default)  # type: ignore[assignment]

    def __getitem__(self, header: str) -> str:
        return str(self.message[header] or "")

    @property
    def text(self) -> str:
        return str(self.message.get_content()).replace("\r\n", "\n")


class MailServer:
    """An SMTP server that takes mail with `user` and `password`, and refuses the addresses in `refused`.

    with MailServer() as post:
        Server(folder, env=post.env)
    """

    user, password = "whisper", "sesame & co: \"1\""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.refused: dict[str, str] = {}
        self.sign_ins: list[bool] = []
        self._controller = Controller(
            self, hostname="127.0.0.1", port=free_port(), authenticator=self._sign_in, auth_required=True, auth_require_tls=False
        )

    @property
    def env(self) -> dict[str, str | None]:
        from urllib.parse import quote

        user, password = quote(self.user, safe=""), quote(self.password, safe="")
        return {
            "WHISPER_SMTP_URL": f"smtp://{user}:{password}@127.0.0.1:{self._controller.port}",
            "WHISPER_MAIL_FROM": "Shöp <chat@shop.example>",
        }

    def _sign_in(self, _: Any, __: Any, ___: Any, ____: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == (self.user, self.password)
        self.sign_ins.append(right)
        return AuthResult(success=right, handled=False)

    async def handle_RCPT(self, _: Any, __: Any, envelope: Any, address: str, ___: Any) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:
        self.mails.append(Mail(envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return "250 taken"

    def to(self, address: str) -> list[Mail]:
        return [mail for mail in self.mails if mail.recipients == [address]]

    def wait(self, address: str, count: int = 1, within: float = 15.0) -> list[Mail]:
        """The mails to an address, once there are so many."""
        eventually(lambda: len(self.to(address)) >= count, within, what=f"{count} mails to {address}")
        return self.to(address)

    def __enter__(self) -> "MailServer":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


class Receiver:
    """A program behind a webhook: keeps what it was told, and answers with the next of `statuses`, else 204.

    While `gate` is cleared it takes calls and does not answer.
    """

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.statuses: list[int] = []
        self.gate = threading.Event()
        self.gate.set()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                receiver.calls.append({"headers": dict(self.headers), "body": body, "json": json.loads(body)})
                receiver.gate.wait(60)
                try:
                    self.send_response(receiver.statuses.pop(0) if receiver.statuses else 204)
                    self.send_header("Location", "/elsewhere")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    pass  # The server was killed meanwhile.

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.host}/hook?key=1"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def wait(self, count: int = 1, within: float = 15.0) -> list[dict[str, Any]]:
        eventually(lambda: len(self.calls) >= count, within, what=f"{count} calls")
        return self.calls

    def __enter__(self) -> "Receiver":
        return self

    def __exit__(self, *_: object) -> None:
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()


def is_signed(call: dict[str, Any], secret: str) -> bool:
    """Whether a call is signed as Standard Webhooks says, computed here from the published description."""
    headers = {name.lower(): value for name, value in call["headers"].items()}
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + call["body"]
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return f"v1,{expected}" in headers["webhook-signature"].split(" ")
