#!/usr/bin/env python3
"""Plays an hour of a Discord server against the bot, shortened, and counts what the bot lost or did twice.

    discord_hour.py --servers FOLDER [--botrun PROGRAM] [--seed N] [--seconds N]

FOLDER holds `simcord-http.py`, a simulated Discord that somebody else wrote, and `install.sh`, which gets it. Every
seventh call is answered with 429. Members join, ask in channels and threads, grumble, chatter, edit, react and delete
for --seconds, while the bot dies three times by SIGKILL and is asked to end once by SIGTERM. Then the channels are read:
each who joined was welcomed once, each question answered once by a reply, each grumble told to the moderators once,
each planned time posted once; nobody was called but whom the bot meant to, and it said nothing else.
Exits 0 when all that holds, 1 when it does not (the folder with the bot's log is then kept).
"""
import argparse
import collections
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

from matrix_kill import ANSWERS, CHATTER, FAQ, GRUMBLES, HEATED, QUESTIONS, Bot, free_port, left_in_outbox

LISTEN = {
    "words": ["terrible", "awful", "horrible", "scam", "idiots", "sucks", "useless"], "abuse": False, "mood": False,
    "incidents": False, "reports": False,
}
HERE = os.path.dirname(os.path.abspath(__file__))
RATE = 1.5
JOINERS = 8
KILLS = 3
LIMIT_EVERY = 7
SETTLING = 60
LINK = re.compile(r"https://discord\.com/channels/\d+/\d+/(\d+)")
MENTION = re.compile(r"^Welcome, <@(\d+)>!$")
MARKUP = re.compile(r"\\(.)|\*")


class Server:
    """The simulated Discord, by its API with the bot's token."""

    def __init__(self, servers, folder, port):
        home = os.environ.get("SERVERS_HOME", os.path.expanduser("~/.cache/botrun-servers"))
        python = os.path.join(home, "simcord", "bin", "python")
        if not os.path.exists(python) or subprocess.run([python, "-c", "import simcord"], stderr=subprocess.DEVNULL).returncode:
            subprocess.run(["bash", os.path.join(servers, "install.sh"), "simcord"], check=True, stdout=subprocess.DEVNULL)
        script = os.path.join(servers, "simcord-http.py")
        self.log = open(os.path.join(folder, "server.log"), "wb")
        self.process = subprocess.Popen(
            [python, os.path.join(HERE, "discord_server.py"), script, str(port)], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=self.log, env=dict(os.environ, SIM_429=str(LIMIT_EVERY)))
        self.about = json.loads(self.process.stdout.readline())
        self.url, self.token, self.guild = self.about["url"], self.about["token"], self.about["guild"]
        self.limited = 0

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.log.close()

    def call(self, method, path, body=None):
        """What it answers; asks again for as long as it is told to wait."""
        while True:
            request = urllib.request.Request(
                self.url + path, method=method, data=None if body is None else json.dumps(body).encode(),
                headers={"Authorization": "Bot " + self.token, "Content-Type": "application/json"})
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    return json.loads(answer.read() or b"null")
            except urllib.error.HTTPError as error:
                if error.code != 429:
                    raise RuntimeError(f"{method} {path}: {error.code} {error.read().decode()}") from error
                self.limited += 1
                time.sleep(json.loads(error.read())["retry_after"] + 0.02)

    def member(self, deed, **body):
        return self.call("POST", "/_members/" + deed, body)

    def history(self, channel):
        return self.call("GET", f"/_members/history/{channel}")


