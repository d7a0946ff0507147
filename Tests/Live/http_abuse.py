#!/usr/bin/env python3
"""Does to the bot's web server what no client should, and measures meanwhile how soon another client is answered.

Slow heads and bodies, thousands of silent connections, sizes beyond every limit, broken chunks, requests that two readers
would take apart in two ways, pipelining, half-closed connections, TLS on the plain port. Prints one line for each, and
ends with 1 where a limit does not hold or the other client has to wait."""
import argparse, hashlib, hmac, json, os, resource, signal, socket, statistics, subprocess, sys, tempfile, threading, time

from page import ROOT, free_port, wait_until_ready

SECRET = "a-secret-of-the-live-tests"
# Milliseconds for the other client: half of its posts, and all but the hundredth slowest. Below what is felt, and far
# above a quiet machine's, as the tests may share theirs.
USUAL, PATIENCE = 50, 1000
failures = []


def claim(holds, text):
    print(("ok    " if holds else "FAILED ") + text, flush=True)
    if not holds:
        failures.append(text)


class Bot:
    def __init__(self, binary):
        self.folder = tempfile.mkdtemp(prefix="botrun-abuse-")
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        path = os.path.join(self.folder, "config.json")
        with open(path, "w") as file:
            json.dump({
                "store": {"path": "store.sqlite"}, "http": {"listen": f"127.0.0.1:{self.port}"},
                "communities": [{"id": "hook", "platform": "webhook", "timezone": "UTC", "plugins": [], "connection": {
                    "auth": {"kind": "hmac", "header": "X-Mark", "secret": "env:HOOK_SECRET"}}}],
            }, file)
        self.process = subprocess.Popen(
            [binary, "run", "--config", path], env={**os.environ, "HOOK_SECRET": SECRET},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            # As a service manager starts it.
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (1024, resource.getrlimit(resource.RLIMIT_NOFILE)[1])))
        wait_until_ready(self.base, self.process)

    def memory(self):
        """MiB, resident."""
        status = open(f"/proc/{self.process.pid}/status").read()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def connect(self, timeout=5.0):
        link = socket.create_connection(("127.0.0.1", self.port), timeout=timeout)
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return link


def post(text):
    body = json.dumps({"text": text}).encode()
    mark = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return (f"POST /communities/hook/webhook HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Mark: {mark}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n").encode() + body


def answer(link):
    """All that comes until the other side closes or says nothing for a while."""
    said = b""
    try:
        while piece := link.recv(65536):
            said += piece
    except (TimeoutError, ConnectionError):
        pass
    return said


def status(said):
    return int(said.split(b" ")[1]) if said.startswith(b"HTTP/1.") else None


class Neighbour(threading.Thread):
    """Posts again and again, each time on a connection of its own, as platforms do."""

    def __init__(self, bot):
        super().__init__(daemon=True)
        self.bot, self.took, self.lost, self.isOver = bot, [], 0, False
        self.start()

    def run(self):
        count = 0
        while not self.isOver:
            count += 1
            begun = time.monotonic()
            try:
                with self.bot.connect() as link:
                    link.sendall(post(f"message {count} of {id(self)}"))
                    if status(link.recv(4096)) != 200:
                        self.lost += 1
            except OSError:
                self.lost += 1
            self.took.append((time.monotonic() - begun) * 1000)
            time.sleep(0.01)

    def end(self, name):
        self.isOver = True
        self.join(10)
        took = sorted(self.took) or [0.0]
        worst = took[min(len(took) - 1, len(took) * 99 // 100)]
        text = f"{name}: {len(took)} posts beside it, half within {statistics.median(took):.1f} ms, 99 of 100 within {worst:.1f} ms"
        claim(self.lost == 0 and statistics.median(took) < USUAL and worst < PATIENCE, text + (f", {self.lost} not taken" if self.lost else ""))


def beside(bot, name, act):
    neighbour = Neighbour(bot)
    try:
        act()
    finally:
        neighbour.end(name)


def trickle(bot, count, head, drop, seconds):
    """Connections that each send another byte every half a second."""
    links = []
    for _ in range(count):
        link = bot.connect()
        link.sendall(head)
        links.append(link)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for link in links:
            try:
                link.sendall(drop)
            except OSError:
                pass
        time.sleep(0.5)
    for link in links:
        link.close()


def lasting(bot, head, drop):
    """How many seconds one that trickles is put up with."""
    begun = time.monotonic()
    with bot.connect() as link:
        link.sendall(head)
        while time.monotonic() - begun < 60:
            try:
                link.sendall(drop)
                link.settimeout(0.5)
                if not link.recv(4096):
                    break
            except TimeoutError:
                continue
            except OSError:
                break
    return time.monotonic() - begun


def idle(bot, wanted):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = min(wanted, (hard if hard > 0 else wanted + 200) - 200)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, most + 200)), hard))
    links = []

    def act():
        for _ in range(most):
            try:
                links.append(bot.connect(timeout=2))
            except OSError:
                break
        time.sleep(3)

    memory = bot.memory()
    beside(bot, f"{most} silent connections", act)
    claim(len(links) == most, f"silent connections: {len(links)} of {most} were made")
    grown = bot.memory() - memory
    claim(grown < 64, f"silent connections: {grown:.1f} MiB more are held")
    for link in links:
        link.close()


