#!/usr/bin/env python3
"""Sends events to botrun at a steady rate for a long time, and looks at its memory and its files as it goes.

The platform is the peer benchmark's, built by its setup-peers.sh (see README.md here); its data are made for so many
events, with an hour that ends now. It can hold an hour of some 400,000 events, so a longer run goes in legs: the platform
is started anew, the bot goes on. Prints a line every minute (resident, own and anonymous memory, open files, size of the
store) and one JSON object at the end. The exit code is 1 where a reply was lost, doubled or wrong, memory grew by more than 2 MB after the first five
minutes, or the number of open files grew. Linux, Python 3, standard library only.
"""
import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
LEG = 200_000


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=200, help="events a second")
    add_common(parser)
    return parser.parse_args()


def add_common(parser):
    """What each benchmark that plays the platform needs to know."""
    parser.add_argument("--binary", default=os.path.join(HERE, "../.build/release/botrun"))
    parser.add_argument("--port", type=int, default=19600, help="the platform's; the bot has the next")
    parser.add_argument("--peerbench", default=os.path.join(HERE, "../../shared/bench/peerbench"))
    parser.add_argument("--work", default=tempfile.mkdtemp(prefix="soak"), help="for the data; 1 KB an event")


def data(options, count, number=0):
    """Makes so many events of a community; returns their folder. Another number has other events."""
    made, moved = os.path.join(options.work, f"made{number}"), os.path.join(options.work, f"hour{number}")
    subprocess.run([sys.executable, os.path.join(options.peerbench, "gen.py"), "--n", str(count), "--seed", str(number + 1),
                    "--out", made], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([sys.executable, os.path.join(HERE, "fresh-data.py"), made, moved] + ([str(number)] if number else []),
                   check=True)
    return moved


def listening(port, within):
    """Waits until somebody takes connections there."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"nobody listens at port {port}")


def platform(options, folder, count, out):
    home = os.environ.get("PEERS_HOME", os.path.expanduser("~/.cache/peerbench"))
    command = [os.path.join(home, "platform"), "--manual", "--port", str(options.port), "--bot-port", str(options.port + 1),
               "--bot-path", "/communities/peer/webhook", "--events", os.path.join(folder, "events.slack.tsv"), "--out", out,
               "--count", str(count), "--window", "64", "--max", str(int(count / (options.rate or 50) + 120))]
    command += ["--rate", str(options.rate)] if options.rate else ["--quiet", "8"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    listening(options.port, within=300)
    return process


def bot(options, folder, state):
    os.makedirs(state, exist_ok=True)
    environment = {
        **os.environ, "BOTRUN": os.path.realpath(options.binary), "PEER_STATE": state,
        "PEER_CONFIG": os.path.join(folder, "community.json"), "PEER_API": f"http://127.0.0.1:{options.port}/api/",
        "PEER_PORT": str(options.port + 1), "PEER_SECRET": "8f742231b10e8888abcd99yyyzzz85a5",
        "PEER_TOKEN": "xoxb-peerbench"}
    log = open(os.path.join(state, "log"), "ab")
    process = subprocess.Popen([os.path.join(HERE, "run-botrun.sh")], env=environment, cwd=state, stdout=log, stderr=log)
    listening(options.port + 1, within=60)
    return process


def end(process):
    process.terminate()
    if process.wait(60) != 0:
        sys.exit("the bot did not come to a good end")


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


def watch(platform, pid, start, seen):
    """Looks every ten seconds until the platform has sent all and had its answers."""
    while platform.poll() is None:
        time.sleep(10)
        seen.append({"second": round(time.monotonic() - start), **look(pid)})
        if len(seen) % 6 == 1:
            print(json.dumps(seen[-1]), file=sys.stderr, flush=True)


def halves(looks):
    return looks[:len(looks) // 2] or looks, looks[len(looks) // 2:]


def main():
    options = arguments()
    count = int(options.rate * options.minutes * 60)
    legs = -(-count // LEG)
    folders = [data(options, count // legs, number) for number in range(legs)]
    seen, results, runner, start = [], [], None, time.monotonic()
    for folder in folders:
        out = os.path.join(options.work, "result.json")
        hosted = platform(options, folder, count // legs, out)
        if runner is None:
            runner, start = bot(options, folder, os.path.join(options.work, "state")), time.monotonic()
        urllib.request.urlopen(f"http://127.0.0.1:{options.port}/_peerbench/start", timeout=10).close()
        watch(hosted, runner.pid, start, seen)
        with open(out, encoding="utf-8") as file:
            results.append(json.load(file))
    end(runner)
    settled = [look for look in seen if look["second"] >= min(300, seen[-1]["second"] / 2)]
    figures = {
        "events": count // legs * legs, "minutes": options.minutes,
        "lost": sum(leg["lost_total"] for leg in results), "doubled": sum(leg["dup_total"] for leg in results),
        "wrong": sum(leg["wrong_text"] for leg in results), "latency_ms": [leg["latency_ms"] for leg in results],
        "resident_mib": [settled[0]["resident"], max(look["resident"] for look in settled)],
        "anonymous_mib": [settled[0]["anonymous"], max(look["anonymous"] for look in settled)],
        # Connections come and go: what stays open shows where the fewest are.
        "files_when_quiet": [min(look["files"] for look in part) for part in halves(settled)],
        "files_at_most": max(look["files"] for look in settled),
        "store_mib": settled[-1]["store"],
    }
    print(json.dumps(figures, indent=2))
    grew = figures["resident_mib"][1] - figures["resident_mib"][0]
    # Of a hundred thousand events each, one that left its file open would make thousands.
    more = figures["files_when_quiet"][1] > figures["files_when_quiet"][0] + 10
    sys.exit(1 if figures["lost"] + figures["doubled"] + figures["wrong"] > 0 or grew > 2 or more else 0)


if __name__ == "__main__":
    main()
