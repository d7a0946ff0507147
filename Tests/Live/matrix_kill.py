#!/usr/bin/env python3
"""Kills the bot at random while a Matrix community talks to it, and counts what it lost or did twice.

    matrix_kill.py --servers FOLDER [--botrun PROGRAM] [--seed N] [--seconds N]

FOLDER holds `synapse-up.sh`, which installs, starts and wipes a homeserver. Members join, ask, grumble and chatter for
--seconds while the bot dies ten times by SIGKILL and is asked to end twice by SIGTERM. Then the rooms are read: each
who joined was welcomed once, each question answered once in its thread, each grumble told to the moderators once, each
planned time posted once, and the bot said nothing else. The same seed makes the same plan again.
Exits 0 when all that holds, 1 when it does not (the folder with the bot's log is then kept).
"""
import argparse
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from judge import Judge
from synapse import Homeserver

LISTEN = {
    "words": ["terrible", "awful", "horrible", "scam", "idiots", "sucks", "useless"], "abuse": False, "mood": False,
    "incidents": False, "reports": False,
}
HERE = os.path.dirname(os.path.abspath(__file__))
RATE = 4
JOINERS = 12
KILLS = 10
STOPS = 2
# Seconds, at most.
SETTLING = 60
LONGEST_END = 5

FAQ = """\
## How do I get a refund?
Keywords: refund, money back

Write to billing, and the money is back in three days.

## Where is the manual?
Keywords: manual, handbook

The manual is pinned in this room.

## How do I change my password?
Keywords: change the password
- I forgot my password, what can I do to reset it?

Open the settings and choose *Account*.
"""
ANSWERS = {
    "refund": "Write to billing, and the money is back in three days.",
    "manual": "The manual is pinned in this room.",
    "password": "Open the settings and choose Account.",
}
QUESTIONS = [
    ("refund", "Can I have a refund for order {}?"), ("refund", "how do I get my money back for {}"),
    ("manual", "Where do I find the manual of part {}?"), ("manual", "What does the handbook say about {}?"),
    ("password", "How can I change the password of account {}?"),
]
GRUMBLES = ["This is terrible, {}.", "You {} people are all idiots!", "What a scam {} is", "{} sucks"]
# Both at once: answered, and told to the moderators.
HEATED = [("refund", "Why is the refund of {} so horrible?"), ("manual", "Is the manual of {} really that useless?")]
CHATTER = [
    "Good morning, {}", "I got my refund for {} today, thanks", "Did anybody see the match {}?", "lol {}",
    "The latest password news {} was fine", "Who is coming to lunch {}?", "reading the manual of {} right now",
]


class Bot:
    """The bot's process, ended and started again; its log goes into one file."""

    def __init__(self, program, config, token, folder, port):
        self.command = [program, "run", "--config", config]
        self.env = dict(os.environ, MATRIX_TOKEN=token)
        self.log = os.path.join(folder, "bot.log")
        self.ready = f"http://127.0.0.1:{port}/readyz"
        self.faults = []
        self.process = None
        # Where in the log the words of this process begin.
        self.begun = 0

    def start(self):
        with open(self.log, "ab") as log:
            self.begun = log.tell()
            self.process = subprocess.Popen(self.command, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def end(self, how):
        """Notes as a fault that the process had ended by itself, or did not end in order when asked to."""
        if how == signal.SIGTERM:
            self.wait(self.runs, "say that it runs")
        if self.process.poll() is not None:
            self.faults.append(f"the bot ended by itself with {self.process.returncode}")
        asked = time.monotonic()
        self.process.send_signal(how)
        try:
            code = self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            code = "no end within 20 s"
        if how == signal.SIGTERM and code != 0:
            self.faults.append(f"the bot was asked to end and ended with {code}")
        if time.monotonic() - asked > LONGEST_END:
            self.faults.append(f"the bot took {time.monotonic() - asked:.1f} s to end")

    def wait(self, condition, what):
        deadline = time.monotonic() + 60
        while not condition():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError(f"the bot did not {what}")
            time.sleep(0.02)

    def runs(self):
        """Whether it asks to be taken for started; from then on it must obey."""
        with open(self.log, "rb") as log:
            log.seek(self.begun)
            return b"botrun runs" in log.read()

    def is_ready(self):
        """Whether it has read from the homeserver."""
        try:
            with urllib.request.urlopen(self.ready, timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def local_time(moment):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment))


