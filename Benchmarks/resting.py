"""What the server costs when little happens: memory of an idle socket, memory at rest, time to start."""

import time

from harness import Failure, Server, median, process_memory, raise_file_limit, run_load, table

MB = 1_000_000
HOLD_SECONDS = 25   # longer than the server's ping interval of 20 s
SPARE_FILES = 200   # the server's own files, and a margin


def run_idle(binary, folder, options, report):
    limit = raise_file_limit()
    if options.sockets > limit - SPARE_FILES:
        raise Failure(f"{options.sockets} sockets need ulimit -n {options.sockets + SPARE_FILES}; the hard limit here is {limit}")
    server = Server(binary, folder / "idle")
    server.make_owner()
    bot = server.make_bot("Idle")
    try:
        server.start()
        tokens = server.in_parallel(options.sockets, lambda http, _: server.customer(http, bot))
        setup = server.folder / "idle.setup"
        setup.write_text("".join(f"customer {token} - 0\n" for token in tokens))
        server.stop()
        server.start()   # a fresh process: what making the sessions left in memory does not flatter the figure
        time.sleep(2)
        result, good = run_load("idle", "--port", server.port, "--setup", setup, "--sockets", options.sockets,
                                "--pid", server.pid, "--hold", HOLD_SECONDS)
        time.sleep(6)    # the client's end closed all sockets; presence waits 5 s
        result["rssClosed"] = process_memory(server.pid)[0]
        result["stopSeconds"] = server.stop()
    except BaseException:
        server.kill()
        raise
    report["idle"] = result
    table(f"Memory with {options.sockets:,} idle customer sockets",
          ["", "RSS", "PSS"],
          [["a socket, bytes", f"{result['rssPerSocket']:,.0f}", f"{result['pssPerSocket']:,.0f}"],
           ["server before, MB", f"{result['rssBefore'] / MB:.1f}", f"{result['pssBefore'] / MB:.1f}"],
           ["server with them, MB", f"{result['rssAfter'] / MB:.1f}", f"{result['pssAfter'] / MB:.1f}"],
           ["server after they closed, MB", f"{result['rssClosed'] / MB:.1f}", ""]])
    print(f"\nAll sockets had their welcome after {result['openSeconds']:.2f} s.")
    return good


def start_times(server, times):
    """Seconds to ready of several starts, and the memory of the last one 2 s later."""
    starts, stops = [], []
    for _ in range(times):
        starts.append(server.start())
        time.sleep(0.3)
        stops.append(server.stop())
    starts.append(server.start())
    time.sleep(2)
    memory = process_memory(server.pid)
    return starts, stops, memory


def run_start(binary, folder, options, report):
    server = Server(binary, folder / "start")
    server.make_owner()
    bot = server.make_bot("Start")
    try:
        first = server.start()
        server.in_parallel(20, lambda http, number: server.conversation(http, bot, "How long does delivery take?", number))
        server.stop()
        starts, stops, (rss, pss) = start_times(server, 9)
        stops.append(server.stop())
    except BaseException:
        server.kill()
        raise
    report["start"] = {"starts": starts, "stops": stops, "rss": rss, "pss": pss}
    table("Start and rest, existing small database",
          ["", "median", "max"],
          [["spawn to /readyz 200, ms", f"{median(starts) * 1000:.0f}", f"{max(starts) * 1000:.0f}"],
           ["SIGTERM to exit, ms", f"{median(stops) * 1000:.0f}", f"{max(stops) * 1000:.0f}"],
           ["RSS at rest, MB", f"{rss / MB:.1f}", ""],
           ["PSS at rest, MB", f"{pss / MB:.1f}", ""]])
    print(f"\nThe first start, right after the commands that made owner and bot: {first * 1000:.0f} ms.")
    return True
