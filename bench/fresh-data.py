#!/usr/bin/env python3
"""Copies the peer benchmark's data with its hour moved so that it ends now: a bot leaves old messages alone, and the
benchmark's are of 1 January 2026.

    fresh-data.py FROM_FOLDER TO_FOLDER

Every time keeps its number of digits, so the lengths that the data names stay true. Python 3, standard library only.
"""
import os
import re
import shutil
import sys
import time

# The hour of the benchmark: 2026-01-01 00:00 to 00:59:59 UTC.
TIME = re.compile(r"\b1767(?:22[5-9])\d{3}\b")
END = 1767225600 + 3600


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    source, target = sys.argv[1:]
    shift = int(time.time()) - END
    os.makedirs(target, exist_ok=True)
    shutil.copy(os.path.join(source, "community.json"), target)
    for name in ("events.slack.tsv", "events.tg.tsv"):
        with open(os.path.join(source, name), encoding="utf-8") as old:
            with open(os.path.join(target, name), "w", encoding="utf-8") as new:
                for line in old:
                    new.write(TIME.sub(lambda found: str(int(found.group()) + shift), line))


if __name__ == "__main__":
    main()
