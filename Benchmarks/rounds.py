"""Messages a second and their latency, server against floor, in turns."""

from harness import Failure, Floor, Server, median, process_cpu_seconds, run_load, say, settle, table

LOADS = [(50, 1), (200, 4)]


def floor_setup(path, conversations):
    lines = ["operator operator-of-the-floor"]
    lines += [f"customer customer-{i} conv_01hzzzzzzzzzzzzzzzzz{i:06d} 4" for i in range(conversations)]
    path.write_text("\n".join(lines) + "\n")
    return path


def server_setup(server, bot, path, conversations):
    """Fresh customers, each with a conversation that an operator has taken over, so that the bot stays silent."""
    def make(http, number):
        token, conversation = server.conversation(http, bot, "Hello, I need some help with my order.", number)
        summary = http.call("POST", f"/conversations/{conversation}/take-over", {})
        if summary["handling"] != "assisted":
            raise Failure(f"a take-over left the conversation {summary['handling']}")
        return f"customer {token} {conversation} {summary['lastSeq']}"
    lines = [f"operator {server.token}", *server.in_parallel(conversations, make)]
    path.write_text("\n".join(lines) + "\n")
    return path


def measure_floor(folder, load, seconds):
    conversations, in_flight = load
    setup = floor_setup(folder / "floor.setup", conversations)
    with Floor(folder) as floor:
        result, good = run_load("rounds", "--floor", "--port", floor.port, "--setup", setup, "--conversations", conversations,
                                "--in-flight", in_flight, "--seconds", seconds)
    if not good:
        raise Failure(f"the floor program itself failed: {result}")
    return result


def measure_server(server, bot, load, seconds):
    conversations, in_flight = load
    setup = server_setup(server, bot, server.folder / "server.setup", conversations)
    settle(server.pid)
    cpu = process_cpu_seconds(server.pid)
    result, good = run_load("rounds", "--port", server.port, "--setup", setup, "--conversations", conversations,
                            "--in-flight", in_flight, "--seconds", seconds)
    result["cpuMicroseconds"] = (process_cpu_seconds(server.pid) - cpu) * 1e6 / max(1, result["sent"])
    result["good"] = good
    result["backlogSeconds"] = settle(server.pid)
    return result


def run(binary, folder, options, report):
    server = Server(binary, folder / "rounds")
    server.make_owner()
    bot = server.make_bot("Load")
    server.start()
    try:
        http = server.http()
        http.call("PATCH", f"/bots/{bot}", {"answering": False})
        rows, report["rounds"] = [], []
        for load in options.loads:
            floors, servers = [], []
            for turn in range(options.turns):
                floors.append(measure_floor(folder, load, options.seconds))
                servers.append(measure_server(server, bot, load, options.seconds))
                say(f"{load[0]}×{load[1]} turn {turn + 1}: floor {floors[-1]['perSecond']:.0f}/s, server {servers[-1]['perSecond']:.0f}/s")
            rows.append(row(load, floors, servers))
            report["rounds"].append({"load": load, "floor": floors, "server": servers})
    except BaseException:
        server.kill()
        raise
    stop = server.stop()
    table("Messages: stored, acknowledged and shown to the operator",
          ["load", "floor msg/s", "server msg/s", "ratio", "p50 floor ms", "p50 server ms", "p99 floor ms", "p99 server ms", "p99 ratio",
           "server CPU µs/msg", "work left s", "checks"], rows)
    print(f"\nMedians of {options.turns} turns of {options.seconds} s. SIGTERM to exit: {stop:.2f} s.")
    return all(result["good"] for part in report["rounds"] for result in part["server"])


def row(load, floors, servers):
    def of(results, name):
        return median([result[name] for result in results])
    good = all(result["good"] for result in servers)
    return [f"{load[0]}×{load[1]}", f"{of(floors, 'perSecond'):,.0f}", f"{of(servers, 'perSecond'):,.0f}",
            f"{of(servers, 'perSecond') / of(floors, 'perSecond'):.2f}", f"{of(floors, 'p50'):.2f}", f"{of(servers, 'p50'):.2f}",
            f"{of(floors, 'p99'):.2f}", f"{of(servers, 'p99'):.2f}", f"{of(servers, 'p99') / of(floors, 'p99'):.2f}",
            f"{of(servers, 'cpuMicroseconds'):.1f}", f"{max(r['backlogSeconds'] for r in servers):.1f}", "ok" if good else "FAILED"]
