"""Compares what the bot said in its rooms with what it had to say."""
import collections
import json
import re
import urllib.parse

LINK = re.compile(r"https://matrix\.to/#/([^/\s?]+)/([^/\s?]+)\?via=localhost")
KINDS = ["welcomed", "answered", "flagged", "scheduled"]


class Report:
    """What was found: a table for people, and a sentence for each thing that is wrong."""

    def __init__(self):
        self.faults = []
        self.rows = {}
        self.unexpected = 0

    @property
    def lost(self):
        return sum(row["lost"] for row in self.rows.values())

    @property
    def seen(self):
        return sum(row["seen"] for row in self.rows.values()) + self.unexpected

    @property
    def is_good(self):
        return not self.faults and all(row["expected"] > 0 for row in self.rows.values())

    @property
    def table(self):
        columns = ["expected", "seen", "lost", "doubled"]
        lines = ["".ljust(12) + "".join(name.rjust(10) for name in columns)]
        for kind, row in self.rows.items():
            lines.append(kind.ljust(12) + "".join(str(row[name]).rjust(10) for name in columns))
        return "\n".join(lines + [f"unexpected: {self.unexpected}"])


class Judge:
    """Keeps what the bot has to say. A thing it says is known by its kind and what it is about."""

    def __init__(self, bot, lobby, mods):
        self.bot = bot
        self.lobby = lobby
        self.mods = mods
        # By kind: what it is about, with the room, the thread and the text where these are known.
        self.expected = {kind: {} for kind in KINDS}
        self.optional = set()
        self.texts = {}

    def joined(self, user):
        self.expected["welcomed"][user] = (self.lobby, None, f"Welcome, {user.split(':')[0]}!")

    def said(self, message, text, root, answer, is_negative):
        self.texts[message] = text
        if answer:
            self.expected["answered"][message] = (self.lobby, root or message, answer)
        if is_negative:
            self.expected["flagged"][message] = (self.mods, None, None)

    def plan(self, times, must_before):
        """Planned posts by their text. Those later than `must_before` may come, once."""
        for label, at in times.items():
            self.expected["scheduled"][label] = (self.lobby, None, label)
            if at >= must_before:
                self.optional.add(label)

    def report(self, reader):
        report = Report()
        found = {kind: collections.defaultdict(list) for kind in KINDS}
        for room in (self.lobby, self.mods):
            for event in reader.timeline(room):
                if event["sender"] != self.bot or self.is_own_arrival(event):
                    continue
                kind, about = self.classify(room, event)
                if kind and about in self.expected[kind] and self.is_right(room, event, self.expected[kind][about]):
                    found[kind][about].append(event)
                else:
                    report.unexpected += 1
                    report.faults.append(f"unexpected, {kind or 'of no kind'}: {brief(event)}")
        for kind in KINDS:
            self.compare(kind, found[kind], report)
        return report

    def compare(self, kind, found, report):
        due = [about for about in self.expected[kind] if about in found or about not in self.optional]
        lost = [about for about in due if about not in found]
        doubled = {about: events for about, events in found.items() if len(events) > 1}
        for about in lost:
            report.faults.append(f"lost, never {kind}: {about} {self.texts.get(about, '')}")
        for about, events in doubled.items():
            report.faults.append(f"doubled, {kind} {len(events)} times: {about} {self.texts.get(about, '')}")
            report.faults += ["  " + brief(event) for event in events]
        report.rows[kind] = {
            "expected": len(due), "seen": sum(map(len, found.values())), "lost": len(lost), "doubled": len(doubled),
        }

    def is_own_arrival(self, event):
        return event["type"] == "m.room.member" and event.get("state_key") == self.bot

    def classify(self, room, event):
        """The kind and what it is about; no kind for what the bot has no reason to say."""
        content = event.get("content", {})
        body = content.get("body", "")
        if event["type"] != "m.room.message" or content.get("msgtype") != "m.notice":
            return None, None
        if room == self.mods:
            links = {urllib.parse.unquote(message) for place, message in LINK.findall(body)
                     if urllib.parse.unquote(place) == self.lobby}
            return ("flagged", links.pop()) if len(links) == 1 else (None, None)
        relation = content.get("m.relates_to")
        if relation:
            return "answered", relation.get("m.in_reply_to", {}).get("event_id")
        if body.startswith("Welcome"):
            users = content.get("m.mentions", {}).get("user_ids", [])
            return ("welcomed", users[0]) if len(users) == 1 else (None, None)
        return "scheduled", body

    @staticmethod
    def is_right(room, event, expected):
        place, thread, text = expected
        content = event["content"]
        relation = content.get("m.relates_to", {})
        is_in_thread = thread is None or (relation.get("rel_type"), relation.get("event_id")) == ("m.thread", thread)
        return room == place and is_in_thread and text in (None, content["body"])


def brief(event):
    return json.dumps({name: event.get(name) for name in ("event_id", "type", "origin_server_ts", "content")})
