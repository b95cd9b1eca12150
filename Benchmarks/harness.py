"""What every part needs: the programs under test as processes, HTTP, a WebSocket for setting up, tables."""

import base64
import http.client
import json
import os
import resource
import shutil
import socket
import statistics
import struct
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BIN = HERE / ".bin"
OWNER = "owner@example.com"


class Failure(Exception):
    """A benchmark that cannot be carried out, or an answer that is wrong."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def raise_file_limit():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def build_tools():
    BIN.mkdir(exist_ok=True)
    compiler = os.environ.get("CC") or shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        raise Failure("a C compiler is needed: install gcc or clang")
    for name in ("load", "floor"):
        command = [compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-pthread", str(HERE / f"{name}.c"), "-o", str(BIN / name)]
        subprocess.run(command, check=True)


def server_binary(given):
    if given:
        path = Path(given).resolve()
        if not path.exists():
            raise Failure(f"{path} does not exist")
        return path
    path = ROOT / ".build/release/whisperdesk"
    if not path.exists():
        say(f"{path} is missing; building it: swift build -c release --product whisperdesk")
        subprocess.run(["swift", "build", "-c", "release", "--product", "whisperdesk"], cwd=ROOT, check=True)
    return path


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def process_memory(pid):
    """Rss and Pss in bytes."""
    values = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        name, _, rest = line.partition(":")
        if name in ("Rss", "Pss"):
            values[name] = int(rest.split()[0]) * 1024
    return values["Rss"], values["Pss"]


def process_cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def settle(pid, max_seconds=60):
    """Waits until the process has nearly no work left (search index, checkpoints); returns the seconds that took."""
    began = time.monotonic()
    while time.monotonic() - began < max_seconds:
        before = process_cpu_seconds(pid)
        time.sleep(0.5)
        if process_cpu_seconds(pid) - before <= 0.02:
            return time.monotonic() - began
    raise Failure(f"process {pid} was still busy after {max_seconds} s without load")


class HTTP:
    """One keep-alive connection."""

    def __init__(self, port, token=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def raw(self, method, path, body=None, anonymous=False):
        headers = {} if anonymous else dict(self.headers)
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        self.connection.request(method, path, data, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def call(self, method, path, body=None, anonymous=False):
        status, data = self.raw(method, "/api/v1" + path, body, anonymous)
        if not 200 <= status < 300:
            raise Failure(f"{method} {path}: {status} {data[:300].decode(errors='replace')}")
        return json.loads(data) if data else None

    def close(self):
        self.connection.close()


class CustomerSocket:
    """A small blocking WebSocket client, enough to say hello and to send a first message."""

    def __init__(self, port, token):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((f"GET /api/v1/socket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: whisper.v1\r\n\r\n").encode())
        self.stream = self.socket.makefile("rb")
        status = self.stream.readline().decode(errors="replace").strip()
        while self.stream.readline().strip():
            pass
        if " 101 " not in status + " ":
            raise Failure(f"the socket was not upgraded: {status}")
        self.send({"type": "hello", "token": token})
        self.wait_for("welcome")

    def send(self, message):
        payload = json.dumps(message).encode()
        mask = os.urandom(4)
        length = bytes([128 | len(payload)]) if len(payload) < 126 else bytes([254]) + struct.pack(">H", len(payload))
        self.socket.sendall(b"\x81" + length + mask + bytes(b ^ mask[i & 3] for i, b in enumerate(payload)))

    def wait_for(self, kind):
        while True:
            head = self.stream.read(2)
            if len(head) < 2:
                raise Failure(f"the socket ended before {kind!r} came")
            length = head[1] & 127
            if length >= 126:
                length = int.from_bytes(self.stream.read(2 if length == 126 else 8), "big")
            payload = self.stream.read(length)
            if head[0] & 15 == 8:
                raise Failure(f"the server closed the socket: {payload!r}")
            if head[0] & 15 != 1:
                continue
            message = json.loads(payload)
            if message["type"] == kind:
                return message
            if message["type"] == "error":
                raise Failure(f"instead of {kind!r}: {message}")

    def close(self):
        self.stream.close()
        self.socket.close()


class Process:
    """A child with its output in a file, ended by SIGTERM."""

    def __init__(self, command, log, environment=None):
        self.command, self.log, self.environment, self.child = [str(part) for part in command], log, environment, None

    def spawn(self):
        with open(self.log, "ab") as output:
            self.child = subprocess.Popen(self.command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=self.environment)

    def check_alive(self):
        if self.child.poll() is not None:
            tail = Path(self.log).read_text(errors="replace")[-2000:]
            raise Failure(f"{self.command[0]} ended with status {self.child.returncode}:\n{tail}")

    @property
    def pid(self):
        return self.child.pid

    def kill(self):
        if self.child and self.child.poll() is None:
            self.child.kill()
            self.child.wait()


class Floor(Process):
    def __init__(self, folder):
        self.port = free_port()
        self.file = Path(folder) / "floor.log"
        super().__init__([BIN / "floor", "--port", self.port, "--file", self.file], Path(folder) / "floor.out")

    def __enter__(self):
        self.spawn()
        for _ in range(500):
            self.check_alive()
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.01)
        raise Failure("the floor program does not listen")

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait()
        self.file.unlink(missing_ok=True)


class Server(Process):
    """A WhisperDesk server on a free port with a database in `folder`, with one owner and its API token."""

    def __init__(self, binary, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.binary, self.port = binary, free_port()
        environment = {k: v for k, v in os.environ.items() if not k.startswith("WHISPER_")}
        environment |= {
            "WHISPER_ADDRESS": f"127.0.0.1:{self.port}",
            "WHISPER_DATABASE": f"sqlite:{self.folder}/whisper.db",
            "WHISPER_WEB": str(ROOT / "Web"),
            "WHISPER_CUSTOMER_RATE": "off",
            "WHISPER_SOCKET_RATE": "off",
            "WHISPER_ADDRESS_CONNECTIONS": "off",
            "WHISPER_LOG": "warning",
        }
        super().__init__([binary, "serve"], self.folder / "server.log", environment)
        self.token = None

    def command_line(self, *arguments, stdin=None):
        """Runs one of the administrator's commands; the object of its `--json` line."""
        done = subprocess.run([str(self.binary), *arguments, "--json"], env=self.environment, input=stdin, capture_output=True, text=True)
        if done.returncode:
            raise Failure(f"whisperdesk {' '.join(arguments)}: status {done.returncode}\n{done.stdout}{done.stderr}")
        return json.loads(done.stdout.strip().splitlines()[-1])

    def make_owner(self):
        self.command_line("operator", "add", "--email", OWNER, "--password-stdin", "--role", "owner", "--name", "Olive Owner",
                          stdin="benchmark password 1\n")
        self.token = self.command_line("token", "add", "--operator", OWNER)["token"]

    def make_bot(self, name):
        return self.command_line("bot", "add", "--name", name, "--live-chat")["id"]

    def start(self, max_seconds=120):
        """Seconds from the spawn to the first 200 of /readyz."""
        began = time.perf_counter()
        self.spawn()
        while time.perf_counter() - began < max_seconds:
            self.check_alive()
            probe = HTTP(self.port)
            try:
                if probe.raw("GET", "/readyz")[0] == 200:
                    return time.perf_counter() - began
            except (OSError, http.client.HTTPException):
                pass   # not listening yet
            finally:
                probe.close()
            time.sleep(0.0005)
        raise Failure(f"/readyz was not 200 within {max_seconds} s")

    def stop(self):
        """Seconds from SIGTERM to the exit, which must have status 0 within 30 s."""
        began = time.perf_counter()
        self.check_alive()
        self.child.terminate()
        try:
            status = self.child.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Failure("SIGTERM: the server had not ended after 30 s") from None
        if status:
            raise Failure(f"SIGTERM: exit status {status}, not 0")
        return time.perf_counter() - began

    def http(self):
        return HTTP(self.port, self.token)

    def in_parallel(self, count, work, connections=8):
        """work(http, number) for each number, over some keep-alive connections at once; the results in order."""
        def share(first):
            http = self.http()
            try:
                return [(number, work(http, number)) for number in range(first, count, connections)]
            finally:
                http.close()
        with ThreadPoolExecutor(connections) as pool:
            results = [pair for part in pool.map(share, range(connections)) for pair in part]
        return [result for _, result in sorted(results, key=lambda pair: pair[0])]

    def customer(self, http, bot):
        return http.call("POST", "/widget/sessions", {"bot": bot}, anonymous=True)["token"]

    def conversation(self, http, bot, text, number):
        """A new customer's token and its conversation, which begins with `text`."""
        token = self.customer(http, bot)
        socket = CustomerSocket(self.port, token)
        try:
            socket.send({"type": "send", "id": f"setup-{number}", "text": text})
            return token, socket.wait_for("ack")["conversation"]
        finally:
            socket.close()


def run_load(*arguments):
    """The load generator's result and whether every check held."""
    done = subprocess.run([str(BIN / "load"), *[str(a) for a in arguments]], stdout=subprocess.PIPE, text=True)
    if not done.stdout.strip():
        raise Failure("the load generator stopped, see above")
    return json.loads(done.stdout), done.returncode == 0


def median(values):
    return statistics.median(values)


def table(title, head, rows):
    """A Markdown table with aligned columns on standard output."""
    cells = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    def line(row):
        return "| " + " | ".join(cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths))) + " |"
    print(f"\n### {title}\n")
    print(line(cells[0]))
    print("|" + "|".join("-" * (w + 2) for w in widths) + "|")
    for row in cells[1:]:
        print(line(row))
    sys.stdout.flush()
