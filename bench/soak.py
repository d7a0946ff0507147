#!/usr/bin/env python3
"""Sends events to botrun at a steady rate for a long time, and looks at its memory and its files as it goes.

usage: soak.py [--minutes 60] [--rate 200] [--binary PATH] [--peerbench FOLDER] [--work FOLDER]

The platform is the peer benchmark's (see README.md here); its data are made for so many events, with an hour that ends
now. Prints a line every minute (resident, own and anonymous memory, open files, size of the store) and one JSON object at
the end. The exit code is 1 where a reply was lost, doubled or wrong, memory grew by more than 2 MB after the first five
minutes, or the number of open files grew. Linux, Python 3, standard library only.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=200, help="events a second")
    parser.add_argument("--binary", default=os.path.join(HERE, "../.build/release/botrun"))
    parser.add_argument("--peerbench", default=os.path.join(HERE, "../../shared/bench/peerbench"))
    parser.add_argument("--work", default=tempfile.mkdtemp(prefix="soak"), help="for the data; 1 KB an event")
    return parser.parse_args()


def data(options, count):
    made, moved = os.path.join(options.work, "made"), os.path.join(options.work, "hour")
    subprocess.run([sys.executable, os.path.join(options.peerbench, "gen.py"), "--n", str(count), "--out", made],
                   check=True, stdout=subprocess.DEVNULL)
    subprocess.run([sys.executable, os.path.join(HERE, "fresh-data.py"), made, moved], check=True)
    return moved


def bot(binary):
    """The process that runs the binary, once there is one."""
    wanted = os.path.realpath(binary)
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and os.readlink(f"/proc/{name}/exe") == wanted:
                return int(name)
        except OSError:
            pass
    return None


def look(pid):
    fields = {}
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        for line in file.readlines()[1:]:
            name, kibibytes = line.split()[:2]
            fields[name.rstrip(":")] = int(kibibytes) / 1024
    files = os.listdir(f"/proc/{pid}/fd")
    store = 0
    for file in files:
        try:
            path = os.readlink(f"/proc/{pid}/fd/{file}")
            store += os.path.getsize(path) if ".sqlite" in path else 0
        except OSError:
            pass
    return {"resident": round(fields["Rss"], 1), "own": round(fields["Private_Dirty"], 1),
            "anonymous": round(fields["Anonymous"], 1), "files": len(files), "store": round(store / 2**20, 1)}


def watch(runner, binary):
    """What was seen, every ten seconds, until the benchmark's runner ends."""
    start, seen = time.monotonic(), []
    while runner.poll() is None:
        time.sleep(10)
        pid = bot(binary)
        try:
            seen.append({"second": round(time.monotonic() - start), **look(pid)})
        except (OSError, TypeError):
            continue  # It is not there yet, or not any more.
        if len(seen) % 6 == 1:
            print(json.dumps(seen[-1]), file=sys.stderr, flush=True)
    return seen


def main():
    options = arguments()
    count = int(options.rate * options.minutes * 60)
    folder = data(options, count)
    out = os.path.join(options.work, "result.jsonl")
    environment = {**os.environ, "BOTRUN_HOME": os.path.dirname(HERE), "BOTRUN": os.path.realpath(options.binary)}
    runner = subprocess.Popen(
        [sys.executable, os.path.join(options.peerbench, "run.py"), "latency", "--rounds", "1", "--bots", "botrun",
         "--rate", str(options.rate), "--secs", str(options.minutes * 60), "--data", folder, "--out", out,
         "--botsfile", os.path.join(HERE, "bots.json"), "--extra", f"--max {options.minutes * 60 + 120:.0f}"],
        env=environment, stdout=sys.stderr)
    seen = watch(runner, options.binary)
    if runner.returncode != 0 or len(seen) < 2:
        sys.exit("the benchmark's runner did not come to its end")
    with open(out, encoding="utf-8") as file:
        result = json.loads(file.readlines()[-1])
    settled = [look for look in seen if look["second"] >= min(300, seen[-1]["second"] / 2)]
    figures = {
        "events": count, "minutes": options.minutes,
        "lost": result["lost_total"], "doubled": result["dup_total"], "wrong": result["wrong_text"],
        "latency_ms": result["latency_ms"], "cpu_s_per_10k": result["cpu_s_per_10k"],
        "resident_mib": [settled[0]["resident"], max(look["resident"] for look in settled)],
        "anonymous_mib": [settled[0]["anonymous"], max(look["anonymous"] for look in settled)],
        "files": [settled[0]["files"], max(look["files"] for look in settled)],
        "store_mib": settled[-1]["store"],
    }
    print(json.dumps(figures, indent=2))
    grew = figures["resident_mib"][1] - figures["resident_mib"][0]
    more = figures["files"][1] > figures["files"][0]
    sys.exit(1 if figures["lost"] + figures["doubled"] + figures["wrong"] > 0 or grew > 2 or more else 0)


if __name__ == "__main__":
    main()
