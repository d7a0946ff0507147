#!/usr/bin/env python3
"""What botrun costs while nobody writes: four Slack communities, two that push and two that are polled at the usual interval.

The platform is the peer benchmark's, as in soak.py. After a while to settle, prints one JSON object: processor seconds over
the time that was looked at and their share of one core, resident memory, and the part of it that is not shared (PSS).
Linux, Python 3, standard library only.
"""
import argparse
import json
import os
import time

import soak
from growth import seconds

SETTLE = 20


def configuration(state):
    """The benchmark's own configuration, its community four times."""
    path = os.path.join(state, "config.json")
    with open(path, encoding="utf-8") as file:
        config = json.load(file)
    model = config["communities"][0]
    config["communities"] = []
    for number in range(4):
        community = {**model, "id": f"peer{number}", "connection": dict(model["connection"])}
        if number >= 2:
            community["connection"]["receive"] = "poll"
            del community["connection"]["signingSecret"]
        config["communities"].append(community)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(config, file, indent=2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    soak.add_common(parser)
    options = parser.parse_args()
    options.rate = 0
    folder, state = soak.data(options, 1000), os.path.join(options.work, "state")
    hosted = soak.platform(options, folder, 1000, os.path.join(options.work, "result.json"))
    # Its configuration is written at the first start.
    soak.end(soak.bot(options, folder, state))
    configuration(state)
    runner = soak.bot(options, folder, state)
    time.sleep(SETTLE)
    before = seconds(runner.pid)
    time.sleep(options.seconds)
    used = seconds(runner.pid) - before
    with open(f"/proc/{runner.pid}/smaps_rollup", encoding="ascii") as file:
        sizes = {line.split()[0].rstrip(":"): int(line.split()[1]) / 1024 for line in file.readlines()[1:]}
    print(json.dumps({
        "seconds": options.seconds, "cpu_s": round(used, 2), "cpu_percent": round(100 * used / options.seconds, 3),
        "resident_mib": round(sizes["Rss"], 1), "pss_mib": round(sizes["Pss"], 1)}, indent=2))
    soak.end(runner)
    hosted.terminate()
    hosted.wait()


if __name__ == "__main__":
    main()
