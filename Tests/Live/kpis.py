"""The figures of `botrun report`, computed a second time from raw chat archives by the formulas of docs/kpis.md.

    python3 Tests/Live/kpis.py --data ../shared/data [--botrun .build/debug/botrun] [--seed 1]

Reads archives of Slack and Zulip with code of its own and compares every figure, week, cohort and day with what
`botrun report --history … --json` prints: equal to the last digit. The Zulip archive is also told with threads, joinings,
leavings and bots, in several zones and periods, among them days on which the clocks change.
"""
import argparse
import bisect
import collections
import datetime as dt
import json
import math
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import zoneinfo
from fractions import Fraction

HOUR = 3_600_000
DAY = 24 * HOUR
BLANKS = {*range(9, 14), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000}
MARKS = "?\uFF1F\u061F"
CLOSING = ")]}\"'*_~!.”’»"
EPOCH_2001 = 978_307_200


def milliseconds(value):
    """As the program keeps times: seconds since 2001 in a double, rounded to the millisecond."""
    if isinstance(value, (int, float)):
        since = float(value) - EPOCH_2001
    else:
        whole, _, fraction = value.partition(".")
        seconds = int(dt.datetime.fromisoformat(whole).replace(tzinfo=dt.timezone.utc).timestamp())
        since = float(seconds - EPOCH_2001) + (float("0." + fraction) if fraction else 0.0)
    return math.floor((since + EPOCH_2001) * 1000 + 0.5)


def asks(text):
    is_code = has_mark = False
    before = " "
    for sign in text:
        if sign == "`" and before != "`":
            is_code = not is_code
        if has_mark:
            if ord(sign) in BLANKS:
                return True
            has_mark = sign in CLOSING
        if sign in MARKS:
            has_mark = not is_code
        before = sign
    return has_mark


class Post:
    def __init__(self, at, member, channel, message, root, text):
        self.at, self.member, self.channel, self.message, self.root = at, member, channel, message, root
        self.asks, self.text = asks(text), text


class Archive:
    """What is told in the lines of a file, in the order of their times."""

    def __init__(self, lines, name):
        self.posts, self.joins, self.left, self.start = [], {}, [], None
        seen, last = set(), -math.inf
        for number, line in enumerate(lines, 1):
            entry = json.loads(line)
            last = at = max(last, milliseconds(entry.get("time", entry.get("ts"))))
            self.start = at if self.start is None else self.start
            member, is_bot = entry["user"], entry.get("bot", False)
            if entry.get("event") == "join":
                if not is_bot:
                    self.joins.setdefault(member, at)
            elif entry.get("event") == "leave":
                if not is_bot:
                    self.left.append((at, member))
            else:
                channel = entry.get("channel", "general")
                message = (channel, str(entry.get("id", f"{name}:{number}")))
                root = (channel, str(entry["thread"])) if "thread" in entry else None
                if not is_bot and message not in seen:
                    seen.add(message)
                    if re.match("![A-Za-z]", entry["text"]):
                        continue
                    self.posts.append(Post(at, member, channel, message, root, entry["text"]))
        self.until = last
        self.times = [post.at for post in self.posts]
        self.wrote = collections.defaultdict(list)
        for post in self.posts:
            self.wrote[post.member].append(post.at)
        self.entries = dict(self.joins)
        for member, times in self.wrote.items():
            if member not in self.entries and times[0] >= self.start + 30 * DAY:
                self.entries[member] = times[0]
        self.threads, self.open = collections.defaultdict(list), collections.defaultdict(list)
        total = collections.Counter(post.channel for post in self.posts)
        for post in self.posts:
            (self.threads[post.root] if post.root else self.open[post.channel]).append(post)
        for channel in list(self.open):
            if 10 * (total[channel] - len(self.open[channel])) >= total[channel]:
                del self.open[channel]
        self.place = {post.message: index for posts in self.open.values() for index, post in enumerate(posts)}

    def within(self, start, end):
        return self.posts[bisect.bisect_left(self.times, start):bisect.bisect_left(self.times, end)]

    def has(self, member, start, end):
        times = self.wrote.get(member, [])
        index = bisect.bisect_left(times, start)
        return index < len(times) and times[index] < end

    def answer(self, question):
        found = [p.at for p in self.threads.get(question.message, []) if p.member != question.member and p.at >= question.at][:1]
        for post in self.open.get(question.channel, [])[self.place.get(question.message, 0) + 1:]:
            if post.at >= question.at + 48 * HOUR:
                break
            if post.member != question.member and not post.asks:
                found.append(post.at)
                break
        return min(found, default=None)


