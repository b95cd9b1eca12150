"""Faces of bots and operators, and files in chats: who may see them, and how they are served."""

from __future__ import annotations

import struct
import zlib

from harness import Api, Organization

CACHED = "public, max-age=31536000, immutable"


def png(width: int = 4, height: int = 3, more: bytes = b"") -> bytes:
    """A real picture; `more` makes it larger."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x20\x80\xc0" * width for _ in range(height))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + (chunk(b"tEXt", b"Comment\0" + more) if more else b"") + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    )


def test_faces_are_shown_to_customers_and_changed_by_those_who_may(fresh_shop: Organization) -> None:
    bot = fresh_shop.silent_bot()
    anna = fresh_shop.operator("operator", "Anna")
    path = f"/bots/{bot['id']}/picture"
    assert fresh_shop.owner.api.get(f"/bots/{bot['id']}").ok()["picture"] is None
    anna.api.put(path, data=png()).refused(403, "forbidden")
    stranger = Organization(fresh_shop.server).owner.api
    stranger.put(path, data=png()).refused(404, "not_found")
    Api(fresh_shop.server).put(path, data=png()).refused(401, "unauthenticated")
    anna.sign_in(origin="https://evil.example").put("/session/picture", data=png()).refused(403, "forbidden")
    for wrong in (b"", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", b"<html>", png(5000, 1)):
        fresh_shop.owner.api.put(path, data=wrong, headers={"Content-Type": "image/png"}).invalid("picture")
    fresh_shop.owner.api.put(path, data=png(more=b"x" * 524_288)).refused(413, "too_long")

    of_bot = fresh_shop.owner.api.put(path, data=png()).ok()["picture"]
    first = anna.sign_in().put("/session/picture", data=png(8, 8)).ok()["picture"]
    of_anna = anna.api.put("/session/picture", data=png(9, 9)).ok()["picture"]
    assert fresh_shop.owner.api.get("/bots").ok()["data"][0]["picture"] == of_bot
    assert anna.api.get("/session").ok()["operator"]["picture"] == of_anna
    assert {one["name"]: one["picture"] for one in anna.api.get("/operators").ok()["data"]}["Anna"] == of_anna
    anyone = Api(fresh_shop.server)
    assert anyone.get(f"/widget/bots/{bot['id']}").ok()["picture"] == of_bot

    customer = fresh_shop.customer(bot)
    conversation = customer.begin("Hello")
    assert customer.session["bot"]["picture"] == of_bot
    anna.take_over(conversation).ok()
    anna.say(conversation, "Good morning!").ok(201)
    assert customer.hears("operator")["author"] == {"name": "Anna", "picture": of_anna}
    assert customer.api.get("/widget/conversations").ok()["data"][0]["handler"] == {"name": "Anna", "picture": of_anna}

    shown = anyone.get(of_anna, root=True)
    assert shown.status == 200 and shown.raw == png(9, 9)
    headers = {name: shown.headers[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")}
    assert headers == {"Content-Type": "image/png", "Cache-Control": CACHED, "X-Content-Type-Options": "nosniff"}
    assert shown.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert anyone.get(of_anna, root=True, headers={"If-None-Match": shown.headers["ETag"]}).status == 304
    anyone.get(first, root=True).refused(404, "not_found")
    anna.api.delete("/session/picture").ok(204)
    fresh_shop.owner.api.delete(path).ok(204)
    anyone.get(of_anna, root=True).refused(404, "not_found")
    assert customer.items()[-1]["author"] == {"name": "Anna", "picture": None}
