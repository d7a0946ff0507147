#!/usr/bin/env python3
"""Lets a Mastodon community live with the bot, kills the bot in the middle, and compares what it did with what it had to.

    mastodon_hour.py --servers FOLDER [--botrun PROGRAM] [--seed N]

FOLDER holds `install.sh` and `mastodon-mock.toml` of mastodon-mock, a server that others wrote. It limits the rate, and
fails on demand. Members follow the bot, ask, grumble, chatter, edit, favourite, boost and report through the API; the
script also sends the webhooks that an instance would send, so that most posts reach the bot twice. The bot dies once by
SIGKILL while they talk. In the end each follower was welcomed once, each question answered once, each grumble told to the
moderators once, in private, each planned post made once, and the bot said nothing else.
Exits 0 when all that holds, 1 when it does not (the folder with the bot's log is then kept).
"""
import argparse
import collections
import hashlib
import hmac
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

LISTEN = {
    "words": ["terrible", "awful", "horrible", "scam", "idiots", "sucks", "useless"], "abuse": False, "mood": False,
    "incidents": False, "reports": False,
}
HERE = os.path.dirname(os.path.abspath(__file__))
MEMBERS = ["alice", "bob", "carol", "dave", "erin", "frank"]
SECRET = "a secret of the webhook"
FAQ = """\
## How do I get a refund?
Keywords: refund, money back

Write to **billing**, see [the terms](https://terms.example/refunds).

## Where is the manual?
Keywords: manual, handbook

The manual is pinned.
"""
ANSWERS = {
    "refund": "Write to billing, see the terms (https://terms.example/refunds).",
    "manual": "The manual is pinned.",
}
QUESTIONS = [("refund", "Can I have a refund for order {}?"), ("manual", "Where do I find the manual of part {}?")]
GRUMBLES = ["This is terrible, {}.", "What a scam {} is"]
CHATTER = ["Good morning, {}", "I got my refund for {} today, thanks", "@carol did you see {}"]


