"""Faces of bots and operators, and files in chats: who may see them, and how they are served."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any, cast

from harness import HOURS, Answer, Api, Operator, Organization, Server, eventually, fresh_id, knowing_bot, only, quiet

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


def upload(api: Api, path: str, data: bytes, name: str | None = "note.txt", **options: Any) -> Answer:
    return api.post(path, data=data, name=name, headers={"Content-Type": "text/html", **options.pop("headers", {})}, **options)


def operators_upload(person: Operator, conversation: str, data: bytes, name: str = "note.txt") -> dict[str, Any]:
    return dict(upload(person.api, f"/conversations/{conversation}/files", data, name).ok(201))


def send(person: Operator, conversation: str, text: str, *files: str, id: str | None = None) -> Answer:
    return person.api.post(
        f"/conversations/{conversation}/messages", {"id": id or fresh_id(), "text": text, "files": list(files)})


def test_files_go_both_ways_and_come_as_downloads(fresh_shop: Organization) -> None:
    customer, conversation = quiet(fresh_shop)
    owner = fresh_shop.owner
    owner.take_over(conversation).ok()
    watching = owner.watching(conversation)

    # A photo and a page of HTML that calls itself one; the sent type counts for nothing.
    photo = upload(customer.api, "/widget/files", png(40, 30), "../Größe 42\u202e\r\n\"<b>.png").ok(201)
    assert {**photo, "id": ""} == {
        "id": "", "name": "Größe 42\"<b>.png", "type": "image/png", "size": len(png(40, 30)), "width": 40, "height": 30}
    page = b"<html><script>fetch('/api/v1/session')</script></html>"
    trap = upload(customer.api, "/widget/files", page, "cat.png").ok(201)
    assert trap["type"] == "text/plain" and "width" not in trap
    customer.socket.ask("send", id="with-files", text="", files=[photo["id"], trap["id"]])
    first = customer.socket.expect("ack", id="with-files")
    shown = watching.expect("item", item={"id": "with-files"})["item"]
    assert shown["text"] == "" and shown["files"] == [photo, trap]
    assert owner.summary(conversation)["lastItem"]["files"] == [photo, trap]
    assert customer.items()[-1]["files"] == [photo, trap]

    # The same again is a repeat, with other files another message; a file belongs to one message.
    customer.socket.ask("send", id="with-files", text="", files=[photo["id"], trap["id"]])
    assert customer.socket.expect("ack", id="with-files")["seq"] == first["seq"]
    for id, files, code in [("with-files", [photo["id"]], "id_reused"), ("again", [photo["id"]], "invalid")]:
        customer.socket.ask("send", id=id, text="", files=files)
        assert customer.socket.expect("error", id=id)["code"] == code

    # The reply of several pieces, exactly as it was.
    large = bytes(range(256)) * 4_000
    manual = operators_upload(owner, conversation, large, "manual.bin")
    item = send(owner, conversation, "Here is the manual.", manual["id"], id="m1").ok(201)
    assert item["files"] == [manual]
    assert send(owner, conversation, "Here is the manual.", manual["id"], id="m1").ok(200) == item
    send(owner, conversation, "Here is the manual.", id="m1").refused(409, "id_reused")
    assert customer.hears("operator")["files"] == [manual]
    for api, path in [(customer.api, "/widget/files"), (owner.api, "/files"), (owner.sign_in(), "/files")]:
        assert api.get(f"{path}/{manual['id']}").raw == large

    got = owner.api.get(f"/files/{trap['id']}")
    assert got.raw == page and got.headers["Content-Type"] == "text/plain"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert got.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    named = owner.api.get(f"/files/{photo['id']}").headers["Content-Disposition"]
    assert named == "attachment; filename=\"Gr__e 42__b_.png\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%2042%22%3Cb%3E.png"
    head = owner.api.request("HEAD", f"/files/{photo['id']}")
    assert (head.status, head.raw, head.headers["Content-Length"]) == (200, b"", str(len(png(40, 30))))
    assert owner.api.get(f"/files/{photo['id']}", headers={"If-None-Match": head.headers["ETag"]}).status == 304

    # What was said with files is found by their names, and stays when the chat has ended.
    eventually(lambda: only(owner.api.get("/conversations", q="Größe 42").ok()["data"]))
    owner.end(conversation).ok()
    assert customer.api.get(f"/widget/files/{manual['id']}").raw == large
    upload(owner.api, f"/conversations/{conversation}/files", b"x").refused(409, "ended")


def test_files_are_nobody_elses(fresh_shop: Organization) -> None:
    customer, conversation = quiet(fresh_shop)
    other, elsewhere = quiet(fresh_shop)
    owner, colleague = fresh_shop.owner, fresh_shop.operator()
    stranger = Organization(fresh_shop.server).owner
    for chat in (conversation, elsewhere):
        owner.take_over(chat).ok()
    hers = upload(customer.api, "/widget/files", b"hers").ok(201)["id"]
    ours = operators_upload(owner, conversation, b"ours")["id"]
    theirs = operators_upload(colleague, conversation, b"theirs")["id"]

    def unread(id: str, *apis: tuple[Api, str]) -> None:
        for api, path in apis:
            api.get(f"{path}/{id}").refused(404, "not_found")

    outside = [(stranger.api, "/files"), (other.api, "/widget/files")]
    unread(hers, *outside, (owner.api, "/files"))
    unread(ours, *outside, (colleague.api, "/files"), (customer.api, "/widget/files"))
    assert owner.api.get(f"/files/{ours}").raw == b"ours" and customer.api.get(f"/widget/files/{hers}").raw == b"hers"
    for api, path in [(customer.api, "/files"), (owner.api, "/widget/files"), (Api(fresh_shop.server), "/files")]:
        api.get(f"{path}/{ours}").refused(401, "unauthenticated")
    unread("file_01jd0000000000000000000000", (owner.api, "/files"))
    unread("..%2f..%2fsession", (owner.api, "/files"))

    send(owner, elsewhere, "", ours).invalid("files")
    send(owner, conversation, "", theirs).invalid("files")
    send(owner, conversation, "", hers).invalid("files")
    send(owner, conversation, "Look", "conv_nothing").invalid("files")
    send(owner, conversation, "", ours, ours).invalid("files")
    send(owner, conversation, "").invalid("text")
    send(owner, conversation, " ", ours).invalid("text")
    other.socket.ask("send", id="stolen", text="", files=[hers])
    assert other.socket.expect("error", id="stolen")["code"] == "invalid"
    send(owner, conversation, "", ours).ok(201)
    customer.socket.ask("send", id="mine", text="Look", files=[hers])
    customer.socket.expect("ack", id="mine")
    unread(hers, *outside)
    unread(ours, *outside)
    assert colleague.api.get(f"/files/{hers}").raw == b"hers" and customer.api.get(f"/widget/files/{ours}").raw == b"ours"

    upload(stranger.api, f"/conversations/{conversation}/files", b"x").refused(404, "not_found")
    upload(owner.sign_in(origin="https://evil.example"), f"/conversations/{conversation}/files", b"x").refused(403, "forbidden")
    upload(owner.api, "/widget/files", b"x").refused(401, "unauthenticated")


def test_uploads_have_limits_and_say_them(fresh_shop: Organization) -> None:
    customer, conversation = quiet(fresh_shop)
    path = f"/conversations/{conversation}/files"
    owner = fresh_shop.owner
    assert upload(owner.api, path, b"\0" * 10_000_000).ok(201)["size"] == 10_000_000
    upload(owner.api, path, b"\0" * 10_000_001).refused(413, "too_long")

    def pieces() -> Iterator[bytes]:
        for _ in range(11):
            yield b"\0" * 1_000_000

    upload(owner.api, path, cast(bytes, pieces())).refused(413, "too_long")
    upload(owner.api, path, b"").invalid("file")
    upload(owner.api, path, b"x", "a\0b").invalid("name")
    assert upload(owner.api, path, b"x", None).ok(201)["name"] == "file"
    assert len(upload(owner.api, path, b"x", "ä" * 300 + ".docx").ok(201)["name"]) == 200
    for _ in range(10):
        upload(customer.api, "/widget/files", b"\0" * 9_990_000).ok(201)
    refused = upload(customer.api, "/widget/files", b"\0" * 200_000)
    refused.refused(429, "rate_limited")
    assert int(refused.headers["Retry-After"]) > 80_000
    upload(customer.api, "/widget/files", b"small").ok(201)
    other = fresh_shop.customer(customer.bot)
    for _ in range(20):
        upload(other.api, "/widget/files", b"x").ok(201)
    assert 1 <= int(upload(other.api, "/widget/files", b"x").headers["Retry-After"]) <= 600


def test_an_acknowledged_file_outlives_the_server(start_server: Callable[..., Server]) -> None:
    server = start_server()
    shop = Organization(server)
    customer, conversation = quiet(shop)
    data = bytes(range(256)) * 3_000
    file = upload(customer.api, "/widget/files", data, "contract.pdf").ok(201)
    customer.socket.ask("send", id="signed", text="", files=[file["id"]])
    customer.socket.expect("ack", id="signed")
    server.kill()
    server.start()
    assert shop.owner.items(conversation)[-1]["files"] == [file]
    assert shop.owner.api.get(f"/files/{file['id']}").raw == data


def test_the_bot_says_that_it_cannot_read_files(fresh_shop: Organization) -> None:
    customer = fresh_shop.customer(knowing_bot(fresh_shop))
    file = upload(customer.api, "/widget/files", png()).ok(201)
    customer.socket.ask("send", id="photo", text="", files=[file["id"]])
    conversation = customer.socket.expect("ack", id="photo")["conversation"]
    assert "can't open files" in customer.hears("bot")["text"]
    assert fresh_shop.owner.events(conversation) == ["started"]
    second = upload(customer.api, "/widget/files", png()).ok(201)
    customer.socket.ask("send", id="with-text", text=HOURS, files=[second["id"]])
    assert "nine to five" in customer.hears("bot")["text"]
