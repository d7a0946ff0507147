"""Platforms on loopback for `kills.py`: what a bot needs of them, in this process, so that they outlive every kill.

Each takes the bot's posts into a ledger and says how an event is told to the bot. `is_broken` has it do wrong what
the bot relies on, to see the counts notice it.
"""
import hashlib
import hmac
import json
import re
import socket
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = "xoxb-kills"
SECRET = "kills-signing-secret"
CHANNELS = [f"C0CHAT{number}" for number in range(8)]
MODERATORS = "C0MODS"


# No other id or name here holds an N before a digit.
def numbers_in(text):
    """The numbers of the events that a text, an id or a name tells of."""
    return {int(number) for number in re.findall(r"[nN](\d+)", text or "")}


class Platform:
    """A server on a free port that hands every request to `answer`."""

    environment = {}

    def __init__(self, ledger, is_broken=False):
        self.ledger = ledger
        self.is_broken = is_broken
        self.lock = threading.Lock()
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self):
                super().setup()
                self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                answer = json.dumps(platform.answer(self.path, self.headers, body)).encode()
                # On a quick machine hardly a kill would else fall between a post and its answer.
                if platform.is_broken:
                    time.sleep(0.05)
                try:
                    self.wfile.write(
                        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer)
                        + answer)
                except OSError:
                    self.close_connection = True

            do_GET = do_POST

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, *_):
                """The bot is killed in the middle of its requests."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Slack(Platform):
    """A workspace: no key against doing it twice, but what was posted can be looked up by its metadata."""

    name = "slack"
    broken = "what the bot posted is not found by looking for it"
    environment = {"SLACK_TOKEN": TOKEN, "SLACK_SECRET": SECRET}

    def __init__(self, ledger, is_broken=False):
        self.messages = {channel: [] for channel in CHANNELS + [MODERATORS]}
        # Of each event's message, and back.
        self.stamps = {}
        self.threads = {}
        self.newest = 0
        super().__init__(ledger, is_broken)

    def connection(self):
        return {
            "token": "env:SLACK_TOKEN", "signingSecret": "env:SLACK_SECRET", "api": f"http://127.0.0.1:{self.port}/api/",
            "workspace": "https://kills.slack.test/", "messagesPerSecondPerChannel": 0,
        }

    welcome = {"text": "Welcome {member.mention}!"}

    def telling(self, number, kind, text):
        """Header and body of an event's delivery, signed anew at each call."""
        ts = self.stamp_of(number)
        event = {
            "type": "message", "user": f"U0N{number}", "text": text, "ts": ts, "event_ts": ts,
            "channel": CHANNELS[number % len(CHANNELS)], "channel_type": "channel",
        }
        if kind == "join":
            event["subtype"] = "channel_join"
        body = json.dumps({
            "team_id": "T0", "api_app_id": "A0", "event_id": f"EvN{number}", "event_time": int(time.time()),
            "type": "event_callback", "event": event, "authorizations": [{"team_id": "T0", "user_id": "UBOT"}],
        }).encode()
        now = str(int(time.time()))
        signature = hmac.new(SECRET.encode(), b"v0:" + now.encode() + b":" + body, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": "v0=" + signature}, body

    def stamp_of(self, number):
        """The same at every delivery."""
        with self.lock:
            if number not in self.stamps:
                self.stamps[number] = self.stamp()
                self.threads[self.stamps[number]] = number
            return self.stamps[number]

    def stamp(self):
        """Rising, and of now, as Slack's are."""
        self.newest = max(self.newest + 1, time.time_ns() // 1000)
        return f"{self.newest // 1_000_000}.{self.newest % 1_000_000:06}"

    def answer(self, path, headers, body):
        url = urllib.parse.urlsplit(path)
        given = dict(urllib.parse.parse_qsl(url.query))
        if "json" in headers.get("Content-Type", ""):
            given.update(json.loads(body))
        else:
            given.update(urllib.parse.parse_qsl(body.decode()))
        method = getattr(self, url.path.removeprefix("/api/").replace(".", "_"), None)
        if method is None:
            return {"ok": False, "error": "unknown_method"}
        with self.lock:
            return {"ok": True, **method(given)}

    def auth_test(self, _):
        return {"url": "https://kills.slack.test/", "team": "T", "user": "bot", "team_id": "T0", "user_id": "UBOT",
                "bot_id": "BBOT"}

    def conversations_list(self, _):
        channels = [{"id": id, "name": id.lower(), "is_channel": True, "is_member": True} for id in self.messages]
        return {"channels": channels, "response_metadata": {"next_cursor": ""}}

    def conversations_info(self, given):
        id = given["channel"]
        return {"channel": {"id": id, "name": id.lower(), "is_channel": True, "is_member": True}}

    def users_info(self, given):
        id = given["user"]
        return {"user": {"id": id, "name": id, "profile": {"display_name": id}}}

    def conversations_history(self, given):
        return self.page([m for m in self.messages[given["channel"]] if "thread_ts" not in m], given)

    def conversations_replies(self, given):
        parent = {"type": "message", "user": "U0", "text": "asked", "ts": given["ts"]}
        replies = [m for m in self.messages[given["channel"]] if m.get("thread_ts") == given["ts"]]
        return self.page([parent] + replies, given)

    def page(self, messages, given):
        found = [m for m in reversed(messages) if given.get("oldest", "0") < m["ts"] < given.get("latest", "9")]
        if self.is_broken:
            found = [m for m in found if "metadata" not in m]
        begin, limit = int(given.get("cursor") or 0), int(given.get("limit") or 100)
        rest = str(begin + limit) if begin + limit < len(found) else ""
        return {"messages": found[begin:begin + limit], "has_more": bool(rest),
                "response_metadata": {"next_cursor": rest}}

    def chat_postMessage(self, given):
        message = {"type": "message", "user": "UBOT", "bot_id": "BBOT", "text": given["text"], "ts": self.stamp()}
        for name in ("thread_ts", "metadata"):
            if given.get(name):
                value = given[name]
                message[name] = json.loads(value) if name == "metadata" and isinstance(value, str) else value
        self.messages[given["channel"]].append(message)
        if "thread_ts" in message:
            of = {self.threads[message["thread_ts"]]} if message["thread_ts"] in self.threads else set()
        else:
            of = numbers_in(message["text"])
        self.ledger.posted(of, message["text"])
        return {"channel": given["channel"], "ts": message["ts"], "message": message}


class Receiver(Platform):
    """Whatever takes webhooks and does every one: neither a key nor a look-up."""

    name = "webhook"
    broken = None
    idempotency = "none"
    environment = {"HOOK_TOKEN": TOKEN}

    def __init__(self, ledger, is_broken=False):
        self.seen = set()
        super().__init__(ledger, is_broken)

    def connection(self):
        return {
            "auth": {"kind": "bearer", "secret": "env:HOOK_TOKEN"},
            "out": {"url": f"http://127.0.0.1:{self.port}/hook", "spacing": "0s", "idempotency": self.idempotency},
        }

    welcome = {"text": "Welcome {member.name}!", "channel": CHANNELS[0]}

    def telling(self, number, kind, text):
        body = json.dumps({
            "kind": "joined" if kind == "join" else "posted", "id": f"n{number}", "author": f"n{number}", "text": text,
            "channel": CHANNELS[number % len(CHANNELS)],
        }).encode()
        return {"Authorization": "Bearer " + TOKEN}, body

    def answer(self, _, headers, body):
        given, id = json.loads(body), headers.get("webhook-id")
        with self.lock:
            is_new = id not in self.seen
            self.seen.add(id)
        if is_new or self.idempotency == "none" or self.is_broken:
            of = numbers_in(given.get("thread") or given.get("text"))
            self.ledger.posted(of, given.get("text"))
        return {"id": id}


class KeyedReceiver(Receiver):
    """One that does nothing twice that has the same `webhook-id`."""

    broken = "what has the same webhook-id is done again"
    idempotency = "key"


PLATFORMS = {"lookup": Slack, "key": KeyedReceiver, "none": Receiver}
