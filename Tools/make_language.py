#!/usr/bin/env python3
"""Writes Sources/CModels/language.bin: hashes of common English words, by which English is told from other languages
that are written in Latin letters.

    python3 Tools/make_language.py DATA Sources/CModels/language.bin

A word is common when at least three of the sets below hold it, five times or more in all. The sets are English
questions, messages, reviews and tweets; no text of theirs is kept, and no word can be read back from the hashes.

Layout, little endian: "LANG", u32 version, u32 count, then the upper halves of the words' FNV-1a hashes (64 bits), sorted.
"""
import collections
import csv
import glob
import hashlib
import json
import re
import struct
import sys

WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
LEAST_SETS = 3
LEAST_COUNT = 5


def lines(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read().split("\n")


def messages(path):
    return [json.loads(line)["text"] for line in lines(path) if line.strip()]


def sets(data):
    """Name and texts of every set."""
    with open(f"{data}/clinc150/data_dev.json", encoding="utf-8") as file:
        yield "clinc150", [row[0] for row in json.load(file)["train"]]
    with open(f"{data}/banking77/train.csv", encoding="utf-8") as file:
        yield "banking77", [row[0] for row in csv.reader(file)]
    yield "tweeteval", lines(f"{data}/tweeteval/sentiment/train_recon.tsv") + lines(f"{data}/tweeteval/offensive/train_text.txt")
    yield "sst2", lines(f"{data}/sst2/train.tsv")
    yield "senti4sd", lines(f"{data}/senti4sd/train3098itemPOLARITY.csv")
    yield "sms", lines(f"{data}/sms_spam/train.tsv")
    for path in sorted(glob.glob(f"{data}/slack_chats/*.jsonl")):
        yield path.rsplit("/", 1)[1], messages(path)
    for path in sorted(glob.glob(f"{data}/zulip_lean/*.jsonl")):
        yield path.rsplit("/", 1)[1], messages(path)


def fnv(word):
    value = 0xCBF29CE484222325
    for byte in word.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def main(data, path):
    total, held = collections.Counter(), collections.Counter()
    for name, texts in sets(data):
        counts = collections.Counter()
        for text in texts:
            text = re.sub(r"```.*?```|`[^`]*`|https?://\S+", " ", text.lower().replace("\u2019", "'"), flags=re.S)
            counts.update(WORD.findall(text))
        total.update(counts)
        held.update(counts.keys())
        print(f"{name}: {len(texts)} texts, {len(counts)} words")
    words = sorted(w for w in total if len(w) > 1 and held[w] >= LEAST_SETS and total[w] >= LEAST_COUNT)
    hashes = sorted({fnv(word) >> 32 for word in words})
    out = b"LANG" + struct.pack(f"<II{len(hashes)}I", 1, len(hashes), *hashes)
    with open(path, "wb") as file:
        file.write(out)
    print(f"{len(words)} words, {len(out)} bytes, sha256 {hashlib.sha256(out).hexdigest()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
