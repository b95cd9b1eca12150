"""Knowledge from files and websites: read by a job, shown as it goes, cancelled, repeated, survived."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import Api, Organization, Server, eventually, fresh_id, only
from harness.site import Site, page

DOCUMENTS = Path(__file__).resolve().parents[1] / "Fixtures" / "documents"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
Entry = dict[str, Any]


class Library:
    """The knowledge of one bot, as an administrator fills it."""

    def __init__(self, shop: Organization) -> None:
        self.shop = shop
        self.bot = shop.bot()
        self.path = f"/bots/{self.bot['id']}/knowledge"

    @property
    def api(self) -> Api:
        return self.shop.owner.api

    def upload(self, name: str, content: bytes, media_type: str = "application/octet-stream") -> Any:
        return self.api.request("POST", self.path, files={"file": (name, content, media_type)}, within=60)

    def crawl(self, url: str, **fields: Any) -> Entry:
        return dict(self.api.post(self.path, {"kind": "url", "url": url, **fields}).ok(201))

    def entry(self, entry: Entry) -> Entry:
        return dict(self.api.get(f"{self.path}/{entry['id']}").ok())

    def finished(self, entry: Entry, state: str = "done", within: float = 30) -> dict[str, Any]:
        """The entry's import, once it has ended; in this state, or the test fails with what it says."""

        def probe() -> dict[str, Any]:
            found = self.entry(entry)["import"]
            assert found["state"] not in ("waiting", "running"), found
            return dict(found)

        found = eventually(probe, within)
        assert found["state"] == state, found
        return found

    def documents(self, entry: Entry) -> list[dict[str, Any]]:
        return self.api.every(f"{self.path}/{entry['id']}/documents", limit=3)

    def ask(self, text: str) -> dict[str, Any]:
        return dict(self.api.post(f"/bots/{self.bot['id']}/ask", {"text": text}).ok())

    def found(self, text: str) -> str:
        """Everything that is found for the words: the passages of the sources."""
        return " ".join(source["passage"] for source in self.ask(text)["sources"])


@pytest.fixture
def library(shop: Organization) -> Library:
    return Library(shop)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def reader(site: Site, tmp_path: Path) -> Iterator[Library]:
    """A bot on a server that may read the site."""
    with Server(tmp_path, env={"WHISPER_FETCH_HOSTS": site.host}) as server:
        yield Library(Organization(server))


SHOP = {
    "/": page("Lantern shop", "We have sold lanterns since 1921.", links=("/delivery", "/returns")),
    "/delivery": page("Delivery", "Parcels to Canada take nine days and cost twelve crowns."),
    "/returns": page("Returns", "Send any lantern back within thirty days, in its own box."),
}


# --- Files


@pytest.mark.parametrize(
    ("name", "content", "media_type", "question", "part"),
    [
        ("care.md", b"# Care\n\n## Cleaning\n\nClean the lantern with a soft cloth and lukewarm water.\n",
         "text/markdown", "How do I clean the lantern?", "soft cloth"),
        ("care.txt", b"Clean the lantern with a soft cloth and lukewarm water.\n",
         "text/plain", "How do I clean the lantern?", "soft cloth"),
        ("care.html", page("Care", "Clean the lantern with a soft cloth and lukewarm water.").encode(),
         "text/html", "How do I clean the lantern?", "soft cloth"),
        ("chromium.pdf", None, "application/pdf", "Who pays customs duties outside the European Union?", "customer"),
        ("pandoc.docx", None, WORD, "How long does a full charge take?", "four hours"),
        ("writer.docx", None, WORD, "How long does the warranty run?", "two years"),
    ],
)  # fmt: skip
def test_a_file_of_every_kind_is_read_and_answers(
    library: Library, name: str, content: bytes | None, media_type: str, question: str, part: str
) -> None:
    content = (DOCUMENTS / name).read_bytes() if content is None else content
    entry = library.upload(name, content).ok(201)
    assert (entry["kind"], entry["title"], entry["mediaType"], entry["size"]) == ("file", name, media_type, len(content))
    assert entry["import"]["state"] in ("waiting", "running", "done") and entry["text"] is None
    done = library.finished(entry)
    assert (done["found"], done["read"], done["indexed"], done["failed"]) == (1, 1, 1, 0)
    assert done["startedAt"] and done["finishedAt"] and done["failures"] == []
    assert part in library.found(question)
    source = library.ask(question)["sources"][0]
    assert source["id"] == entry["id"] and "url" not in source
    document = only(library.documents(entry))
    assert document["name"] == name and document["passages"] >= 1 and document["readAt"]


