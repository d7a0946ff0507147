"""The texts that the spam model learns from, each with its group and its fold of three.

A fold holds a third of the SMS and of the Telegram messages, one of the videos, and whole communities: what is judged
in cross-validation comes from a video and from communities that the model has not seen.
"""
import csv
import hashlib
import json
import os
import random
import re

SLACK = ["elmlang-general-2019", "racket-general-2017", "racket-general-2018", "racket-general-2019",
         "clojurians-clojure-2019"]
CHAT = ["zulip", "irc", "irc links", "tweets", "requests"] + SLACK
# By these the place of 0.5 is set.
ROOMS = ["zulip"] + SLACK
VIDEOS = ["Youtube01-Psy", "Youtube02-KatyPerry", "Youtube03-LMFAO"]

TALK = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../data/spam-talk.txt")


class Row:
    __slots__ = ("text", "spam", "group", "fold")

    def __init__(self, text, spam, group, fold):
        self.text, self.spam, self.group, self.fold = text, spam, group, fold


def load(folder):
    """All rows; a text stands once in its kind, except comments, which are kept as they are."""
    rows, seen, dice = [], set(), random.Random(5)

    def add(text, spam, group, fold, once=True):
        text = " ".join(text.split())
        if text and not (once and (text, spam) in seen):
            seen.add((text, spam))
            rows.append(Row(text, spam, group, fold))

    for line in _lines(f"{folder}/sms_spam/train.tsv"):
        label, text = line.split("\t", 1)
        add(text, int(label == "spam"), "sms", dice.randrange(3))
    for fold, name in enumerate(VIDEOS):
        with open(f"{folder}/youtube_spam/{name}.csv", encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                add(row["CONTENT"], int(row["CLASS"]), "youtube", fold, once=False)
    for name, spam in (("spam", 1), ("ham", 0)):
        for line in _lines(f"{folder}/tg_spam/{name}-samples.txt"):
            add(line, spam, "telegram", dice.randrange(3))
    for line in _lines(f"{folder}/zulip_lean/messages-to-2025-09.jsonl"):
        add(json.loads(line)["text"], 0, "zulip", 0)
    for name in SLACK:
        for line in _lines(f"{folder}/slack_chats/{name}.jsonl"):
            text, fold = json.loads(line)["text"], 2 if name.startswith("clojurians") else 1
            add(text, 0, name, fold)
            add(plain(text), 0, name, fold)
    for name in sorted(os.listdir(f"{folder}/irc_ubuntu/train")):
        if name.endswith(".raw.txt"):
            for line in _lines(f"{folder}/irc_ubuntu/train/{name}"):
                said = re.match(r"\[\d\d:\d\d\] <([^>]+)> (.*)", line)
                # The bot's words are nobody's.
                if said and said[1] != "ubottu" and dice.random() < 0.3:
                    add(said[2], 0, "irc links" if "http" in said[2] else "irc", 2)
    for line in _lines(f"{folder}/tweeteval/offensive/train_text.txt"):
        add(line.replace("@user", ""), 0, "tweets", dice.randrange(3))
    with open(f"{folder}/clinc150/data_dev.json", encoding="utf-8") as file:
        for name, examples in sorted(json.load(file).items()):
            for text, _ in examples:
                add(text, 0, "requests", dice.randrange(3))
    # Our own sentences are in every fold's training and judge nothing.
    for line in _lines(TALK):
        if not line.startswith("#"):
            add(line, 0, "own", -1)
    return rows


def plain(text):
    """Slack's own markup as members read it, and as the bot gets it."""
    text = re.sub(r"<(https?:[^|>]+)(\|[^>]*)?>", r"\1", text)
    text = re.sub(r"<#[A-Z0-9]+\|([^>]*)>", r"#\1", text)
    return re.sub(r"<@([^>|]+)(\|[^>]*)?>", r"@\1", text)


def digests(folder):
    names = ["sms_spam/train.tsv", "tg_spam/spam-samples.txt", "tg_spam/ham-samples.txt",
             "zulip_lean/messages-to-2025-09.jsonl", "tweeteval/offensive/train_text.txt", "clinc150/data_dev.json"]
    names += [f"youtube_spam/{name}.csv" for name in VIDEOS] + [f"slack_chats/{name}.jsonl" for name in SLACK]
    names += [f"irc_ubuntu/train/{name}" for name in sorted(os.listdir(f"{folder}/irc_ubuntu/train"))
              if name.endswith(".raw.txt")]
    names.append(TALK)
    total = hashlib.sha256()
    for name in names:
        with open(os.path.join(folder, name), "rb") as file:
            total.update(hashlib.sha256(file.read()).digest())
    return total.hexdigest()


def _lines(path):
    with open(path, encoding="utf-8", errors="replace", newline="\n") as file:
        return file.read().rstrip("\n").split("\n")
