#!/usr/bin/env python3
"""Kills the bot with SIGKILL at random instants while a community talks to it, and counts what was lost or doubled.

    kills.py [--botrun PROGRAM] [--platform lookup|key|none] [--kills N] [--seed N] [--rate N] [--break acknowledge|platform]

The platforms run in this process: one where a post can be looked up (Slack's way), one that takes a key against doing
it twice, one with neither. Events are told as those platforms do: again and again until the bot acknowledges them, and
some once more after that. The bot is started, killed after a random time, and started again, N times; then it may
finish. Prints one line of JSON:

    kills, kills_in_start (it did not listen yet), events, acknowledged, expected, posted,
    lost      acknowledged, to be answered, not answered, and the bot does not say so
    doubled   answered twice
    unknown   of which the bot says that it does not know (botrun outbox list)

Exits 0 when nothing was lost, doubled or stray and, where the platform can settle it, nothing is unknown; else 1, and
the folder with the bot's store and log is kept. --break shows that the counting can fail: `acknowledge` counts an event
as acknowledged before the bot has it on disk, `platform` has the platform not do what the bot relies on. With it, the
run succeeds when the fault is seen. The same seed makes the same kills.
"""
import argparse
import http.client
import json
import os
import queue
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from kill_count import Ledger, check_itself, KINDS
from kill_platforms import MODERATORS, PLATFORMS, numbers_in

HERE = os.path.dirname(os.path.abspath(__file__))
FAQ = "## How do I reset my password?\nKeywords: password\n\nUse the link on the sign-in page.\n"
TEXTS = {
    "question": "How do I reset my password, n{}?", "join": "n{} has joined", "grumble": "this is awful n{}",
    "chatter": "good morning n{}",
}
WORKERS = 4
# Seconds, at most; where a fault is planted, what it lost never comes.
SETTLING = 120
SETTLING_BROKEN = 10


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def configuration(platform, port):
    """Nothing is limited: an hour of talk is told in seconds."""
    common = {"maxMessages": 1_000_000, "maxRepliesPerThread": 1_000_000}
    deaf = {name: False for name in ("safety", "abuse", "mood", "incidents", "reports")}
    return {
        "store": {"path": "botrun.sqlite"},
        "http": {"listen": f"127.0.0.1:{port}"},
        "communities": [{
            "id": "town", "platform": platform.name, "moderators": MODERATORS, "connection": platform.connection(),
            "plugins": [
                {"plugin": "welcome", "burst": 0, **platform.welcome, **common},
                {"plugin": "faq", "file": "faq.md", "cooldown": "0s", **common},
                {"plugin": "listen", "words": ["awful"], **deaf, **common},
            ],
        }],
    }


class Bot:
    """The bot's process, killed and started again on one folder; what it says goes into one file."""

    def __init__(self, program, folder, platform):
        self.port = free_port()
        self.config = os.path.join(folder, "config.json")
        self.program = program
        self.env = {"PATH": os.environ["PATH"], "SWIFT_BACKTRACE": "enable=no", **platform.environment}
        self.log = os.path.join(folder, "bot.log")
        with open(self.config, "w") as file:
            json.dump(configuration(platform, self.port), file, indent=2)
        with open(os.path.join(folder, "faq.md"), "w") as file:
            file.write(FAQ)

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "run", "--config", self.config], env=self.env, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log)

    def listens(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), 0.2).close()
            return True
        except OSError:
            return False

    def end(self, how):
        """How it ended; a bot that had ended by itself is a fault."""
        if self.process.poll() is not None:
            raise RuntimeError(f"the bot ended by itself with {self.process.returncode}")
        self.process.send_signal(how)
        return self.process.wait(30)

    def outbox(self):
        """What was not sent, by state."""
        told = subprocess.run(
            [self.program, "outbox", "list", "--config", self.config, "--json", "--limit", "100000"], env=self.env,
            stdout=subprocess.PIPE, check=True)
        return json.loads(told.stdout)


class Crowd:
    """Makes events happen at a rate and has the workers tell them until they are acknowledged."""

    def __init__(self, ledger, platform, port, rate, dice, is_hasty):
        self.ledger, self.platform, self.port, self.rate, self.dice = ledger, platform, port, rate, dice
        # Counts as acknowledged what the bot was merely sent.
        self.is_hasty = is_hasty
        self.waiting = queue.Queue()
        self.stopped = threading.Event()
        self.threads = [threading.Thread(target=self.talk, daemon=True)]
        self.threads += [threading.Thread(target=self.tell, daemon=True) for _ in range(WORKERS)]

    def start(self):
        for thread in self.threads:
            thread.start()

    def talk(self):
        begin, number = time.monotonic(), 0
        while not self.stopped.wait(max(0, begin + number / self.rate - time.monotonic())):
            kind = self.dice.choices(KINDS, [50, 15, 10, 25])[0]
            self.ledger.happened(number, kind)
            self.waiting.put((number, kind))
            # As when the answer to the first delivery came too late.
            if self.dice.random() < 0.05:
                self.waiting.put((number, kind))
            number += 1

    def tell(self):
        connection = None
        while True:
            number, kind = self.waiting.get()
            header, body = self.platform.telling(number, kind, TEXTS[kind].format(number))
            if self.is_hasty:
                self.ledger.taken(number)
            while True:
                try:
                    if connection is None:
                        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                    connection.request(
                        "POST", "/communities/town/webhook", body, {"Content-Type": "application/json", **header})
                    answer = connection.getresponse()
                    answer.read()
                    if 200 <= answer.status < 300:
                        self.ledger.taken(number)
                        break
                except (OSError, http.client.HTTPException):
                    connection = None
                if self.is_hasty:
                    break
                time.sleep(0.02)
            self.waiting.task_done()

    def stop(self):
        """Returns when all is told."""
        self.stopped.set()
        self.threads[0].join()
        self.waiting.join()


