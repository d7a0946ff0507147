#!/usr/bin/env python3
"""An hour of a Matrix community in a minute, on a real homeserver, with the bot in both of its ways at once.

    matrix_hour.py --servers FOLDER [--botrun PROGRAM]

FOLDER holds `synapse-up.sh`. One bot asks for its news and is limited as the homeserver limits anybody; the other is an
application service to which the homeserver pushes. In the rooms of each, members join, ask, edit, react, talk to the
bot alone, knock and are let in, and are moderated; each bot is killed once in the middle of it and once ended in order,
and things happen while it is away. Then the rooms are read: the bot said exactly what it had to say, and nothing else.
Exits 0 when all that holds, 1 when it does not (the folder with the logs is then kept).
"""
import argparse
import collections
import itertools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback

from matrix_kill import Bot, free_port
from relay import Relay
from synapse import Homeserver, Member, quoted

LISTEN = {
    "words": ["terrible", "awful", "horrible", "scam", "idiots", "sucks", "useless"], "abuse": False, "mood": False,
    "incidents": False, "reports": False,
}
HERE = os.path.dirname(os.path.abspath(__file__))
AS_TOKEN, HS_TOKEN, AS_USER = "as-token-for-tests", "hs-token-for-tests", "@helper:localhost"
NUMBERS = itertools.count(1)
SETTLING = 45
QUIET = 2

FAQ = """\
## How do I get a refund?
Keywords: refund

Write to billing.

## Where is the manual?
Keywords: manual

It is pinned in this room.
"""
ANSWERS = {"refund": "Write to billing.", "manual": "It is pinned in this room."}


class Guest(Member):
    """A member who acts through the application service, and so is not limited however much there is to do."""

    def __init__(self, port, user):
        super().__init__(port, user, AS_TOKEN)
        # Transactions are the application service's, whichever member it acts as.
        self.count = 1000 * next(NUMBERS)

    def send(self, method, path, body):
        joint = "&" if "?" in path else "?"
        return super().send(method, f"{path}{joint}user_id={quoted(self.user)}", body)

    def put(self, room, kind, content):
        self.count += 1
        return self.client("PUT", f"rooms/{quoted(room)}/send/{kind}/t{self.count}", content)["event_id"]

    def edit(self, room, message, text):
        return self.put(room, "m.room.message", {
            "msgtype": "m.text", "body": "* " + text, "m.new_content": {"msgtype": "m.text", "body": text},
            "m.relates_to": {"rel_type": "m.replace", "event_id": message},
        })

    def react(self, room, message, emoji):
        relation = {"rel_type": "m.annotation", "event_id": message, "key": emoji}
        return self.put(room, "m.reaction", {"m.relates_to": relation})

    def redact(self, room, event):
        self.count += 1
        self.client("PUT", f"rooms/{quoted(room)}/redact/{quoted(event)}/t{self.count}", {"reason": "off topic"})

    def change(self, room, verb, user):
        """Invites, kicks or bans."""
        self.client("POST", f"rooms/{quoted(room)}/{verb}", {"user_id": user})


