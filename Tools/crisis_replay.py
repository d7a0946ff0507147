#!/usr/bin/env python3
"""Replays real chat with invented crises through the built binary, and counts what the mood watch notices.

    Tools/crisis_replay.py DATA [--binary .build/release/botrun] [--negativity botrun|vader] [--seeds 3]

DATA holds zulip_lean, slack_chats and tweeteval. Into the real messages of a channel, sixty times per seed, K messages
are put within half an hour: tweets that people had labelled negative (the validation part). Noticed is a crisis when an
alarm begins within an hour of its first message; every alarm in the chat as it was counts as false. Negativity is the
probability that `botrun text sentiment` gives, or for comparison a curve over VADER's compound score
(pip install vaderSentiment). Standard library only otherwise.
"""
import argparse
import json
import math
import os
import random
import statistics
import subprocess
from datetime import datetime, timezone

SLACK = {"slack": ["elmlang-general-2019", "clojurians-clojure-2019"],
         "racket": ["racket-general-2017", "racket-general-2018", "racket-general-2019"]}
SIZES = (8, 15, 30, 60)
INJECTIONS = 60
WEEK = 604_800


def channels(folder):
    """Background name -> channel -> [(time, text)], in order of time."""
    groups = {"zulip": {}, **{name: {} for name in SLACK}}
    with open(f"{folder}/zulip_lean/messages-to-2025-09.jsonl", encoding="utf8") as file:
        for line in file:
            row = json.loads(line)
            groups["zulip"].setdefault(row["stream"], []).append((float(row["ts"]), row["text"]))
    for group, names in SLACK.items():
        for name in names:
            with open(f"{folder}/slack_chats/{name}.jsonl", encoding="utf8") as file:
                for line in file:
                    row = json.loads(line)
                    try:
                        time = datetime.fromisoformat(row["ts"]).replace(tzinfo=timezone.utc).timestamp()
                    except ValueError:
                        continue
                    groups[group].setdefault(name, []).append((time, row["text"]))
    for group in groups.values():
        for messages in group.values():
            messages.sort(key=lambda message: message[0])
    return groups


def complaints(folder):
    with open(f"{folder}/tweeteval/sentiment/val_text.txt", encoding="utf8") as file:
        texts = file.read().rstrip("\n").split("\n")
    with open(f"{folder}/tweeteval/sentiment/val_labels.txt") as file:
        labels = file.read().split()
    return [text for text, label in zip(texts, labels) if label == "0"]


def negativity(texts, how, command):
    if how == "vader":
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
        analyzer = SentimentIntensityAnalyzer()
        return [1 / (1 + math.exp(6 * (analyzer.polarity_scores(text[:600])["compound"] + 0.2))) for text in texts]
    lines = "\n".join(" ".join(text.split()) or "." for text in texts) + "\n"
    run = subprocess.run([*command, "sentiment"], input=lines, capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(rows) == len(texts), (len(rows), len(texts))
    # A text in a language without a model tells nothing.
    return [row["probabilities"]["negative"] if row.get("probabilities") else 0.1 for row in rows]


def alarms(events, command):
    """Times at which an alarm begins. events: (time, negativity) in order."""
    lines = "".join(f"{time:.3f},{value:.5f}\n" for time, value in events)
    run = subprocess.run([*command, "mood"], input=lines, capture_output=True, text=True, check=True)
    return [float(line.split(",")[0]) for line in run.stdout.splitlines()[1:] if line.endswith(",began")]


def replay(background, negatives, size, seed, command):
    """How many of the crises were noticed, and the delays in minutes."""
    dice = random.Random(seed)
    names = sorted(background)
    added = {name: [] for name in names}
    crises = []
    for number in range(INJECTIONS):
        name = names[number % len(names)]
        first, last = background[name][0][0] + 14 * 86_400, background[name][-1][0] - 86_400
        start = first + (last - first) * (number + 0.5) / INJECTIONS + (dice.uniform(-40_000, 40_000) if seed > 1 else 0)
        crises.append((name, start))
        added[name] += [(start + dice.random() * 1800, dice.choice(negatives)) for _ in range(size)]
    began = {name: alarms(sorted(background[name] + added[name]), command) for name in names}
    delays = []
    for name, start in crises:
        heard = [time - start for time in began[name] if start <= time <= start + 3600]
        if heard:
            delays.append(min(heard) / 60)
    return delays


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data")
    parser.add_argument("--binary", default=".build/release/botrun")
    parser.add_argument("--negativity", choices=["botrun", "vader"], default="botrun")
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    command = [options.binary, "text"] if os.path.basename(options.binary) == "botrun" else [options.binary]

    negatives = negativity(complaints(options.data), options.negativity, command)
    for group, chats in channels(options.data).items():
        background = {}
        for name, messages in chats.items():
            values = negativity([text for _, text in messages], options.negativity, command)
            background[name] = [(time, value) for (time, _), value in zip(messages, values)]
        weeks = sum((events[-1][0] - events[0][0]) / WEEK for events in background.values())
        false = sum(len(alarms(events, command)) for events in background.values())
        parts = [f"{group}: {false / weeks:.2f} false alarms a channel-week ({false} in {weeks:.0f})"]
        for size in SIZES:
            delays = [d for seed in range(1, options.seeds + 1) for d in replay(background, negatives, size, seed, command)]
            total = options.seeds * INJECTIONS
            middle = f"{statistics.median(delays):.0f} min" if delays else "-"
            parts.append(f"{size} messages: {100 * len(delays) / total:.0f} % after {middle}")
        print("; ".join(parts), flush=True)


if __name__ == "__main__":
    main()