def test_a_table_of_questions_answers_word_for_word(library: Library) -> None:
    entry = library.upload("python.csv", (DOCUMENTS / "python.csv").read_bytes(), "text/csv").ok(201)
    library.finished(entry)
    answer = library.ask("Wie lange dauert der Versand?")
    assert answer["confident"] is True and answer["answer"] == "Zwei bis drei Tage; ins Ausland fünf."
    assert answer["sources"][0]["title"] == "Wie lange dauert der Versand?"


def test_what_is_no_file_that_can_be_read_is_refused_at_once(library: Library) -> None:
    for name, content in (
        ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(64)), ("program.txt", bytes(range(256))),
        ("archive.zip", b"PK\x03\x04" + bytes(60)), ("table.xlsx", b"PK\x03\x04" + bytes(60)),
        ("empty.md", b""), ("fake.pdf", b"not a PDF at all"), ("noname", b"plain words"),
    ):  # fmt: skip
        library.upload(name, content).invalid("file")
    library.api.request("POST", library.path, files={"other": ("a.md", b"words", "text/markdown")}).invalid("file")
    twice = [("file", ("a.md", b"words", "text/markdown")), ("file", ("b.md", b"words", "text/markdown"))]
    library.api.request("POST", library.path, files=twice).invalid("file")
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    library.api.request("POST", library.path, data=b"--x\r\nbroken", headers=headers).invalid("file")
    library.api.post(library.path, {"kind": "file"}).invalid("file")
    assert library.api.get(library.path).ok()["data"] == []


def test_a_file_that_is_damaged_fails_and_says_why(library: Library) -> None:
    for name in ("cut.pdf", "cut.docx", "scanned.pdf", "locked.pdf", "bomb.docx"):
        entry = library.upload(name, (DOCUMENTS / name).read_bytes()).ok(201)
        failed = library.finished(entry, "failed", within=60)
        assert failed["failed"] == 1 and failed["indexed"] == 0, failed
        failure = only(failed["failures"])
        assert failure["name"] == name and len(failure["reason"]) > 20
        assert library.documents(entry) == []