class Instance:
    """mastodon-mock on a port of its own, with a tight limit for each token."""

    def __init__(self, servers, folder):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        done = subprocess.run([os.path.join(servers, "install.sh"), "mastodon"], stdout=subprocess.PIPE, check=True)
        python = done.stdout.decode().split()[-1]
        with open(os.path.join(servers, "mastodon-mock.toml")) as file:
            text = file.read()
        text = re.sub(r'domain = ".*"', f'domain = "127.0.0.1:{self.port}"', text)
        text = re.sub(r"limit = \d+", "limit = 45", text)
        text = re.sub(r"window_seconds = \d+", "window_seconds = 6", text)
        for name in ["mod"] + MEMBERS[1:]:
            text += f'\n[[seed.accounts]]\nusername = "{name}"\naccess_token = "{name}-token"\n'
        path = os.path.join(folder, "mastodon.toml")
        with open(path, "w") as file:
            file.write(text)
        self.log = open(os.path.join(folder, "mastodon.log"), "wb")
        self.process = subprocess.Popen(
            [os.path.join(os.path.dirname(python), "mastodon_mock"), "serve", "--config", path, "--in-memory",
             "--host", "127.0.0.1", "--port", str(self.port)],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, cwd=folder)
        deadline = time.monotonic() + 60
        while not self.answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError("mastodon-mock did not start")
            time.sleep(0.1)

    def answers(self):
        try:
            self.call("GET", "/api/v2/instance")
            return True
        except OSError:
            return False

    def call(self, method, path, body=None, token=None, query=None):
        url = self.url + path + ("?" + urllib.parse.urlencode(query) if query else "")
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}-token"
        data = None if body is None else json.dumps(body).encode()
        while True:
            try:
                with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method)) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                if error.code != 429:
                    raise
                time.sleep(0.5)

    def fail(self, methods, path, count, **effect):
        """The next `count` calls go wrong."""
        self.call("POST", "/api/v1/_mock/faults",
                  {"match": {"methods": methods, "path": path}, "effect": effect, "count": count})

    def limit(self, methods, path, count):
        wait = {"Retry-After": "1", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 2)}
        self.fail(methods, path, count, type="ratelimit", headers=wait)

    def said(self, account, since="0"):
        """What the bot posted after a post, oldest first."""
        found = []
        while True:
            query = {"min_id": since, "limit": 40}
            page = self.call("GET", f"/api/v1/accounts/{account}/statuses", token="bot", query=query)
            if not page:
                return found
            found += reversed(page)
            since = page[0]["id"]

    def end(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()


class Bot:
    """The bot's process, killed and started again; its log goes into one file."""

    def __init__(self, program, config, folder, port):
        self.command = [program, "run", "--config", config]
        self.config = config
        self.env = dict(os.environ, MASTODON_TOKEN="bot-token", MASTODON_SECRET=SECRET)
        self.log = os.path.join(folder, "bot.log")
        self.base = f"http://127.0.0.1:{port}"
        self.process = None

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.command, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def wait_until_ready(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(self.base + "/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("the bot did not become ready")

    def hear(self, event, status):
        """As the instance's webhook tells it. A bot that is away does not hear it, which polling makes up for."""
        body = json.dumps({"event": event, "created_at": status["created_at"], "object": status}).encode()
        code = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Hub-Signature": "sha256=" + code}
        try:
            urllib.request.urlopen(
                urllib.request.Request(self.base + "/communities/town/webhook", body, headers), timeout=5).close()
            return True
        except OSError:
            return False

    def end(self, how):
        self.process.send_signal(how)
        return self.process.wait(20)

    def left_in_outbox(self):
        done = subprocess.run(
            [self.command[0], "outbox", "list", "--config", self.config, "--json"], env=self.env,
            stdout=subprocess.PIPE)
        return json.loads(done.stdout)


class Town:
    """Acts the members and notes what the bot must make of it: by kind, what it is about."""

    def __init__(self, instance, bot, dice):
        self.instance, self.bot, self.dice = instance, bot, dice
        self.ids = {name: self.me(name) for name in ["bot", "mod"] + MEMBERS}
        self.expected = {kind: {} for kind in ["welcomed", "answered", "flagged", "planned"]}
        self.count = 0
        self.heard = 0

    def me(self, name):
        return self.instance.call("GET", "/api/v1/accounts/verify_credentials", token=name)["id"]

    def follow(self, name):
        self.instance.call("POST", f"/api/v1/accounts/{self.ids['bot']}/follow", {}, token=name)
        self.expected["welcomed"][name] = ("unlisted", None, f"Welcome to Town, @{name}!")

    def say(self, name, text, visibility="public", topic=None, grumble=False):
        self.count += 1
        text = text.format(f"n{self.count}")
        status = self.instance.call(
            "POST", "/api/v1/statuses", {"status": text, "visibility": visibility}, token=name)
        if visibility == "public" and self.dice.random() < 0.7:
            self.heard += self.bot.hear("status.created", status)
        if topic:
            seen = "direct" if visibility == "direct" else "unlisted"
            self.expected["answered"][status["id"]] = (seen, status["id"], f"@{name} {ANSWERS[topic]}")
        if grumble:
            self.expected["flagged"][status["url"]] = ("direct", None, None)
        return status

    def talk(self):
        name = self.dice.choice(MEMBERS)
        kind = self.dice.choice(["ask", "whisper", "mention", "grumble", "chat"])
        if kind == "grumble":
            self.say(name, self.dice.choice(GRUMBLES) + " #town", grumble=True)
        elif kind == "chat":
            self.say(name, self.dice.choice(CHATTER) + " #town")
        else:
            topic, text = self.dice.choice(QUESTIONS)
            form = {"ask": text + " #town", "whisper": "@bot " + text, "mention": "@bot " + text}[kind]
            self.say(name, form, "direct" if kind == "whisper" else "public", topic)

    def trouble(self, begin):
        """Asks in private, has the instance fail when the bot is about to answer, and waits until it did."""
        deadline = time.monotonic() + 90
        topic, text = QUESTIONS[0]
        self.say("bob", "@bot " + text, "direct", topic)
        begin()
        while self.instance.call("GET", "/api/v1/_mock/faults"):
            if time.monotonic() > deadline:
                raise RuntimeError("the bot did not run into the fault")
            time.sleep(0.1)

    def edit_into_grumble(self, name):
        status = self.say(name, "All is well with {} #town")
        edited = self.instance.call(
            "PUT", f"/api/v1/statuses/{status['id']}", {"status": "This is horrible #town"}, token=name)
        self.bot.hear("status.updated", edited)
        self.expected["flagged"][status["url"]] = ("direct", None, None)

    def like(self, name):
        """Neither favourites nor boosts nor reports move the plugins of this town to say anything."""
        for status in self.instance.said(self.ids["bot"])[:2]:
            for word in ["favourite", "reblog"]:
                self.instance.call("POST", f"/api/v1/statuses/{status['id']}/{word}", {}, token=name)
        status = self.say("dave", "Buy watches {} #town")
        self.instance.call(
            "POST", "/api/v1/reports", {"account_id": self.ids["dave"], "status_ids": [status["id"]]}, token=name)


class Judge:
    def __init__(self, town):
        self.town = town
        self.said = []

    def report(self):
        """Each kind with how often each thing was done, and what the bot had no reason to say."""
        self.said += self.town.instance.said(self.town.ids["bot"], self.said[-1]["id"] if self.said else "0")
        found = {kind: collections.Counter() for kind in self.town.expected}
        unexpected = []
        for status in self.said:
            kind, about = self.classify(status)
            if about in self.town.expected.get(kind, {}) and self.is_right(status, self.town.expected[kind][about]):
                found[kind][about] += 1
            else:
                unexpected.append(f"{kind}: {status['visibility']} {plain(status)!r}")
        return found, unexpected

    def classify(self, status):
        text = plain(status)
        if status["in_reply_to_id"]:
            return "answered", status["in_reply_to_id"]
        if "Welcome to Town" in text:
            return "welcomed", text.split("@")[-1].rstrip("!")
        if status["visibility"] == "direct":
            links = [url for url in self.town.expected["flagged"] if url in re.findall(r"https?://[^\s)<]+", text)]
            return "flagged", links[0] if len(links) == 1 and text.startswith("@mod ") else None
        return "planned", text

    @staticmethod
    def is_right(status, wanted):
        visibility, parent, text = wanted
        return (status["visibility"], status["in_reply_to_id"]) == (visibility, parent) and text in (None, plain(status))

    def faults(self):
        found, unexpected = self.report()
        faults = [f"unexpected, {words}" for words in unexpected]
        for kind, wanted in self.town.expected.items():
            for about in wanted:
                if found[kind][about] != 1:
                    faults.append(f"{kind} {found[kind][about]} times: {about} {wanted[about][2] or ''}")
        return faults


def plain(status):
    text = re.sub(r"</p><p>|<br ?/?>", "\n", status["content"])
    text = re.sub(r"<[^>]+>", "", text)
    return text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def local_time(moment):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment))


def write_config(folder, instance, port, start):
    posts = [
        {"id": f"once{seconds}", "at": local_time(start + seconds), "channel": "public #town", "text": f"Planned {seconds}"}
        for seconds in [20, 35]
    ]
    posts.append({"id": "handed", "at": local_time(start + 2400), "channel": "public", "text": "Handed over",
                  "handOver": "1h"})
    config = {
        "store": {"path": "bot.sqlite"}, "http": {"listen": f"127.0.0.1:{port}"},
        "communities": [{
            "id": "town", "name": "Town", "platform": "mastodon", "moderators": "@mod",
            "connection": {
                "instance": instance.url, "token": "env:MASTODON_TOKEN", "webhookSecret": "env:MASTODON_SECRET",
                "hashtags": ["town"], "pollEvery": "1s", "moderator": True, "requestsPer5Minutes": 3000,
            },
            "plugins": [
                {"plugin": "welcome", "text": "Welcome to {community.name}, {member.mention}!", "channel": "unlisted", "burst": 0},
                {"plugin": "faq", "file": "faq.md", "confidence": 0.8, "cooldown": "0s", "maxMessages": 1000},
                {"plugin": "schedule", "posts": posts, "duplicates": "0s"}, {"plugin": "listen", **LISTEN},
            ],
        }],
    }
    with open(os.path.join(folder, "faq.md"), "w") as file:
        file.write(FAQ)
    path = os.path.join(folder, "config.json")
    with open(path, "w") as file:
        json.dump(config, file, indent=2)
    return path


def live(town, instance, bot):
    """The hour, in less than one."""
    for name in MEMBERS[:3]:
        town.follow(name)
    for number in range(10):
        town.talk()
        time.sleep(0.3)
    town.trouble(lambda: instance.limit(["POST"], "/api/v1/statuses", 2))
    town.trouble(lambda: instance.fail(["POST"], "/api/v1/statuses", 2, type="status", status=500))
    town.trouble(lambda: instance.fail(["GET"], "/api/v1/notifications", 2, type="malformed"))
    for number in range(10):
        town.talk()
        time.sleep(0.3)
    town.edit_into_grumble("erin")
    bot.end(signal.SIGKILL)
    for name in MEMBERS[3:]:
        town.follow(name)
    for number in range(10):
        town.talk()
    bot.start()
    for number in range(10):
        town.talk()
        time.sleep(0.2)
    bot.wait_until_ready()
    town.like("alice")
    town.trouble(lambda: instance.fail(["GET"], "/api/v1/timelines/*", 2, type="status", status=503))
    instance.fail(["POST"], "/api/v1/statuses", 3, type="latency", delay_ms=700)
    for number in range(10):
        town.talk()
        time.sleep(0.3)


def settle(judge, earliest):
    """Waits until all that must be there is there and nothing came for 4 s."""
    deadline, quiet_since, seen = time.monotonic() + 120, time.monotonic(), None
    while time.monotonic() < deadline:
        now = judge.report()
        if now != seen:
            quiet_since, seen = time.monotonic(), now
        if time.time() > earliest and not judge.faults() and time.monotonic() - quiet_since > 4:
            return
        time.sleep(1)


def run(arguments, folder, instance):
    dice = random.Random(arguments.seed)
    port = free_port()
    start = time.time()
    bot = Bot(arguments.botrun, write_config(folder, instance, port, start), folder, port)
    try:
        checked = subprocess.run(
            [arguments.botrun, "check", "--config", bot.config], env=bot.env, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        town = Town(instance, bot, dice)
        judge = Judge(town)
        bot.start()
        bot.wait_until_ready()
        for seconds in [20, 35]:
            town.expected["planned"][f"Planned {seconds}\n#town"] = ("public", None, f"Planned {seconds}\n#town")
        live(town, instance, bot)
        settle(judge, start + 40)
        faults = judge.faults()
        held = instance.call("GET", "/api/v1/scheduled_statuses", token="bot")
        if [post["params"].get("text") or post["params"].get("status") for post in held] != ["Handed over"]:
            faults.append(f"handed over: {json.dumps(held)}")
        code = bot.end(signal.SIGTERM)
        if code != 0:
            faults.append(f"the bot was asked to end and ended with {code}")
        faults += ["left in the outbox: " + json.dumps(row) for row in bot.left_in_outbox()]
        if checked.returncode != 0:
            faults.append("botrun check: " + checked.stdout.decode()[:500])
        figures = ", ".join(f"{len(things)} {kind}" for kind, things in town.expected.items())
        with open(instance.log.name, errors="replace") as log:
            limited = sum(" 429 " in line for line in log)
        print(f"mastodon: {figures}, 1 handed over, {town.count} posts of members, {town.heard} of them heard twice, "
              f"{limited} calls limited, 1 kill, {len(faults)} faults, {time.time() - start:.0f} s")
        return faults, bot
    finally:
        if bot.process and bot.process.poll() is None:
            bot.process.kill()
            bot.process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--servers", required=True, help="the folder of install.sh and mastodon-mock.toml")
    parser.add_argument("--botrun", default=os.path.join(HERE, "..", "..", ".build", "debug", "botrun"))
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print(f"seed {arguments.seed}", flush=True)
    folder = tempfile.mkdtemp(prefix="mastodon-hour-")
    instance, faults = None, ["it did not come to an end"]
    try:
        instance = Instance(os.path.abspath(arguments.servers), folder)
        faults, bot = run(arguments, folder, instance)
        if faults:
            print("\n".join(faults[:40]))
            with open(bot.log, errors="replace") as log:
                print(f"The end of {bot.log}:\n" + "".join(log.readlines()[-30:]))
    finally:
        if instance:
            instance.end()
        if not faults:
            shutil.rmtree(folder)
        else:
            print(f"kept: {folder}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