def sizes(bot):
    def send(data, more=b"", times=0):
        with bot.connect() as link:
            try:
                link.sendall(data)
                for _ in range(times):
                    link.sendall(more)
            except OSError:
                pass
            return status(answer(link))

    head = b"POST /communities/hook/webhook HTTP/1.1\r\nHost: localhost\r\n"
    claim(send(head + b"Content-Length: 2000000\r\nConnection: close\r\n\r\n") == 413, "a body of 2 MB is refused before it comes")
    claim(send(head + b"Content-Length: 99999999999999999999999\r\n\r\n") in (400, 413, None), "a length beyond all numbers is refused")
    chunk = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    claim(send(head + b"Transfer-Encoding: chunked\r\n\r\n", chunk, 64) in (413, None), "chunks without end are cut")
    claim(send(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 100_000 + b"\r\n\r\n") in (413, 431, None), "a header of 100 kB is refused")
    claim(send(b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"A: b\r\n" * 500 + b"\r\n") in (413, 431, None), "500 headers are refused")
    claim(send(b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n") in (414, 431, None), "an address of 100 kB is refused")


# Each is one request to one reader and two to another; what is smuggled asks for the figures.
HEAD = b"POST /communities/hook/webhook HTTP/1.1\r\nHost: localhost\r\n"
INNER = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nX: "
SHAPES = [
    ("a length and chunks", HEAD + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + INNER + b"y\r\n\r\n"),
    ("chunks and a length", HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n" + INNER + b"y\r\n\r\n"),
    ("two lengths", HEAD + b"Content-Length: 0\r\nContent-Length: 60\r\n\r\n" + INNER + b"y\r\n\r\n"),
    ("two lengths in one", HEAD + b"Content-Length: 0, 60\r\n\r\n" + INNER + b"y\r\n\r\n"),
    ("a length with a sign", HEAD + b"Content-Length: +0\r\n\r\n" + INNER + b"y\r\n\r\n"),
    ("a length below nothing", HEAD + b"Content-Length: -1\r\n\r\n" + INNER + b"y\r\n\r\n"),
    ("a length in hex", HEAD + b"Content-Length: 0x0\r\n\r\n" + INNER + b"y\r\n\r\n"),
    ("a blank before the colon", HEAD + b"Content-Length : 60\r\n\r\n" + INNER + b"y\r\n\r\n"),
    ("a tab before the colon", HEAD + b"Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n" + INNER + b"y\r\n\r\n"),
    ("another encoding", HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + INNER + b"y\r\n\r\n"),
    ("two encodings", HEAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + INNER + b"y\r\n\r\n"),
    ("encodings in a list", HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + INNER + b"y\r\n\r\n"),
    ("a header without a colon", HEAD + b"Content-Length\r\n\r\n" + INNER + b"y\r\n\r\n"),
    ("two hosts", b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nHost: other.example\r\n\r\n"),
    ("no host", b"GET /metrics HTTP/1.1\r\n\r\n"),
    ("chunks in HTTP/1.0", b"POST /communities/hook/webhook HTTP/1.0\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n0\r\n\r\n" + INNER + b"y\r\n\r\n"),
]
# These libmicrohttpd reads by itself, before anything of the bot sees them: it joins what is folded, as RFC 9112 lets it,
# and leaves out what has no name.
FOLDED = [
    ("a header that begins with a colon", HEAD + b": x\r\n\r\n" + INNER + b"y\r\n\r\n"),
    ("a folded header", HEAD + b"X-A: b\r\n Content-Length: 60\r\n\r\n" + INNER + b"y\r\n\r\n"),
    ("a folded encoding", HEAD + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + INNER + b"y\r\n\r\n"),
    ("a NUL in a header", b"GET /metrics HTTP/1.1\r\nHost: local\0host\r\n\r\n"),
    ("a bare CR in a header", b"GET /metrics HTTP/1.1\r\nHost: localhost\r\nX-A: b\rContent-Length: 5\r\n\r\n"),
]
CHUNKS = [
    ("a chunk of no length", b"zz\r\nhello\r\n0\r\n\r\n"), ("a chunk below nothing", b"-5\r\nhello\r\n0\r\n\r\n"),
    ("a chunk beyond all numbers", b"fffffffffffffffff\r\nhello\r\n0\r\n\r\n"),
    ("a chunk that is longer than it says", b"2\r\nhello\r\n0\r\n\r\n"), ("a chunk with a sign", b"+5\r\nhello\r\n0\r\n\r\n"),
    ("a chunk in 0x", b"0x5\r\nhello\r\n0\r\n\r\n"), ("a chunk without an end", b"5\r\nhelloX0\r\n\r\n"),
    ("a chunk extension of 100 kB", b"5;" + b"a" * 100_000 + b"\r\nhello\r\n0\r\n\r\n"),
    ("a trailer of 100 kB", b"5\r\nhello\r\n0\r\nX: " + b"a" * 100_000 + b"\r\n\r\n"),
]


def shapes(bot):
    """None may bring what it smuggles to an answer."""
    for name, data in SHAPES:
        with bot.connect(timeout=2) as link:
            try:
                link.sendall(data)
            except OSError:
                pass
            said = answer(link)
        claim(status(said) in (400, 501, None) and b" 200 " not in said, f"{name}: {status(said) or 'closed'}, and nothing after it is read")
    for name, data in FOLDED:
        with bot.connect(timeout=1) as link:
            link.sendall(data)
            code = status(answer(link))
        claim(code is None or code in (200, 400, 401), f"{name}: {code or 'closed'}")
    for name, data in CHUNKS:
        with bot.connect(timeout=1) as link:
            try:
                link.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + data)
            except OSError:
                pass
            code = status(answer(link))
        claim(code is None or code >= 400, f"{name}: {code or 'closed'}")


def manners(bot):
    with bot.connect() as link:
        link.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" * 499 + b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        claim(answer(link).count(b"HTTP/1.1 200") == 500, "500 requests in one go are answered")
    with bot.connect() as link:
        link.sendall(post("half closed"))
        link.shutdown(socket.SHUT_WR)
        claim(status(answer(link)) in (200, None), "who closes its writing half is answered or let go")
    with bot.connect(timeout=3) as link:
        begun = time.monotonic()
        link.sendall(bytes.fromhex("16030100c8010000c40303") + os.urandom(190))
        claim(status(answer(link)) in (None, 400) and time.monotonic() - begun < 15, "TLS on the plain port is turned away")
    with bot.connect(timeout=3) as link:
        link.sendall(b"GET http://localhost/healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        claim(status(answer(link)) == 200, "a whole address in the first line is read as its path")
    with bot.connect(timeout=3) as link:
        link.sendall(os.urandom(64 << 10))
        claim(status(answer(link)) in (None, 400, 414, 431), "noise is turned away")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--botrun", default=os.path.join(ROOT, ".build/debug/botrun"))
    options.add_argument("--connections", type=int, default=10_000)
    arguments = options.parse_args()
    bot = Bot(arguments.botrun)
    try:
        beside(bot, "nothing else", lambda: time.sleep(2))
        memory, descriptors = bot.memory(), bot.descriptors()
        lasted = {}
        slow = [
            threading.Thread(target=lambda: lasted.update(head=lasting(bot, b"GET / HTTP/1.1\r\n", b"X"))),
            threading.Thread(target=lambda: lasted.update(body=lasting(bot, HEAD + b"Content-Length: 9999\r\n\r\n", b"a"))),
        ]
        for thread in slow:
            thread.start()
        beside(bot, "500 slow heads", lambda: trickle(bot, 500, b"GET / HTTP/1.1\r\nHost: l", b"a", 5))
        beside(bot, "500 slow bodies", lambda: trickle(bot, 500, HEAD + b"Content-Length: 9999\r\n\r\n", b"a", 5))
        idle(bot, arguments.connections)
        beside(bot, "sizes beyond the limits", lambda: sizes(bot))
        shapes(bot)
        manners(bot)
        for thread in slow:
            thread.join(70)
        for name, seconds in sorted(lasted.items()):
            claim(seconds < 35, f"a slow {name} is cut after {seconds:.0f} s")
        time.sleep(12)
        claim(bot.memory() - memory < 48, f"memory: {memory:.1f} MiB before, {bot.memory():.1f} MiB after")
        claim(bot.descriptors() <= descriptors + 8, f"descriptors: {descriptors} before, {bot.descriptors()} after")
        beside(bot, "afterwards", lambda: time.sleep(1))
    finally:
        bot.process.send_signal(signal.SIGTERM)
        code = bot.process.wait(30)
    claim(code == 0, "the bot ends as it should")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
