#!/usr/bin/env python3
"""Copies the peer benchmark's data with its hour moved so that it ends now: a bot leaves old messages alone, and the
benchmark's are of 1 January 2026.

    fresh-data.py FROM_FOLDER TO_FOLDER [N]

With N, 1 to 9, it is another hour of the same community: that of N hours ago, with other members and other events. All
keeps its length, so the lengths that the data names stay true. Python 3, standard library only.
"""
import os
import re
import shutil
import sys
import time

# The benchmark's hour begins at 2026-01-01 00:00 UTC; where there are more events it is longer.
TIME = re.compile(r"\b1767[2-9]\d{5}\b")
# Of members and of events.
NAME = re.compile(r"\b(U|Ev)0([0-9A-Z]{8,})\b")


def last(path):
    """The newest time of a file, in seconds."""
    with open(path, encoding="utf-8") as file:
        return max(int(line.split("\t")[5].split(".")[0]) for line in file if line.split("\t")[5])


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    source, target = sys.argv[1:3]
    number = int(sys.argv[3]) if len(sys.argv) == 4 else 0
    shift = int(time.time()) - last(os.path.join(source, "events.slack.tsv")) - 3600 * number
    os.makedirs(target, exist_ok=True)
    shutil.copy(os.path.join(source, "community.json"), target)
    for name in ("events.slack.tsv", "events.tg.tsv"):
        with open(os.path.join(source, name), encoding="utf-8") as old:
            with open(os.path.join(target, name), "w", encoding="utf-8") as new:
                for line in old:
                    line = TIME.sub(lambda found: str(int(found.group()) + shift), line)
                    new.write(NAME.sub(rf"\g<1>{number}\g<2>", line) if number else line)


if __name__ == "__main__":
    main()
