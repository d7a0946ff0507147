"""A year of planned posts, computed twice: by `botrun plan`, and by Python's dateutil and zoneinfo.

    python3 Tests/Live/year.py [--botrun .build/debug/botrun] [--seed 1]

Makes a calendar for each of several zones with cron lines, recurrence rules, distances and single times, most of them in
the small hours, where clocks change. A time that the clocks jump over must come at the jump, once that they show twice
the first time only; hourly ones follow elapsed time. Every instant and every local time must agree.
"""
import argparse
import datetime as dt
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import zoneinfo

from dateutil import rrule

ZONES = [
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca", "America/Santiago",
]
FIRST = dt.datetime(2026, 1, 1)
DAYS = 366
ITEMS = 50
UTC = dt.timezone.utc
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)
NAMES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]


def numbers(field, low, high):
    """The numbers that a cron field names."""
    found = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        start, _, end = span.partition("-")
        if span == "*":
            start, end = low, high
        elif not end:
            end = high if step else start
        found.update(range(int(start), int(end) + 1, int(step or 1)))
    return found


class Cron:
    def __init__(self, line):
        fields = line.split()
        self.minutes, self.hours = numbers(fields[0], 0, 59), numbers(fields[1], 0, 23)
        self.months = numbers(fields[3], 1, 12)
        self.days, self.weekdays = numbers(fields[2], 1, 31), {day % 7 for day in numbers(fields[4], 0, 7)}
        self.is_either = fields[2][0] != "*" and fields[4][0] != "*"
        self.is_hourly = fields[1] == "*"

    def has_day(self, day):
        in_month, in_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        fits = in_month or in_week if self.is_either else in_month and in_week
        return day.month in self.months and fits

    def has(self, time):
        return time.minute in self.minutes and time.hour in self.hours and self.has_day(time)

    def readings(self, first, last):
        days = rrule.rrule(
            rrule.DAILY, dtstart=first.replace(hour=0, minute=0), until=last, byhour=sorted(self.hours),
            byminute=sorted(self.minutes), bysecond=0)
        return [time for time in days if self.has_day(time)]


class Clocks:
    """What the clocks of a zone show."""

    def __init__(self, name):
        self.zone = zoneinfo.ZoneInfo(name)

    def local(self, instant):
        return instant.astimezone(self.zone).replace(tzinfo=None)

    def first(self, reading):
        """The first instant at which the clocks show the reading, or jump past it."""
        instant = reading.replace(tzinfo=self.zone, fold=0).astimezone(UTC)
        if self.local(instant) == reading:
            return instant
        # Behind the jump, as long as it is wide: back to it, minute by minute.
        while self.local(instant - MINUTE) > reading:
            instant -= MINUTE
        return instant

    def occurrences(self, readings):
        """Instants with the readings that they stand for; of several at one jump the earliest."""
        found = {}
        for reading in sorted(set(readings)):
            found.setdefault(self.first(reading), reading)
        return found

    def elapsed(self, start, end, fits):
        found, instant = {}, start + MINUTE
        while instant <= end:
            local = self.local(instant)
            if fits(local):
                found[instant] = local
            instant += MINUTE
        return found


def pick(dice, choices):
    return choices[dice.randrange(len(choices))]


def cron_line(dice):
    minute = pick(dice, ["0", "30", "15", "*/20", "5,35", "45"])
    hour = pick(dice, ["*", "1", "1", "2", "3", "0", "2-3", "*/6", "9", "0,1,2,3", "23"])
    day = pick(dice, ["*", "*", "*", "1", "*/5", "25-31", "29"])
    month = pick(dice, ["*", "*", "*", "3,4,10,11", "1-6"])
    weekday = pick(dice, ["*", "*", "0", "1-5", "6,0", "7"])
    if hour == "*":
        day, weekday = pick(dice, ["29", "8", "5", "1", "25", "4"]), "*"
    return f"{minute} {hour} {day} {month} {weekday}"


def rule_line(dice, start):
    hour, minute = start.hour, start.minute
    return pick(dice, [
        "FREQ=DAILY", f"FREQ=DAILY;INTERVAL={dice.randint(2, 9)}", "FREQ=WEEKLY;BYDAY=SU,WE",
        f"FREQ=WEEKLY;INTERVAL=2;BYDAY={pick(dice, NAMES)},SU", "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=MONTHLY;BYDAY=2SU,1SU",
        "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=-1,15", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        f"FREQ=YEARLY;BYMONTH=3,4,10;BYDAY=-1SU;BYHOUR=1,2,{hour};BYMINUTE={minute}",
        f"FREQ=DAILY;COUNT={dice.randint(50, 300)}", "FREQ=DAILY;UNTIL=20261026T235959", "FREQ=HOURLY;INTERVAL=5",
        "FREQ=HOURLY;BYHOUR=1,2,3;BYMINUTE=0,30", "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=5",
    ])


