"""Texts that the abuse models are trained on, as they stand in the files: the program reads them in the same form."""
import csv
import glob
import json
import os
import re

import numpy as np


def lines(path):
    with open(path, encoding="utf8") as file:
        return file.read().rstrip("\n").split("\n")


def tweets(data, task, split):
    texts = lines(f"{data}/tweeteval/{task}/{split}_text.txt")
    return texts, np.array([int(x) for x in lines(f"{data}/tweeteval/{task}/{split}_labels.txt")])


def davidson(data):
    """Classes: 0 hate, 1 offensive, 2 neither."""
    with open(f"{data}/davidson_hate/labeled_data.csv", encoding="utf8") as file:
        rows = list(csv.DictReader(file))
    texts = [re.sub(r"@\w+", "@user", row["tweet"]).replace("\n", " ") for row in rows]
    return texts, np.array([int(row["class"]) for row in rows])


def unlabelled(data):
    """Tweets of other tasks, their labels left aside."""
    texts = []
    for task in ("emotion", "irony", "hate"):
        for split in ("train", "val"):
            texts += tweets(data, task, split)[0]
    texts += [line.split("\t", 1)[1] for line in lines(f"{data}/tweeteval/sentiment/train_recon.tsv")]
    texts += tweets(data, "sentiment", "val")[0] + davidson(data)[0]
    return list(dict.fromkeys(texts))


def chat(data):
    """Messages of communities by the community's name."""
    found = {}
    for path in sorted(glob.glob(f"{data}/slack_chats/*.jsonl")):
        name = os.path.basename(path).split("-")[0]
        found.setdefault(name, []).extend(json.loads(line)["text"] for line in lines(path))
    found["zulip"] = [json.loads(line)["text"] for line in lines(f"{data}/zulip_lean/messages-to-2025-09.jsonl")]
    irc = []
    for path in sorted(glob.glob(f"{data}/irc_ubuntu/*/*.raw.txt")):
        with open(path, encoding="utf8", errors="replace") as file:
            irc += [m.group(1) for m in (re.match(r"\[\d\d:\d\d\] <[^>]*> (.*)", line) for line in file) if m]
    found["irc"] = irc[::3]
    return found