class Hour:
    """One bot, its rooms and what it has to say in them."""

    def __init__(self, way, server, folder, arguments, hooks):
        self.way = way
        self.server = server
        self.folder = os.path.join(folder, way)
        os.mkdir(self.folder)
        self.arguments = arguments
        self.hooks = hooks
        self.relay = Relay(server.port)
        self.expected = collections.Counter()
        self.asked = {}
        self.faults = []
        self.figures = collections.Counter()
        self.user = AS_USER if way == "push" else server.member("bot").user
        self.alice = Guest(server.port, "@alice:localhost")
        self.guests = {}
        self.make_rooms()
        self.bot = self.make_bot()

    def guest(self, name):
        if name not in self.guests:
            self.server.register(f"{name}-{self.way}")
            self.guests[name] = Guest(self.server.port, f"@{name}-{self.way}:localhost")
        return self.guests[name]

    def make_rooms(self):
        # An application service may give no names that are not reserved for it.
        owner = self.server.member("alice")
        self.rooms = {
            "lobby": owner.make_room(name="Lobby", room_alias_name=f"lobby-{self.way}", preset="public_chat"),
            "gate": owner.make_room(
                name="Gate", room_alias_name=f"gate-{self.way}", preset="private_chat", invite=[self.user],
                initial_state=[{"type": "m.room.join_rules", "state_key": "", "content": {"join_rule": "knock"}}]),
            "mods": self.alice.make_room(name="Moderators", preset="private_chat", invite=[self.user]),
        }
        # Belongs to others; the application service hears of it all the same.
        self.elsewhere = self.alice.make_room(name="Elsewhere", preset="public_chat")

    def make_bot(self):
        connection = {
            "homeserver": self.relay.url, "token": "env:MATRIX_TOKEN",
            "rooms": [f"#lobby-{self.way}:localhost", f"#gate-{self.way}:localhost", self.rooms["mods"]],
        }
        token, port = self.server.facts["MATRIX_TOKEN_BOT"], free_port()
        if self.way == "push":
            token, port = AS_TOKEN, self.hooks.target
            connection |= {"receive": "push", "hsToken": "env:MATRIX_HS_TOKEN", "registration": "bot-as", "user": AS_USER}
        config = {
            "store": {"path": "bot.sqlite"}, "http": {"listen": f"127.0.0.1:{port}"},
            "communities": [{
                "id": "hour", "platform": "matrix", "moderators": self.rooms["mods"], "connection": connection,
                "plugins": [
                    {"plugin": "welcome", "text": "Welcome, {member.mention}!", "burst": 0},
                    {"plugin": "faq", "file": "faq.md", "confidence": 0.8, "cooldown": "0s"}, {"plugin": "listen", **LISTEN},
                ],
            }],
        }
        with open(os.path.join(self.folder, "faq.md"), "w") as file:
            file.write(FAQ)
        self.config = os.path.join(self.folder, "config.json")
        with open(self.config, "w") as file:
            json.dump(config, file, indent=2)
        bot = Bot(self.arguments.botrun, self.config, token, self.folder, port)
        bot.env["MATRIX_HS_TOKEN"] = HS_TOKEN
        return bot

    # What members do, and what the bot has to make of it.

    def join(self, name, room="lobby", is_new=True):
        guest = self.guest(name)
        guest.join(self.rooms[room])
        self.figures["joins"] += 1
        if is_new:
            self.expected[room, None, f"Welcome, {guest.user.split(':')[0]}!"] += 1

    def say(self, name, text, room="lobby", thread=None, answer=None, is_negative=False):
        message = self.guests[name].say(self.rooms[room], text, thread)
        self.figures["messages"] += 1
        if answer:
            root = None if room == "direct" else thread or message
            self.expected[room, root, ANSWERS[answer]] += 1
        if is_negative:
            self.expected["mods", None, message] += 1
        return message

    def run(self):
        self.bot.start()
        try:
            self.bot.wait(self.bot.is_ready, "become ready")
            self.morning()
            self.noon()
            self.evening()
            self.settle()
            self.bot.end(signal.SIGTERM)
            self.compare(self.said())
            self.faults += self.bot.faults + [f"left in the outbox: {json.dumps(row)}" for row in self.outbox()]
        except Exception:
            self.faults.append(traceback.format_exc())
        finally:
            if self.bot.process.poll() is None:
                self.bot.process.kill()
                self.bot.process.wait()

    def morning(self):
        """Members come, ask and talk."""
        for name in ("ada", "ben"):
            self.join(name)
        self.say("ada", "Good morning everybody")
        question = self.say("ada", "How do I get a refund?", answer="refund")
        self.asked[question] = time.time()
        self.say("ben", "Where is the manual?", thread=question, answer="manual")
        self.say("ben", "This is terrible", is_negative=True)
        thanks = self.say("ada", "helo, thank you")
        self.guests["ada"].edit(self.rooms["lobby"], thanks, "hello, thank you, what about a refund?")
        worse = self.say("ben", "fine")
        self.guests["ben"].edit(self.rooms["lobby"], worse, "this is awful")
        self.expected["mods", None, worse] += 1
        heart = self.guests["ben"].react(self.rooms["lobby"], thanks, "❤️")
        self.guests["ben"].redact(self.rooms["lobby"], heart)
        self.alice.say(self.elsewhere, "Where is the refund?")
        self.figures["edits"] += 2
        self.figures["reactions"] += 1

    def noon(self):
        """The bot is killed while they talk; somebody knocks, is let in, and talks to the bot alone."""
        eve = self.guest("eve")
        eve.client("POST", f"knock/{quoted(self.rooms['gate'])}", {"reason": "please"})
        self.bot.end(signal.SIGKILL)
        self.say("ada", "Can I have a refund for order 2?", answer="refund")
        self.bot.start()
        self.say("ben", "Where is the manual of part 3?", answer="manual")
        self.alice.change(self.rooms["gate"], "invite", eve.user)
        self.join("eve", "gate")
        self.join("eve", is_new=False)
        direct = self.guests["ada"].make_room(is_direct=True, preset="trusted_private_chat", invite=[self.user])
        self.rooms["direct"] = direct
        self.wait(lambda: self.is_in(direct), "follow the invitation to talk")
        self.say("ada", "Is there a manual?", "direct", answer="manual")
        self.figures["knocks"] += 1

    def evening(self):
        """The bot is away for a while; a moderator sees to somebody."""
        self.bot.wait(self.bot.is_ready, "become ready again")
        self.bot.end(signal.SIGTERM)
        self.join("mallory")
        self.join("dan")
        self.say("mallory", "You are all idiots", is_negative=True)
        for number in range(2):
            self.say("dan", f"Is there a refund for case {number}?", answer="refund")
        time.sleep(2)
        self.alice.redact(self.rooms["lobby"], self.say("mallory", "buy my things"))
        self.alice.change(self.rooms["lobby"], "ban", self.guests["mallory"].user)
        self.bot.start()
        self.bot.wait(self.bot.is_ready, "become ready a third time")
        self.alice.redact(self.rooms["lobby"], self.say("dan", "oops"))
        self.say("dan", "Where is the refund page?", answer="refund")
        self.figures["moderated"] += 3

    def is_in(self, room):
        members = self.alice_in(room).client("GET", f"rooms/{quoted(room)}/joined_members")["joined"]
        return self.user in members

    def alice_in(self, room):
        return self.guests["ada"] if room == self.rooms.get("direct") else self.alice

    def wait(self, condition, what):
        deadline = time.monotonic() + 30
        while not condition():
            if time.monotonic() > deadline:
                raise RuntimeError(f"the bot did not {what}")
            time.sleep(0.1)

    # What came of it.

    def settle(self):
        deadline, quiet_since, before = time.monotonic() + SETTLING, time.monotonic(), None
        while time.monotonic() < deadline:
            said = self.said()
            if said != before:
                quiet_since, before = time.monotonic(), said
            if said == self.expected and time.monotonic() - quiet_since > QUIET:
                return
            time.sleep(0.3)

    def said(self):
        """What the bot said, in the shape of what is expected: the room, the thread, the words or what they are about."""
        said = collections.Counter()
        self.delays = []
        for name, room in self.rooms.items():
            for event in self.alice_in(room).timeline(room):
                if event["sender"] != self.user or event["type"] == "m.room.member":
                    continue
                content = event.get("content", {})
                body = content.get("body", "")
                relation = content.get("m.relates_to", {})
                if name == "mods" and "matrix.to" in body:
                    link = re.search(r"matrix\.to/#/[^/\s?]+/([^/\s?]+)\?via", body)
                    body = link.group(1).replace("%24", "$") if link else body
                answered = relation.get("m.in_reply_to", {}).get("event_id")
                if answered in self.asked:
                    self.delays.append(event["origin_server_ts"] / 1000 - self.asked[answered])
                said[name, relation.get("event_id"), body] += 1
        return said

    def compare(self, said):
        for what, number in (self.expected - said).items():
            self.faults.append(f"{self.way}: not said ({number}): {what}")
        for what, number in (said - self.expected).items():
            self.faults.append(f"{self.way}: said and not due ({number}): {what}")

    def outbox(self):
        done = subprocess.run(
            [self.arguments.botrun, "outbox", "list", "--config", self.config, "--json"], env=self.bot.env,
            stdout=subprocess.PIPE)
        return json.loads(done.stdout)

    @property
    def line(self):
        does = ", ".join(f"{number} {what}" for what, number in self.figures.items())
        return (f"{self.way}: {does}; {sum(self.expected.values())} posts due and made, "
                f"the first answer after {self.delays[0]:.2f} s, "
                f"{self.relay.count('', 429)} times told to wait")


