"""A Matrix homeserver for one test, and what its members do there."""
import hashlib
import hmac
import http.client
import json
import os
import subprocess
import threading
import urllib.parse

# What the server script registers with; its server is bound to loopback.
SECRET = b"loopback-test-secret"


class Homeserver:
    """Synapse, started and wiped by the script `synapse-up.sh`, in a folder and on a port of its own."""

    def __init__(self, script, folder, port, **more):
        """`more` is told to the script: `SYN_FAST="0"` keeps the limits on, `SYN_AS_URL` has events pushed there."""
        self.script = script
        self.port = port
        self.env = dict(os.environ, SYN_DATA=folder, SYN_PORT=str(port)) | {"SYN_FAST": "1"} | more
        lines = self.run("up").splitlines()
        self.facts = dict(line.split("=", 1) for line in lines if "=" in line)
        self.url = self.facts["MATRIX_URL"]

    def run(self, verb):
        done = subprocess.run([self.script, verb], env=self.env, stdout=subprocess.PIPE, timeout=600)
        if done.returncode != 0:
            raise RuntimeError(f"{self.script} {verb} ended with {done.returncode}")
        return done.stdout.decode()

    def member(self, name):
        """One of those that the script registers."""
        return Member(self.port, f"@{name}:localhost", self.facts[f"MATRIX_TOKEN_{name.upper()}"])

    def register(self, name):
        """A further member, by the admin API and its shared secret."""
        path = "/_synapse/admin/v1/register"
        nobody = Member(self.port, "", "")
        nonce = nobody.ask("GET", path)["nonce"]
        words = "\0".join([nonce, name, name + "-pass", "notadmin"]).encode()
        answer = nobody.ask("POST", path, {
            "nonce": nonce, "username": name, "password": name + "-pass", "admin": False,
            "mac": hmac.new(SECRET, words, hashlib.sha1).hexdigest(),
        })
        return Member(self.port, answer["user_id"], answer["access_token"])


class Member:
    """An account of the homeserver, used by one thread at a time."""

    def __init__(self, port, user, token):
        self.port = port
        self.user = user
        self.token = token
        self.connection = None
        self.count = 0
        self.lock = threading.Lock()

    def ask(self, method, path, body=None):
        with self.lock:
            for attempt in (1, 2):
                try:
                    status, answer = self.send(method, path, body)
                    break
                except (http.client.HTTPException, OSError):
                    # The server may have closed a connection that was long idle. Sending is safe to repeat.
                    self.connection = None
                    if attempt == 2:
                        raise
        if status != 200:
            raise RuntimeError(f"{method} {path}: {status} {answer}")
        return answer

    def send(self, method, path, body):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        data = None if body is None else json.dumps(body)
        self.connection.request(method, path, data, headers)
        response = self.connection.getresponse()
        return response.status, json.loads(response.read())

    def client(self, method, path, body=None):
        return self.ask(method, "/_matrix/client/v3/" + path, body)

    def make_room(self, **settings):
        return self.client("POST", "createRoom", settings)["room_id"]

    def join(self, room):
        self.client("POST", f"rooms/{quoted(room)}/join", {})

    def say(self, room, text, thread=None):
        """The id of the message; `thread` is the message that the thread hangs on."""
        content = {"msgtype": "m.text", "body": text}
        if thread:
            content["m.relates_to"] = {
                "rel_type": "m.thread", "event_id": thread, "is_falling_back": True,
                "m.in_reply_to": {"event_id": thread},
            }
        self.count += 1
        path = f"rooms/{quoted(room)}/send/m.room.message/t{self.count}"
        return self.client("PUT", path, content)["event_id"]

    def timeline(self, room):
        """All events of the room, oldest first."""
        events = []
        place = ""
        while True:
            page = self.client("GET", f"rooms/{quoted(room)}/messages?dir=b&limit=500{place}")
            events += page["chunk"]
            if not page.get("end"):
                return events[::-1]
            place = "&from=" + quoted(page["end"])


def quoted(text):
    return urllib.parse.quote(text, safe="")
