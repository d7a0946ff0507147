#!/usr/bin/env python3
"""What an event costs botrun with an empty store, and with one that holds ten million events.

The platform is the peer benchmark's, as in soak.py. Ten thousand events are handled once; what they leave in the store is
then written again and again with other names and times of the last days, until there are so many events. Then both
stores, the empty and the full one, take turns with the same further hours of a community. Prints one JSON object:
processor seconds for 10,000 events of each round, the ratio of the medians, the size of the store. Needs 1 KB of disk for
each event. Linux, Python 3, standard library only.
"""
import argparse
import json
import os
import shutil
import sqlite3
import statistics
import sys
import time
import urllib.request

import soak

EVENTS = 10_000
DAY = 86_400_000

# What 10,000 events leave, once more: `{n}` is the number of the copy, `{at}` by how much earlier it was.
COPIES = [
    """INSERT INTO events (community, id, key, at, received, depth, kind, state, attempts, note, body)
       SELECT community, id || '.{n}', key || '.{n}', at - {at}, received - {at}, depth, kind, state, attempts, note, body
       FROM first.events WHERE state = 'done'""",
    """INSERT INTO seen (community, token, at)
       SELECT community, token || '.{n}', at - {at} FROM first.seen ORDER BY community, token""",
    """INSERT INTO facts (community, at, kind, member, place, message, root, value, traits)
       SELECT community, at - {at}, kind, member, place, message + {n}, root, value, traits FROM first.facts""",
    """INSERT INTO deliveries (key, community, instance, event, depth, lane, ordering, action, state, attempts, due, created,
         first_try, updated, remote, note, config)
       SELECT key || '.{n}', community, instance, event || '.{n}', depth, lane, ordering, action, state, attempts, due - {at},
         created - {at}, first_try - {at}, updated - {at}, remote || '.{n}', note, config
       FROM first.deliveries WHERE state = 'sent'""",
    """INSERT INTO reasons (community, instance, event, member, at, reason)
       SELECT community, instance, event || '.{n}', member, at - {at}, reason FROM first.reasons""",
]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    soak.add_common(parser)
    parser.add_argument("--events", type=int, default=10_000_000, help="in the full store")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    options.rate = 0
    return options


def seconds(pid):
    """Processor time of a process so far."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def hour(options, folder, state):
    """Sends one hour; returns the processor seconds from its first event to its last reply."""
    out = os.path.join(options.work, "result.json")
    hosted = soak.platform(options, folder, EVENTS, out)
    runner = soak.bot(options, folder, state)
    time.sleep(2)
    before = seconds(runner.pid)
    urllib.request.urlopen(f"http://127.0.0.1:{options.port}/_peerbench/start", timeout=10).close()
    while hosted.poll() is None:
        used = seconds(runner.pid) - before
        time.sleep(0.1)
    soak.end(runner)
    with open(out, encoding="utf-8") as file:
        result = json.load(file)
    if result["lost_total"] or result["dup_total"]:
        sys.exit(f"lost {result['lost_total']}, doubled {result['dup_total']}")
    return used


def fill(store, count):
    """Returns how many events the store holds then."""
    first = store + ".first"
    shutil.copy(store, first)
    db = sqlite3.connect(store, isolation_level=None)
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -1000000")
    db.execute("ATTACH ? AS first", (first,))
    copies = count // EVENTS
    for number in range(1, copies):
        db.execute("BEGIN")
        for copy in COPIES:
            # Spread over six days, the oldest first.
            db.execute(copy.format(n=number, at=6 * DAY * (copies - number) // copies))
        db.execute("COMMIT")
    held = db.execute("SELECT count(*) FROM events").fetchone()[0]
    db.execute("PRAGMA journal_mode = WAL")
    db.close()
    os.remove(first)
    return held


def main():
    options = arguments()
    hours = [soak.data(options, EVENTS, number) for number in range(options.rounds + 1)]
    full = os.path.join(options.work, "full")
    hour(options, hours[0], full)
    store = os.path.join(full, "botrun.sqlite")
    held = fill(store, options.events)
    cost = {"empty": [], "full": []}
    for number, data in enumerate(hours[1:]):
        cost["full"].append(hour(options, data, full))
        cost["empty"].append(hour(options, data, os.path.join(options.work, f"empty{number}")))
    medians = {name: statistics.median(rounds) for name, rounds in cost.items()}
    print(json.dumps({
        "events_held": held, "store_gib": round(os.path.getsize(store) / 2**30, 2), "cpu_s_per_10k": cost,
        "ratio": round(medians["full"] / medians["empty"], 3)}, indent=2))


if __name__ == "__main__":
    main()