def start_lasts(bot):
    """Seconds until it listens: on a busy machine many."""
    bot.start()
    begin = time.monotonic()
    while not bot.listens():
        time.sleep(0.005)
    bot.end(signal.SIGKILL)
    return time.monotonic() - begin


def kill_again_and_again(bot, count, dice):
    """One run in ten is longer, so that what needs seconds is met, too.
    Returns how many kills came before the bot listened."""
    early = 0
    span = max(1, 3 * start_lasts(bot))
    for done in range(count):
        bot.start()
        time.sleep(dice.uniform(0, 5 * span if dice.random() < 0.1 else span))
        early += not bot.listens()
        bot.end(signal.SIGKILL)
        if (done + 1) % 100 == 0:
            print(f"{done + 1} kills", file=sys.stderr, flush=True)
    return early


def in_doubt(rows):
    """The numbers of the events of which the bot says that it does not know."""
    return {n for row in rows if row["state"] == "unknown" for n in numbers_in(row["event"]) | numbers_in(row["action"])}


def settle(bot, ledger, limit, settles):
    """Waits until nothing is missing but what the bot cannot know, or nothing more can be expected."""
    moving = ["queued", "sending", "retrying"] + ["unknown"] * settles
    deadline = time.monotonic() + limit
    while True:
        rows = bot.outbox()
        doubt = in_doubt(rows)
        is_open = any(row["state"] in moving for row in rows)
        if not is_open and ledger.missing() <= doubt or time.monotonic() > deadline:
            return
        time.sleep(1)


def run(arguments, folder):
    dice = random.Random(arguments.seed)
    ledger = Ledger()
    platform = PLATFORMS[arguments.platform](ledger, arguments.broken == "platform")
    bot = Bot(arguments.botrun, folder, platform)
    crowd = Crowd(
        ledger, platform, bot.port, arguments.rate, random.Random(dice.random()), arguments.broken == "acknowledge")
    begin = time.monotonic()
    try:
        crowd.start()
        early = kill_again_and_again(bot, arguments.kills, random.Random(dice.random()))
        bot.start()
        crowd.stop()
        settle(bot, ledger, SETTLING_BROKEN if arguments.broken else SETTLING, arguments.platform != "none")
        # What would be doubled now comes within a moment.
        time.sleep(2)
        code = bot.end(signal.SIGTERM)
        rows = bot.outbox()
    finally:
        if bot.process.poll() is None:
            bot.process.kill()
            bot.process.wait()
        platform.close()
    states = {}
    for row in rows:
        states[row["state"]] = states.get(row["state"], 0) + 1
    return {
        "platform": arguments.platform, "seed": arguments.seed, "kills": arguments.kills, "kills_in_start": early,
        **ledger.counts(in_doubt(rows)), "left_in_outbox": states, "end": code, "seconds": round(time.monotonic() - begin),
        "store_mib": round(os.path.getsize(os.path.join(folder, "botrun.sqlite")) / 2**20, 1),
    }


def is_good(counts):
    settles = counts["platform"] != "none"
    left = sum(number for state, number in counts["left_in_outbox"].items() if state != "unknown")
    return (
        counts["lost"] == counts["doubled"] == counts["stray"] == left == counts["end"] == 0
        and counts["acknowledged"] == counts["events"] and not (settles and counts["unknown"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--botrun", default=os.path.join(HERE, "..", "..", ".build", "debug", "botrun"))
    parser.add_argument("--platform", choices=PLATFORMS, default="lookup")
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    parser.add_argument("--rate", type=float, default=40, help="events a second")
    parser.add_argument("--break", dest="broken", choices=["acknowledge", "platform"])
    arguments = parser.parse_args()
    if arguments.broken == "platform" and PLATFORMS[arguments.platform].broken is None:
        parser.error(f"the bot relies on nothing of the platform \"{arguments.platform}\"")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    check_itself()
    folder = tempfile.mkdtemp(prefix="botrun-kills-")
    good = False
    try:
        counts = run(arguments, folder)
        print(json.dumps(counts), flush=True)
        good = is_good(counts)
        if arguments.broken:
            good = counts["lost" if arguments.broken == "acknowledge" else "doubled"] > 0
            print(f"planted fault {'seen' if good else 'NOT seen'}", file=sys.stderr)
    finally:
        if good:
            shutil.rmtree(folder)
        else:
            print(f"kept: {folder}", file=sys.stderr)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