def test_a_file_may_have_25_megabytes_and_no_more(library: Library) -> None:
    line = b"Parcel number %07d travels alone over the northern hills.\n"
    content = b"".join(line % number for number in range(26_000_000 // 62))
    assert len(content) > 25_000_000
    library.upload("long.txt", content).refused(413, "too_long")
    library.upload("endless.txt", content * 2).refused(413, "too_long")
    assert library.api.get(library.path).ok()["data"] == []
    entry = library.upload("long.txt", content[:2_000_000]).ok(201)
    library.api.delete(f"{library.path}/{entry['id']}").ok(204)


def test_json_bodies_stay_at_one_mebibyte(library: Library) -> None:
    library.api.post(library.path, {"kind": "text", "title": "T", "text": "x" * (1 << 20)}).refused(413, "too_long")


# --- Websites


def test_a_page_is_read_and_its_sources_lead_to_it(reader: Library, site: Site) -> None:
    site.pages = dict(SHOP)
    entry = reader.crawl(site.url("/delivery"))
    assert (entry["kind"], entry["url"], entry["site"]) == ("url", site.url("/delivery"), False)
    assert (entry["maxPages"], entry["maxDepth"], entry["title"], entry["size"]) == (500, 5, None, None)
    done = reader.finished(entry)
    assert (done["found"], done["read"], done["indexed"]) == (1, 1, 1)
    answer = reader.ask("How many days do parcels to Canada take?")
    assert "nine days" in answer["answer"]
    assert answer["sources"][0]["url"] == site.url("/delivery") and answer["sources"][0]["title"] == "Delivery"
    customer = reader.shop.customer(reader.bot)
    customer.begin("How many days do parcels to Canada take?")
    assert only(customer.hears("bot")["sources"]) == {
        "id": entry["id"], "title": "Delivery", "url": site.url("/delivery"),
    }  # fmt: skip
    assert site.hits == ["/delivery"] and "WhisperDesk" in only(site.agents)


def test_a_site_is_followed_as_it_asks(reader: Library, site: Site) -> None:
    huge = page("Huge", "x" * 6_000_000).encode()
    bomb = gzip.compress(page("Bomb", "y" * 50_000_000).encode())
    html = {"Content-Type": "text/html"}
    links = (
        "/delivery", "/moved", "/private/secret", "/huge", "/bomb", "/gone", "/broken",
        "http://127.0.0.1:1/inside", "http://169.254.169.254/latest", "https://elsewhere.example/",
    )  # fmt: skip
    head = '<meta name="robots" content="index">'
    site.pages = {
        **SHOP,
        "/": page("Lantern shop", "We have sold lanterns since 1921.", links=links, head=head).replace(
            "</main>", '<a rel="nofollow" href="/nofollow">no</a></main>'
        ),
        "/robots.txt": (200, {"Content-Type": "text/plain"},
            f"User-agent: *\nDisallow: /private/\nSitemap: {site.url('/map.xml')}\n".encode()),
        "/map.xml": (200, {"Content-Type": "application/xml"},
            f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            f"<url><loc>{site.url('/returns')}</loc></url></urlset>".encode()),
        "/moved": (301, {"Location": "/arrived"}, b""),
        "/arrived": page("Arrived", "The museum of lanterns stands beside the harbour."),
        "/private/secret": page("Secret", "The safe opens with 4711."),
        "/nofollow": page("Nofollow", "Nobody was asked to come here."),
        "/huge": (200, html, huge),
        "/bomb": (200, {**html, "Content-Encoding": "gzip"}, bomb),
        "/broken": (500, html, b"oops"),
        "/noindex": (200, {**html, "X-Robots-Tag": "noindex"}, page("Draft", "The draft speaks of trumpets.").encode()),
    }  # fmt: skip
    site.pages["/delivery"] = page("Delivery", "Parcels to Canada take nine days.", links=("/noindex", "/"))
    entry = reader.crawl(site.url("/"), site=True)
    done = reader.finished(entry, within=60)
    names = {document["name"] for document in reader.documents(entry)}
    assert names == {site.url(path) for path in ("/", "/delivery", "/returns", "/arrived")}, done
    assert done["indexed"] == 4 and done["failed"] == len(done["failures"]) == 4, done
    assert {failure["name"] for failure in done["failures"]} == {
        site.url(path) for path in ("/huge", "/bomb", "/gone", "/broken")
    }
    for path in ("/private/secret", "/nofollow"):
        assert path not in site.hits
    assert len(site.hits) == len(set(site.hits)), "each page once"
    assert "harbour" in reader.found("Where is the museum of lanterns?")
    assert "4711" not in reader.found("How does the safe open?")
    assert "trumpets" not in reader.found("What about the trumpets?")


def test_limits_of_pages_and_depth_hold(reader: Library, site: Site) -> None:
    for number in range(30):
        links = (f"/{number * 2 + 1}", f"/{number * 2 + 2}")
        text = f"Lantern number {number} burns for {number} hours."
        site.pages["/" if number == 0 else f"/{number}"] = page(f"Lantern {number}", text, links=links)
    few = reader.crawl(site.url("/"), site=True, maxPages=5)
    assert reader.finished(few)["indexed"] == 5
    near = reader.crawl(site.url("/"), site=True, maxDepth=1)
    assert reader.finished(near)["indexed"] == 3
    for wrong in ({"maxPages": 0}, {"maxPages": 10_001}, {"maxDepth": 21}, {"maxDepth": -1}, {"site": "yes"}):
        body = {"kind": "url", "url": site.url("/"), **wrong}
        reader.api.post(reader.path, body).invalid(*wrong)
    for url in ("ftp://shop.example/", "shop.example", "javascript:alert(1)", "http://", "http://user:pass@shop.example/"):
        reader.api.post(reader.path, {"kind": "url", "url": url}).invalid("url")
    reader.api.post(reader.path, {"kind": "url", "url": "http://shop.example/" + "a" * 2_000}).refused(413, "too_long")
    reader.api.post(reader.path, {"kind": "url"}).invalid("url")


def test_private_addresses_are_not_read_unless_the_configuration_names_them(library: Library, site: Site) -> None:
    site.pages = dict(SHOP)
    entry = library.crawl(site.url("/"), site=True)
    failed = library.finished(entry, "failed")
    assert site.hits == [] and failed["indexed"] == 0
    assert "configuration" in only(failed["failures"])["reason"]
    alone = library.finished(library.crawl(site.url("/")), "failed")
    assert site.hits == [] and "configuration" in only(alone["failures"])["reason"]


def test_a_redirect_does_not_lead_inside(reader: Library, site: Site, tmp_path: Path) -> None:
    with Site({"/": page("Inside", "The inner secret is a trumpet.")}) as inner:
        site.pages = {"/": (302, {"Location": inner.url("/")}, b"")}
        failed = reader.finished(reader.crawl(site.url("/")), "failed")
        assert inner.hits == [] and failed["failures"][0]["name"] == site.url("/")


# --- Again, cancelled, removed, killed


def test_reading_again_replaces_what_changed_and_a_failure_changes_nothing(reader: Library, site: Site) -> None:
    site.pages = dict(SHOP)
    entry = reader.crawl(site.url("/"), site=True)
    reader.finished(entry)
    again = f"{reader.path}/{entry['id']}/refresh"
    # The site is down.
    site.pages = {path: (503, {"Content-Type": "text/html"}, b"down") for path in SHOP}
    assert reader.api.post(again).ok(202)["import"]["state"] in ("waiting", "running", "failed")
    assert reader.finished(entry, "failed")["failures"]
    assert "nine days" in reader.ask("How many days do parcels to Canada take?")["answer"]
    # One page is down; what is linked from elsewhere stays too.
    site.pages = {**SHOP, "/delivery": (500, {"Content-Type": "text/html"}, b"down")}
    reader.api.post(again).ok(202)
    assert reader.finished(entry)["failed"] == 1
    assert "nine days" in reader.ask("How many days do parcels to Canada take?")["answer"]
    # Changed, vanished and new.
    site.pages = {
        "/": page("Lantern shop", "We have sold lanterns since 1921.", links=("/delivery", "/repair")),
        "/delivery": page("Delivery", "Parcels to Canada take four days."),
        "/repair": page("Repair", "Broken glass is replaced for six crowns."),
    }
    reader.api.post(again).ok(202)
    assert reader.finished(entry)["indexed"] == 3
    assert "four days" in reader.ask("How many days do parcels to Canada take?")["answer"]
    assert "nine days" not in reader.found("How many days do parcels to Canada take?")
    assert "thirty days" not in reader.found("Within how many days can I send a lantern back?")
    assert "six crowns" in reader.found("What does it cost to replace broken glass?")
    assert len(reader.documents(entry)) == 3


def test_cancelling_stops_at_once_and_leaves_what_answered(reader: Library, site: Site) -> None:
    site.pages = dict(SHOP)
    entry = reader.crawl(site.url("/"), site=True)
    reader.finished(entry)
    site.pages["/delivery"] = page("Delivery", "Parcels to Canada take four days.")
    site.pages["/returns"] = site.hang
    before = len(site.hits)
    reader.api.post(f"{reader.path}/{entry['id']}/refresh").ok(202)
    eventually(lambda: "/returns" in site.hits[before:])
    assert reader.entry(entry)["import"]["state"] == "running"
    start = time.monotonic()
    cancelled = reader.api.post(f"{reader.path}/{entry['id']}/cancel").ok(200)
    assert cancelled["import"]["state"] == "cancelled" and time.monotonic() - start < 2
    hits = len(site.hits)
    site.pages["/returns"] = SHOP["/returns"]
    time.sleep(1)
    assert len(site.hits) == hits, "it has stopped"
    assert "nine days" in reader.ask("How many days do parcels to Canada take?")["answer"]
    assert "four days" not in reader.found("How many days do parcels to Canada take?")
    # A second cancel changes nothing, and reading again goes well.
    assert reader.api.post(f"{reader.path}/{entry['id']}/cancel").ok(200)["import"]["state"] == "cancelled"
    reader.api.post(f"{reader.path}/{entry['id']}/refresh").ok(202)
    assert reader.finished(entry)["indexed"] == 3
    assert "four days" in reader.ask("How many days do parcels to Canada take?")["answer"]


def test_removing_an_entry_stops_its_reading_and_takes_everything(reader: Library, site: Site) -> None:
    site.pages = {**SHOP, "/returns": site.hang}
    entry = reader.crawl(site.url("/"), site=True)
    eventually(lambda: "nine days" in reader.found("How many days do parcels to Canada take?"), within=10)
    reader.api.delete(f"{reader.path}/{entry['id']}").ok(204)
    assert reader.ask("How many days do parcels to Canada take?")["sources"] == []
    for call in ("", "/documents"):
        reader.api.get(f"{reader.path}/{entry['id']}{call}").refused(404, "not_found")
    for call in ("refresh", "cancel"):
        reader.api.post(f"{reader.path}/{entry['id']}/{call}").refused(404, "not_found")
    assert reader.api.get(reader.path).ok()["data"] == []
    # Its place is free: another import runs.
    site.pages["/returns"] = SHOP["/returns"]
    reader.finished(reader.crawl(site.url("/"), site=True))


def test_killed_while_it_reads_the_server_goes_on_and_doubles_nothing(site: Site, tmp_path: Path) -> None:
    for number in range(60):
        text = f"Lantern number {number} burns for {number + 100} hours with one filling of oil."
        site.pages[f"/{number}"] = page(f"Lantern {number}", text)
    site.pages["/"] = page("Lanterns", "All our lanterns.", links=tuple(f"/{number}" for number in range(60)))
    server = Server(tmp_path, env={"WHISPER_FETCH_HOSTS": site.host}).start()
    library = Library(Organization(server))
    entry = library.crawl(site.url("/"), site=True)
    for least in (5, 30):
        eventually(lambda: library.entry(entry)["import"]["read"] >= least, within=20, every=0.01)
        server.kill()
        server.start()
        assert library.entry(entry)["import"]["state"] in ("waiting", "running", "done")
    upload = library.upload("care.md", b"# Care\n\nClean the lantern with a soft cloth.\n").ok(201)
    server.kill()
    server.start()
    done = library.finished(entry, within=40)
    assert done["indexed"] == 61
    names = [document["name"] for document in library.documents(entry)]
    assert len(names) == len(set(names)) == 61
    library.finished(upload)
    assert "soft cloth" in library.found("How do I clean the lantern?")
    assert "142 hours" in library.found("How long does lantern number 42 burn?")
    server.stop()


def test_chats_go_on_while_much_is_imported(reader: Library, site: Site) -> None:
    for number in range(200):
        text = " ".join(f"Lantern {number} has part {part} made of brass from the valley." for part in range(60))
        site.pages[f"/{number}"] = page(f"Lantern {number}", text)
    site.pages["/"] = page("Lanterns", "All our lanterns.", links=tuple(f"/{number}" for number in range(200)))
    entries = [reader.crawl(site.url("/"), site=True) for _ in range(3)]
    customer = reader.shop.customer(reader.shop.silent_bot())
    slowest = 0.0
    count = 0
    while reader.entry(entries[0])["import"]["state"] != "done" and count < 200:
        start = time.monotonic()
        customer.say(f"message {count}", id=fresh_id())
        slowest = max(slowest, time.monotonic() - start)
        count += 1
        time.sleep(0.02)
    assert count > 5 and slowest < 1.5, f"{count} messages, the slowest took {slowest:.2f} s"
    states = [reader.entry(entry)["import"]["state"] for entry in entries]
    assert states.count("running") <= 2


# --- Who may


def test_imports_are_for_administrators_of_the_organization(reader: Library, site: Site) -> None:
    site.pages = dict(SHOP)
    entry = reader.crawl(site.url("/delivery"))
    reader.finished(entry)
    operator = reader.shop.operator()
    admin = reader.shop.operator("admin")
    path = f"{reader.path}/{entry['id']}"
    operator.api.post(reader.path, {"kind": "url", "url": site.url("/")}).refused(403, "forbidden")
    operator.api.request("POST", reader.path, files={"file": ("a.md", b"words")}).refused(403, "forbidden")
    for call in ("refresh", "cancel"):
        operator.api.post(f"{path}/{call}").refused(403, "forbidden")
        admin.api.post(f"{path}/{call}").ok(200, 202)
    assert len(operator.api.get(f"{path}/documents").ok()["data"]) == 1
    other = Organization(reader.shop.server).owner
    for call in ("refresh", "cancel"):
        other.api.post(f"{path}/{call}").refused(404, "not_found")
        Api(reader.shop.server).post(f"{path}/{call}").refused(401, "unauthenticated")
    other.api.get(f"{path}/documents").refused(404, "not_found")
    Api(reader.shop.server).get(f"{path}/documents").refused(401, "unauthenticated")
    other.api.request("POST", reader.path, files={"file": ("a.md", b"words")}).refused(404, "not_found")
    written = reader.shop.faq(reader.bot, "Who?", "Nobody.")
    assert written["import"] is None and written["url"] is None
    for call in ("refresh", "cancel"):
        reader.api.post(f"{reader.path}/{written['id']}/{call}").refused(404, "not_found")


def test_an_entry_of_a_page_can_be_changed_and_is_read_again(reader: Library, site: Site) -> None:
    site.pages = dict(SHOP)
    entry = reader.crawl(site.url("/delivery"))
    reader.finished(entry)
    changed = reader.api.patch(f"{reader.path}/{entry['id']}", {"url": site.url("/returns")}).ok()
    assert changed["url"] == site.url("/returns") and changed["maxPages"] == 500
    reader.finished(entry)
    assert [document["name"] for document in reader.documents(entry)] == [site.url("/returns")]
    assert "nine days" not in reader.found("How many days do parcels to Canada take?")
    file = reader.upload("care.md", b"# Care\n\nClean it with a soft cloth.\n").ok(201)
    reader.api.patch(f"{reader.path}/{file['id']}", {"title": "other.md"}).invalid("kind")