class Crowd:
    """The members: do what the plan says, and note what the bot must make of it."""

    def __init__(self, server, dice):
        self.server, self.dice = server, dice
        guild = server.guild
        self.general = server.about["channel"]
        self.help = server.call("POST", f"/guilds/{guild}/channels", {"name": "help", "type": 0})["id"]
        self.mods = server.call("POST", f"/guilds/{guild}/channels", {"name": "moderators", "type": 0})["id"]
        server.call("PATCH", f"/guilds/{guild}", {"system_channel_id": self.general})
        self.talkers = [server.about["alice"]]
        self.places = [self.general, self.help]
        self.chats = []
        self.count = 0
        self.done = collections.Counter()
        # By kind: what it is about, with what the bot must say, or None where the wording is its own.
        self.expected = {kind: {} for kind in ("welcomed", "answered", "flagged", "scheduled")}

    def plan(self, seconds):
        acts = []
        for number in range(int(seconds * RATE)):
            kind = self.dice.choices(
                ["ask", "grumble", "heated", "chat", "edit", "react", "remove", "thread"], [28, 14, 5, 25, 9, 9, 5, 5])[0]
            acts.append(((number + self.dice.random()) / RATE, kind))
        return sorted(acts + [(self.dice.uniform(1, seconds - 1), "join") for _ in range(JOINERS)])

    def follow(self, acts, start):
        for at, kind in acts:
            time.sleep(max(0, start + at - time.time()))
            self.count += 1
            getattr(self, kind)()

    def join(self):
        member = self.server.member("join", guild=self.server.guild, name=f"member{self.count}")["id"]
        self.expected["welcomed"][member] = f"Welcome, <@{member}>!"
        self.talkers.append(member)
        self.done["joined"] += 1

    def say(self, text, place=None):
        place = place or self.dice.choice(self.places)
        message = self.server.member("say", channel=place, author=self.dice.choice(self.talkers), content=text)["id"]
        self.done["said"] += 1
        return place, message

    def ask(self):
        topic, form = self.dice.choice(QUESTIONS)
        self.expected["answered"][self.say(form.format(f"n{self.count}"))[1]] = ANSWERS[topic]

    def grumble(self):
        form = self.dice.choice(GRUMBLES)
        self.expected["flagged"][self.say(form.format(f"@everyone n{self.count}"))[1]] = None

    def heated(self):
        topic, form = self.dice.choice(HEATED)
        message = self.say(form.format(f"n{self.count}"))[1]
        self.expected["answered"][message] = ANSWERS[topic]
        self.expected["flagged"][message] = None

    def chat(self):
        self.chats.append(self.say(self.dice.choice(CHATTER).format(f"n{self.count} **<@1>**")))

    def edit(self):
        if not self.chats:
            return self.chat()
        place, message = self.chats.pop()
        grumble = self.dice.choice(GRUMBLES).format(f"n{self.count}")
        self.server.member("edit", channel=place, message=message, content=grumble)
        self.expected["flagged"][message] = None
        self.done["edited"] += 1

    def react(self):
        if not self.chats:
            return self.chat()
        place, message = self.dice.choice(self.chats)
        self.server.member("react", channel=place, message=message, author=self.dice.choice(self.talkers), emoji="👍")
        self.done["reacted"] += 1

    def remove(self):
        if not self.chats:
            return self.chat()
        place, message = self.chats.pop(0)
        self.server.member("remove", channel=place, message=message)
        self.done["removed"] += 1

    def thread(self):
        """Somebody opens a thread; others talk in it."""
        place, message = self.say(f"let us talk about n{self.count}", self.general)
        made = self.server.member(
            "thread", channel=place, message=message, author=self.dice.choice(self.talkers), name=f"n{self.count}")
        self.places.append(made["id"])
        self.done["threads"] += 1

    # What the bot made of it.

    def report(self):
        """By kind, what was lost, what was doubled; and what nobody expected."""
        found = {kind: collections.Counter() for kind in self.expected}
        faults = []
        for place in self.places + [self.mods]:
            for message in self.server.history(place):
                if message["author"] != self.server.about["bot"]:
                    continue
                kind, about, text = self.classify(place, message)
                if self.expected.get(kind, {}).get(about, "") not in (None, text):
                    faults.append(f"unexpected in {place}: {json.dumps(message)}")
                else:
                    found[kind][about] += 1
                pinged = [about] if kind == "welcomed" else None
                if message["everyone"] or pinged is not None and message["pinged"] != pinged:
                    faults.append(f"called others: {json.dumps(message)}")
                if kind == "flagged" and message["pinged"]:
                    faults.append(f"called somebody: {json.dumps(message)}")
        lost = [f"{kind} {about}" for kind in self.expected for about in self.expected[kind] if not found[kind][about]]
        twice = [f"{kind} {about}" for kind in found for about, count in found[kind].items() if count > 1]
        return found, lost, twice, faults

    def classify(self, place, message):
        content = message["content"]
        if place == self.mods:
            links = set(LINK.findall(content))
            return "flagged", links.pop() if len(links) == 1 else None, None
        if message["reference"]:
            return "answered", message["reference"], MARKUP.sub(r"\1", content)
        if MENTION.match(content):
            return "welcomed", MENTION.match(content).group(1), content
        label = MARKUP.sub(r"\1", content)
        return "scheduled", label, label


def write_config(folder, server, crowd, port, start, seconds):
    once = int(start + 0.5 * seconds)
    posts = [
        {"id": "cron", "cron": "* * * * *", "channel": "#general", "text": "cron {date} {time}", "missed": "all"},
        {"id": "once", "at": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(once)), "channel": "#help",
         "text": "once {date} {time}"},
    ]
    config = {
        "store": {"path": "bot.sqlite"},
        "http": {"listen": f"127.0.0.1:{port}"},
        "communities": [{
            "id": "town", "platform": "discord", "moderators": crowd.mods,
            "connection": {
                "token": "env:DISCORD_TOKEN", "guild": server.guild, "api": server.url, "pollEvery": "1s",
                "recheckEvery": "3s", "membersEvery": "3s", "messagesPerSecondPerChannel": 5,
            },
            "plugins": [
                {"plugin": "welcome", "text": "Welcome, {member.mention}!", "channel": "#general", "burst": 0},
                {"plugin": "faq", "file": "faq.md", "confidence": 0.8, "cooldown": "0s", "maxMessages": 1000},
                {"plugin": "schedule", "posts": posts, "duplicates": "0s"},
                {"plugin": "listen", **LISTEN},
            ],
        }],
    }
    with open(os.path.join(folder, "faq.md"), "w") as file:
        file.write(FAQ)
    path = os.path.join(folder, "config.json")
    with open(path, "w") as file:
        json.dump(config, file, indent=2)
    crowd.expected["scheduled"][time.strftime("once %Y-%m-%d %H:%M", time.gmtime(once))] = None
    return path