def write_config(folder, server, lobby, mods, port, start, seconds):
    """The path of the file, and the planned times of each scheduled post, by the label that it bears."""
    every = int(start + 0.3 * seconds)
    once = int(start + 0.6 * seconds)
    posts = [
        {"id": "cron", "cron": "* * * * *", "channel": "#lobby", "text": "cron {date} {time}", "missed": "all"},
        {"id": "every", "every": "1m", "from": local_time(every), "channel": "#lobby", "text": "every {date} {time}"},
        {"id": "once", "at": local_time(once), "channel": "#lobby", "text": "once {date} {time}"},
    ]
    config = {
        "store": {"path": "bot.sqlite"},
        "http": {"listen": f"127.0.0.1:{port}"},
        "communities": [{
            "id": "lobby", "platform": "matrix", "moderators": mods,
            "connection": {
                "homeserver": server.url, "token": "env:MATRIX_TOKEN", "rooms": ["#lobby:localhost", mods],
            },
            "plugins": [
                {"plugin": "welcome", "text": "Welcome, {member.mention}!", "burst": 0},
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
    cron = int(start) // 60 * 60
    planned = [("cron", at) for at in range(cron, cron + 600, 60)]
    planned += [("every", at) for at in range(every, every + 600, 60)] + [("once", once)]
    return path, {time.strftime(f"{name} %Y-%m-%d %H:%M", time.gmtime(at)): at for name, at in planned}


def plan(dice, seconds):
    """What is said and who joins, and when, in seconds from the start."""
    acts = []
    for number in range(int(seconds * RATE)):
        kind = dice.choices(["ask", "grumble", "heated", "chat"], [35, 20, 5, 40])[0]
        acts.append(((number + dice.random()) / RATE, kind, dice.random()))
    acts += [(dice.uniform(1, seconds - 1), "join", 0) for _ in range(JOINERS)]
    return sorted(acts)


class Crowd:
    """The members: follows the plan and notes what the bot must make of it."""

    def __init__(self, server, lobby, dice, judge):
        self.dice = dice
        self.judge = judge
        self.lobby = lobby
        self.talkers = [server.member("alice"), server.member("bob")]
        self.outside = [server.register(f"member{number}") for number in range(JOINERS)]
        self.roots = []
        self.count = 0

    def follow(self, acts, start):
        for at, kind, chance in acts:
            time.sleep(max(0, start + at - time.time()))
            if kind == "join":
                self.join()
            else:
                self.talk(kind, chance)

    def join(self):
        member = self.outside.pop(0)
        member.join(self.lobby)
        self.judge.joined(member.user)
        self.talkers.append(member)

    def talk(self, kind, chance):
        self.count += 1
        topic, form = {
            "ask": lambda: self.dice.choice(QUESTIONS), "heated": lambda: self.dice.choice(HEATED),
            "grumble": lambda: (None, self.dice.choice(GRUMBLES)), "chat": lambda: (None, self.dice.choice(CHATTER)),
        }[kind]()
        root = self.dice.choice(self.roots) if self.roots and chance < 0.15 else None
        text = form.format(f"n{self.count}")
        message = self.dice.choice(self.talkers).say(self.lobby, text, root)
        if root is None and kind == "chat":
            self.roots.append(message)
        self.judge.said(message, text, root, topic and ANSWERS[topic], kind in ("grumble", "heated"))


def break_bot(bot, dice, start, seconds, stopped):
    """Ends the bot again and again, once close to a full minute, when something is planned."""
    minute = (int(start + 5) // 60 + 1) * 60 - start
    moments = [(dice.uniform(0, seconds), signal.SIGKILL) for _ in range(KILLS - 1)]
    moments.append((minute + dice.uniform(-0.2, 0.5), signal.SIGKILL))
    moments += [(dice.uniform(0, seconds), signal.SIGTERM) for _ in range(STOPS)]
    for at, how in sorted(moments):
        if stopped.wait(max(0, start + at - time.time())):
            return
        try:
            bot.end(how)
        except RuntimeError as error:
            bot.faults.append(str(error))
        time.sleep(dice.uniform(0.2, 1.5))
        bot.start()


def left_in_outbox(bot, arguments, config):
    """What was not sent: nothing may wait, have failed, or be in doubt."""
    done = subprocess.run(
        [arguments.botrun, "outbox", "list", "--config", config, "--json"], env=bot.env, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def run(arguments, folder, server):
    dice = random.Random(arguments.seed)
    alice, robot = server.member("alice"), server.member("bot")
    lobby = alice.make_room(name="Lobby", room_alias_name="lobby", preset="public_chat")
    mods = alice.make_room(name="Moderators", preset="private_chat", invite=[robot.user])
    server.member("bob").join(lobby)
    judge = Judge(robot.user, lobby, mods)
    crowd = Crowd(server, lobby, random.Random(dice.random()), judge)
    acts = plan(random.Random(dice.random()), arguments.seconds)
    port = free_port()
    config, planned = write_config(folder, server, lobby, mods, port, time.time(), arguments.seconds)
    bot = Bot(arguments.botrun, config, robot.token, folder, port)
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
        judge.plan({label: at for label, at in planned.items() if born < at}, must_before=ended)
        settle(judge, alice)
        bot.end(signal.SIGTERM)
        report = judge.report(alice)
        report.faults += bot.faults
        for row in left_in_outbox(bot, arguments, config):
            report.faults.append("left in the outbox: " + json.dumps(row))
        print(f"{KILLS} kills, {STOPS} orderly ends, {ended - start:.0f} s of talk, "
              f"{time.time() - ended:.0f} s to settle, seed {arguments.seed}")
        return report, bot
    finally:
        if bot.process and bot.process.poll() is None:
            bot.process.kill()
            bot.process.wait()


def settle(judge, reader):
    """Waits until all that must be there is there and nothing came for 5 s."""
    deadline = time.monotonic() + SETTLING
    quiet_since, seen = time.monotonic(), -1
    while time.monotonic() < deadline:
        report = judge.report(reader)
        if report.seen != seen:
            quiet_since, seen = time.monotonic(), report.seen
        if report.lost == 0 and time.monotonic() - quiet_since > 5:
            return
        time.sleep(1)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--servers", required=True, help="the folder of synapse-up.sh")
    parser.add_argument("--botrun", default=os.path.join(HERE, "..", "..", ".build", "debug", "botrun"))
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    parser.add_argument("--seconds", type=int, default=75, help="how long there is talk")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    print(f"seed {arguments.seed}", flush=True)
    folder = tempfile.mkdtemp(prefix="matrix-kill-")
    server = None
    is_good = False
    try:
        script = os.path.join(os.path.abspath(arguments.servers), "synapse-up.sh")
        server = Homeserver(script, os.path.join(folder, "synapse"), free_port())
        report, bot = run(arguments, folder, server)
        print(report.table)
        is_good = report.is_good
        if not is_good:
            print("\n".join(report.faults[:40]))
            print(f"The end of {bot.log}:")
            with open(bot.log, errors="replace") as log:
                print("".join(log.readlines()[-40:]))
    finally:
        if server:
            server.run("wipe")
        if is_good:
            shutil.rmtree(folder)
        else:
            print(f"kept: {folder}")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