def run(arguments, folder, server, hooks):
    hours = [Hour(way, server, folder, arguments, hooks) for way in ("sync", "push")]
    threads = [threading.Thread(target=hour.run) for hour in hours]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    faults = [fault for hour in hours for fault in hour.faults]
    sync, push = hours
    if sync.relay.count("", 429) == 0:
        faults.append("the homeserver never limited the bot that asks")
    taken, refused = (hooks.count("/transactions/", status) for status in (200, 502))
    if taken == 0 or refused == 0:
        faults.append(f"pushed and taken: {taken}; pushed while the bot was away: {refused}")
    endpoints = sorted(set(sync.relay.calls) | set(push.relay.calls))
    print("\n".join(hour.line for hour in hours) if not faults else "\n".join(faults))
    print(f"pushed: {taken} transactions taken, {hooks.count('/transactions/', 503)} turned away to be read first, "
          f"{refused} while the bot was away; {len(endpoints)} endpoints of the homeserver used")
    if arguments.endpoints:
        print("\n".join(endpoints))
    return not faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--servers", required=True, help="the folder of synapse-up.sh")
    parser.add_argument("--botrun", default=os.path.join(HERE, "..", "..", ".build", "debug", "botrun"))
    parser.add_argument("--endpoints", action="store_true", help="list the endpoints that were used")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = tempfile.mkdtemp(prefix="matrix-hour-")
    server = None
    is_good = False
    begun = time.monotonic()
    hooks = Relay(free_port())
    try:
        script = os.path.join(os.path.abspath(arguments.servers), "synapse-up.sh")
        server = Homeserver(
            script, os.path.join(folder, "synapse"), free_port(), SYN_FAST="0",
            SYN_AS_URL=hooks.url + "/communities/hour")
        started = time.monotonic()
        is_good = run(arguments, folder, server, hooks)
        print(f"{started - begun:.0f} s to start the homeserver, {time.monotonic() - started:.0f} s for the hour")
    finally:
        if server:
            server.run("wipe")
        hooks.stop()
        if is_good:
            shutil.rmtree(folder)
        else:
            print(f"kept: {folder}")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