def expect_minutes(crowd, born, ended):
    """Each full minute up to `ended`; those after it may come or not."""
    for at in range(int(born) // 60 * 60 + 60, int(time.time()) + 60, 60):
        label = time.strftime("cron %Y-%m-%d %H:%M", time.gmtime(at))
        if at < ended or any(
                MARKUP.sub(r"\1", message["content"]) == label for message in crowd.server.history(crowd.general)):
            crowd.expected["scheduled"][label] = None


def break_bot(bot, dice, start, seconds, stopped):
    moments = [(dice.uniform(3, seconds), signal.SIGKILL) for _ in range(KILLS)]
    moments.append((dice.uniform(3, seconds), signal.SIGTERM))
    for at, how in sorted(moments):
        if stopped.wait(max(0, start + at - time.time())):
            return
        try:
            bot.end(how)
        except RuntimeError as error:
            bot.faults.append(str(error))
        time.sleep(dice.uniform(0.2, 2))
        bot.start()


def settle(crowd):
    """Waits until nothing is lost and nothing came for 5 s."""
    deadline, quiet, seen = time.monotonic() + SETTLING, time.monotonic(), None
    while time.monotonic() < deadline:
        found, lost, _, _ = crowd.report()
        if found != seen:
            quiet, seen = time.monotonic(), found
        if not lost and time.monotonic() - quiet > 5:
            return
        time.sleep(1)


def run(arguments, folder, server):
    dice = random.Random(arguments.seed)
    crowd = Crowd(server, random.Random(dice.random()))
    acts = crowd.plan(arguments.seconds)
    port = free_port()
    config = write_config(folder, server, crowd, port, time.time(), arguments.seconds)
    bot = Bot(arguments.botrun, config, server.token, folder, port)
    bot.env["DISCORD_TOKEN"] = server.token
    stopped = threading.Event()
    try:
        born = time.time()
        bot.start()
        bot.wait(bot.is_ready, "become ready")
        start = time.time()
        breaker = threading.Thread(
            target=break_bot, args=(bot, random.Random(dice.random()), start, arguments.seconds, stopped))
        breaker.start()
        try:
            crowd.follow(acts, start)
        except BaseException:
            stopped.set()
            raise
        finally:
            breaker.join()
        ended = time.time()
        expect_minutes(crowd, born, ended)
        settle(crowd)
        bot.end(signal.SIGTERM)
        expect_minutes(crowd, born, ended)
        found, lost, twice, faults = crowd.report()
        faults += [f"lost: {what}" for what in lost] + [f"twice: {what}" for what in twice] + bot.faults
        faults += ["left in the outbox: " + json.dumps(row) for row in left_in_outbox(bot, arguments, config)]
        faults += [f"nothing was {kind}" for kind in crowd.expected if not crowd.expected[kind]]
        calls = len(server.call("GET", "/_members/calls"))
        deeds = ", ".join(f"{count} {deed}" for deed, count in sorted(crowd.done.items()))
        told = ", ".join(f"{sum(found[kind].values())}/{len(crowd.expected[kind])} {kind}" for kind in found)
        print(f"discord: {deeds}; {told}; lost {len(lost)}, doubled {len(twice)}; {KILLS} kills, 1 orderly end, "
              f"{calls} calls, every {LIMIT_EVERY}th answered 429, seed {arguments.seed}")
        return faults, bot
    finally:
        if bot.process and bot.process.poll() is None:
            bot.process.kill()
            bot.process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--servers", required=True, help="the folder of simcord-http.py")
    parser.add_argument("--botrun", default=os.path.join(HERE, "..", "..", ".build", "debug", "botrun"))
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    parser.add_argument("--seconds", type=int, default=65, help="how long the hour is")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = tempfile.mkdtemp(prefix="discord-hour-")
    server = None
    faults = ["it did not come to an end"]
    try:
        server = Server(os.path.abspath(arguments.servers), folder, free_port())
        faults, bot = run(arguments, folder, server)
        if faults:
            print("\n".join(faults[:40]))
            print(f"The end of {bot.log}:")
            with open(bot.log, errors="replace") as log:
                print("".join(log.readlines()[-30:]))
    finally:
        if server:
            server.stop()
        if faults:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