def make(dice, number):
    """One item of the calendar."""
    start = dt.datetime(2025, 12, 1) + dt.timedelta(days=dice.randrange(20), hours=pick(dice, [0, 1, 2, 2, 3, 9, 23]),
                                                    minutes=pick(dice, [0, 15, 30, 45]))
    item = {"id": f"item-{number:03}", "text": "{date} {time}", "channel": "general"}
    kind = number % 10
    if kind < 4:
        item["cron"] = cron_line(dice)
    elif kind < 8:
        item |= {"rrule": rule_line(dice, start), "start": start.isoformat()}
    elif kind < 9:
        item |= {"every": f"{pick(dice, [7, 24, 36, 100])}h{pick(dice, [0, 1, 30])}m", "from": start.isoformat()}
    else:
        day = pick(dice, [(3, 8), (3, 29), (4, 5), (4, 5), (9, 6), (10, 4), (10, 25), (11, 1), (2, 15), (3, 22)])
        at = dt.datetime(2026, *day, pick(dice, [0, 1, 2, 2, 3]), pick(dice, [0, 10, 30, 45]))
        item["at"] = at.isoformat()
    return item


def expect(item, clocks, start, end):
    """The instants of one item after the start up to the end, with their local times."""
    first, last = clocks.local(start) - 2 * DAY, clocks.local(end) + 2 * DAY
    if "cron" in item:
        cron = Cron(item["cron"])
        found = clocks.elapsed(start, end, cron.has) if cron.is_hourly else clocks.occurrences(cron.readings(first, last))
    elif "rrule" in item:
        begin = dt.datetime.fromisoformat(item["start"])
        rule = rrule.rrulestr("RRULE:" + item["rrule"], dtstart=begin)
        found = clocks.occurrences(rule.between(first, last, inc=True))
    elif "every" in item:
        hours, _, minutes = item["every"].rstrip("m").partition("h")
        step = dt.timedelta(hours=int(hours), minutes=int(minutes))
        instant, found = clocks.first(dt.datetime.fromisoformat(item["from"])), {}
        while instant <= end:
            found[instant] = clocks.local(instant)
            instant += step
    else:
        found = clocks.occurrences([dt.datetime.fromisoformat(item["at"])])
    return {(item["id"], instant, local) for instant, local in found.items() if start < instant <= end}


def planned(botrun, folder, calendars):
    """What botrun says, by zone."""
    communities = []
    for index, (zone, items) in enumerate(calendars.items()):
        (folder / f"calendar-{index}.json").write_text(json.dumps(items))
        schedule = {"plugin": "schedule", "file": f"calendar-{index}.json", "duplicates": "0s"}
        communities.append({"id": f"c{index}", "platform": "sandbox", "timezone": zone, "plugins": [schedule]})
    config = folder / "config.json"
    config.write_text(json.dumps({"communities": communities}))
    command = [botrun, "plan", "--config", str(config), "--days", str(DAYS), "--from", "2026-01-01", "--json"]
    reports = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {report["zone"]: report for report in reports}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--botrun", default=".build/debug/botrun")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    calendars = {zone: [make(dice, number) for number in range(ITEMS)] for zone in ZONES}
    with tempfile.TemporaryDirectory() as folder:
        reports = planned(options.botrun, pathlib.Path(folder), calendars)
    differences = 0
    for zone, items in calendars.items():
        clocks = Clocks(zone)
        start = clocks.first(FIRST)
        end = start + DAYS * DAY
        wanted = set().union(*(expect(item, clocks, start, end) for item in items))
        posts = [
            (post["item"], dt.datetime.fromisoformat(post["at"].replace("Z", "+00:00")),
             dt.datetime.fromisoformat(post["planned"])) for post in reports[zone]["posts"]]
        doubled = len(posts) - len(set(posts))
        missing, extra = wanted - set(posts), set(posts) - wanted
        differences += doubled + len(missing) + len(extra)
        print(f"{zone:22}{len(items):4} items {len(posts):7} posts {len(missing):5} missing {len(extra):5} too many"
              f" {doubled:5} doubled")
        described = {item["id"]: item for item in items}
        for sign, rows in (("missing", missing), ("too many", extra)):
            for name, instant, local in sorted(rows)[:5]:
                print(f"  {sign}: {instant:%Y-%m-%d %H:%M} UTC, {local:%Y-%m-%d %H:%M} local, {described[name]}")
    print(f"{0 if differences else 1} passed, {1 if differences else 0} failed")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