def decimals(value, places):
    """Rounded, halves away from zero."""
    if value is None:
        return None
    scaled = math.floor(abs(value) * 10**places + Fraction(1, 2))
    return float(Fraction(scaled if value >= 0 else -scaled, 10**places))


def share(part, whole):
    return Fraction(part, whole) if whole >= 3 else None


def median(waits):
    return Fraction(waits[(len(waits) - 1) // 2] + waits[len(waits) // 2], 2) if len(waits) >= 3 else None


def ninetieth(waits):
    return Fraction(waits[-(-9 * len(waits) // 10) - 1]) if len(waits) >= 3 else None


class Figures:
    def __init__(self, archive, first, last, zone):
        self.archive, self.first, self.last, self.zone = archive, first, last, zone
        self.start, self.end = self.midnight(first), self.midnight(last + dt.timedelta(1))

    def midnight(self, day):
        """The first instant at which the clocks show the day."""
        naive = dt.datetime.combine(day, dt.time())
        instant = naive.replace(tzinfo=self.zone).astimezone(dt.timezone.utc)
        while (instant - dt.timedelta(minutes=1)).astimezone(self.zone).replace(tzinfo=None) >= naive:
            instant -= dt.timedelta(minutes=1)
        return int(instant.timestamp()) * 1000

    def day(self, at):
        return dt.datetime.fromtimestamp(at // 1000, dt.timezone.utc).astimezone(self.zone).date()

    def active(self, first, last):
        days = {first + dt.timedelta(n): set() for n in range((last - first).days + 1)}
        for post in self.archive.within(self.midnight(first), self.midnight(last + dt.timedelta(1))):
            days[self.day(post.at)].add(post.member)
        return list(days.values())

    def questions(self):
        asked = [post for post in self.archive.within(self.start, self.end) if post.asks and not post.root]
        judged = [post for post in asked if post.at + 48 * HOUR <= self.archive.until]
        waits = []
        for post in judged:
            at = self.archive.answer(post)
            if at is not None and at - post.at < 48 * HOUR:
                waits.append(at - post.at)
        return len(asked), len(judged), sorted(waits)

    def returned(self, entries, days):
        over = {m: e for m, e in entries.items() if e + (days + 7) * DAY <= self.archive.until}
        return sum(self.archive.has(m, e + days * DAY, e + (days + 7) * DAY) for m, e in over.items()), len(over)

    def scores(self):
        posts = [post for post in self.archive.within(self.start, self.end) if post.score is not None]
        known = [post.score for post in posts]
        return len(known), sum(known), sum(score <= -2500 for score in known), len({post.member for post in posts}) >= 3

    def figures(self):
        archive, until = self.archive, self.archive.until
        counts = collections.Counter(post.member for post in archive.within(self.start, self.end))
        days, month = self.active(self.first, self.last), self.active(self.last - dt.timedelta(29), self.last)
        known = self.day(archive.start)
        distinct = lambda sets: len(set().union(*sets))
        monthly = distinct(month) if known <= self.last - dt.timedelta(29) else None
        joiners = {m: at for m, at in archive.joins.items() if self.start <= at < self.end}
        over = {m: at for m, at in joiners.items() if at + 7 * DAY <= until}
        entries = {m: at for m, at in archive.entries.items() if self.start <= at < self.end}
        asked, judged, waits = self.questions()
        ranked, n = sorted(counts.values()), len(counts)
        total = sum(ranked)
        measured, score, negative, is_told = self.scores()
        result = {
            "activity.messages": total, "activity.members": n,
            "activity.daily": decimals(Fraction(sum(map(len, days)), len(days)), 4),
            "activity.weekly": distinct(month[-7:]) if known <= self.last - dt.timedelta(6) else None,
            "activity.monthly": monthly,
            "activity.stickiness": decimals(Fraction(sum(map(len, month)), 30 * monthly), 4) if (monthly or 0) >= 3 else None,
            "activity.reactions": 0,
            "newcomers.joined": len(joiners),
            "newcomers.left": len({m for at, m in archive.left if self.start <= at < self.end}),
            "newcomers.activation": decimals(share(sum(archive.has(m, at, at + 7 * DAY) for m, at in over.items()), len(over)), 4),
            "newcomers.retention7": decimals(share(*self.returned(entries, 7)), 4),
            "newcomers.retention30": decimals(share(*self.returned(entries, 30)), 4),
            "questions.asked": asked,
            "questions.unanswered": decimals(share(judged - len(waits), judged), 4),
            "questions.median": self.seconds(median(waits)), "questions.p90": self.seconds(ninetieth(waits)),
            "spread.gini": decimals(Fraction(
                2 * sum(i * x for i, x in enumerate(ranked, 1)) - (n + 1) * total, n * total), 4) if n >= 3 else None,
            "spread.top10": decimals(Fraction(sum(ranked[-(-(-n // 10)):]), total), 4) if n >= 3 else None,
            "mood.measured": measured,
            "mood.mean": decimals(Fraction(score, 10_000 * measured), 4) if is_told else None,
            "mood.negative": decimals(share(negative, measured), 4) if is_told else None,
        }
        return result, [len(day) for day in days]

    @staticmethod
    def seconds(wait):
        return None if wait is None else decimals(wait / 1000, 3)

    def weeks(self):
        rows, cohorts = [], []
        monday = self.first - dt.timedelta(self.first.weekday())
        while monday <= self.last:
            end = monday + dt.timedelta(6)
            week = Figures(self.archive, max(monday, self.first), min(end, self.last), self.zone)
            posts = self.archive.within(week.start, week.end)
            asked, judged, waits = week.questions()
            measured, _, negative, is_told = week.scores()
            rows.append({
                "monday": str(monday), "days": (week.last - week.first).days + 1, "messages": len(posts),
                "members": len({post.member for post in posts}),
                "joined": sum(week.start <= at < week.end for at in self.archive.joins.values()), "asked": asked,
                "judged": judged, "unanswered": judged - len(waits), "median": self.seconds(median(waits)),
                "scored": measured if is_told else 0, "negative": negative if is_told else 0, "flags": 0,
            })
            entries = {m: at for m, at in self.archive.entries.items() if week.start <= at < week.end}
            if entries:
                told = lambda days: week.returned(entries, days)[0] if (
                    len(entries) >= 3 and week.end + (days + 7) * DAY <= self.archive.until) else None
                cohorts.append({"monday": str(monday), "size": len(entries), "returned7": told(7), "returned30": told(30)})
            monday += dt.timedelta(7)
        return rows, cohorts

    def all(self):
        figures, days = self.figures()
        weeks, cohorts = self.weeks()
        return {
            "from": str(self.first), "to": str(self.last), "zone": str(self.zone), "figures": figures, "days": days,
            "weeks": weeks, "cohorts": cohorts,
        }


def score(archive, botrun):
    """The model's scores are the program's own; what is made of them is not."""
    lines = "".join(json.dumps({"text": post.text}) + "\n" for post in archive.posts)
    run = subprocess.run([botrun, "text", "sentiment", "--field", "text"], input=lines, capture_output=True, text=True)
    verdicts = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(verdicts) == len(archive.posts), run.stderr
    for post, verdict in zip(archive.posts, verdicts):
        post.score = None if verdict["label"] == "unknown" else round_half(verdict["score"] * 10_000)


def round_half(value):
    return int(math.copysign(math.floor(abs(value) + 0.5), value))


def retell(path, dice):
    """The Zulip archive with what plain lines lack: threads, joinings, leavings, bots."""
    entries, roots, first = [], {}, {}
    for line in open(path, encoding="utf-8"):
        entry = json.loads(line)
        topic = (entry["stream"], entry["topic"])
        root = roots.setdefault(topic, entry["id"])
        told = {
            "ts": entry["ts"], "id": str(entry["id"]), "user": entry["user"], "channel": entry["stream"],
            "text": entry["text"],
        }
        # One stream as if its platform had no threads.
        if root != entry["id"] and entry["stream"] != "general":
            told["thread"] = str(root)
        if int(entry["user"][-2:], 16) < 4:
            told["bot"] = True
        # Some as if they were told to a bot.
        if dice.random() < 0.02:
            told["text"] = "!faq " + told["text"]
        entries.append(told)
        first.setdefault(entry["user"], entry["ts"])
    for user, ts in first.items():
        if dice.random() < 0.6:
            entries.append({"ts": ts - dice.randrange(0, 12 * 86_400), "user": user, "event": "join"})
            if dice.random() < 0.3:
                entries.append({"ts": ts + dice.randrange(0, 90 * 86_400), "user": user, "event": "leave"})
            if dice.random() < 0.2:
                entries.append({"ts": ts + dice.randrange(0, 200 * 86_400), "user": user, "event": "join"})
    # Every hundredth comes a second time.
    entries += [entry for entry in entries if "id" in entry and int(entry["id"]) % 100 == 0]
    entries.sort(key=lambda entry: entry["ts"])
    return [json.dumps(entry) + "\n" for entry in entries]


def differences(ours, theirs, path=""):
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in ours.keys() | theirs.keys():
            yield from differences(ours.get(key, "missing"), theirs.get(key, "missing"), f"{path}.{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, pair in enumerate(zip(ours, theirs)):
            yield from differences(*pair, f"{path}[{index}]")
    elif ours != theirs:
        yield f"{path[1:]}: {theirs}, and by the written formula {ours}"


def values(tree):
    if isinstance(tree, (dict, list)):
        return sum(map(values, tree.values() if isinstance(tree, dict) else tree))
    return 1


def compare(botrun, path, archive, zone, period):
    command = [botrun, "report", "--history", str(path), "--json", "--zone", zone]
    clocks = Figures(archive, dt.date(2000, 1, 1), dt.date(2000, 1, 1), zoneinfo.ZoneInfo(zone))
    first, last = clocks.day(archive.start), clocks.day(archive.until)
    if period:
        first, last = period
        command += ["--from", str(first), "--to", str(last)]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{' '.join(command)}: {run.stderr}")
    printed = json.loads(run.stdout)
    ours = Figures(archive, first, last, zoneinfo.ZoneInfo(zone)).all()
    found = list(differences(ours, {key: printed[key] for key in ours}))
    print(f"{path.name}, {first} to {last}, {zone}: {values(ours)} values, {len(found)} differ")
    for line in found[:20]:
        print("  " + line)
    return values(ours), len(found)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--botrun", default=".build/debug/botrun")
    options.add_argument("--data", default=os.environ.get("BOTRUN_SHARED", "../shared") + "/data")
    options.add_argument("--seed", type=int, default=1)
    arguments = options.parse_args()
    data = pathlib.Path(arguments.data)
    files = sorted((data / "slack_chats").glob("*.jsonl"))
    zulip = sorted((data / "zulip_lean").glob("*.jsonl"))
    if not files and not zulip:
        print("figures: skipped: no ../shared")
        return
    dice = random.Random(arguments.seed)
    total = [0, 0]
    with tempfile.TemporaryDirectory() as folder:
        runs = [(path, "UTC", None) for path in files]
        day = dt.date
        for path in zulip:
            told = pathlib.Path(folder) / "retold.jsonl"
            told.write_text("".join(retell(path, dice)), encoding="utf-8")
            runs += [
                (told, "America/New_York", None), (told, "Europe/London", (day(2025, 3, 24), day(2025, 4, 6))),
                (told, "Australia/Lord_Howe", (day(2025, 4, 1), day(2025, 4, 30))), (told, "Asia/Kathmandu", (day(2025, 8, 13), day(2025, 9, 30))),
                (told, "America/Santiago", (day(2025, 4, 5), day(2025, 4, 6))), (told, "UTC", (day(2024, 12, 30), day(2025, 1, 2))),
                (told, "UTC", (day(2031, 1, 1), day(2031, 1, 2))),
            ]
        archives = {}
        for path, zone, period in runs:
            if path not in archives:
                with open(path, encoding="utf-8") as lines:
                    archives[path] = Archive(lines, path.name)
                score(archives[path], arguments.botrun)
            count, wrong = compare(arguments.botrun, path, archives[path], zone, period)
            total[0] += count
            total[1] += wrong
    print(f"{total[0]} values of {len(runs)} reports, {total[1]} differ")
    sys.exit(1 if total[1] else 0)


if __name__ == "__main__":
    main()
