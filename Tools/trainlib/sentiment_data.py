"""The labelled and unlabelled texts that the sentiment model learns from. 0 negative, 1 neutral, 2 positive."""
import hashlib
import json
import os

import numpy as np

NAMES = {"negative": 0, "neutral": 1, "positive": 2}


class Data:
    def __init__(self, folder):
        self.folder = folder
        self.digests = {}

    def lines(self, name):
        path = os.path.join(self.folder, name)
        with open(path, "rb") as file:
            data = file.read()
        self.digests[name] = hashlib.sha256(data).hexdigest()
        return data.decode("utf-8").rstrip("\n").split("\n")

    def tweets(self):
        rows = [line.split("\t", 1) for line in self.lines("tweeteval/sentiment/train_recon.tsv")]
        return [text for _, text in rows], np.array([int(label) for label, _ in rows])

    def validation(self):
        texts = self.lines("tweeteval/sentiment/val_text.txt")
        return texts, np.array([int(label) for label in self.lines("tweeteval/sentiment/val_labels.txt")])

    def posts(self):
        """Senti4SD: posts of Stack Overflow."""
        rows = [line.rstrip("\r").split(";", 2) for line in self.lines("senti4sd/train3098itemPOLARITY.csv")]
        rows = [row for row in rows if len(row) == 3 and row[1] in NAMES]
        return [row[2].strip('"') for row in rows], np.array([NAMES[row[1]] for row in rows])

    def reviews(self, part):
        """SST-2: sentences of film reviews, without neutral ones."""
        rows = [line.split("\t") for line in self.lines(f"sst2/{part}.tsv")]
        return [row[0] for row in rows], np.array([2 * int(row[1]) for row in rows])

    def other_tweets(self):
        """Of other tasks, without labels: for the vocabulary only."""
        tasks = ("emotion", "hate", "irony", "offensive")
        return [text for task in tasks for text in self.lines(f"tweeteval/{task}/train_text.txt")]

    def chat(self, name, most=4000):
        """Every n-th message of a chat."""
        texts = [json.loads(line)["text"] for line in self.lines(name)]
        texts = [text for text in texts if 8 <= len(text) <= 600]
        return texts[:: max(1, len(texts) // most)][:most]

    def chats(self):
        names = ("slack_chats/elmlang-general-2019", "slack_chats/racket-general-2018",
                 "slack_chats/clojurians-clojure-2019", "zulip_lean/messages-to-2025-09")
        return {name: self.chat(name + ".jsonl") for name in names}


def recall(labels, found):
    """Macro recall."""
    return float(np.mean([np.mean(found[labels == c] == c) for c in np.unique(labels)]))


def f1(labels, found):
    """Macro F1."""
    out = []
    for c in range(3):
        hit, said, there = np.sum((found == c) & (labels == c)), np.sum(found == c), np.sum(labels == c)
        out.append(2 * hit / max(1, said + there))
    return float(np.mean(out))
