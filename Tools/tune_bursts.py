#!/usr/bin/env python3
"""Shows how the shipped settings of the burst detector were chosen, and what they reach.

    Tools/tune_bursts.py NAB_FOLDER [--binary .build/release/botrun]

NAB_FOLDER holds data/realTweets/*.csv and labels/combined_windows.json of the Numenta Anomaly Benchmark. Every setting
of a grid is run through the built binary (`botrun text bursts NAME=VALUE ...`), and scored as the benchmark's "standard"
profile does. A setting inside the grid is judged by the mean of its neighbourhood (one step along each axis, 3^5
settings), so that a plateau wins over a peak. Leave-one-file-out: chosen on the other files, scored on the one left
out. Takes minutes. Standard library only.
"""
import argparse
import csv
import glob
import itertools
import json
import math
import os
import subprocess
from datetime import datetime, timezone

GRID = {
    "threshold": [4, 5, 6, 7, 8, 9, 10, 11.5, 13],
    "halfLife": [2.5 * 86400, 4.5 * 86400, 8 * 86400],
    "quiet": [3 * 3600, 6 * 3600, 9 * 3600],
    "clip": [10, 25, 60],
    "window": [600, 900, 1800],
}
SHIPPED = {"threshold": 8, "halfLife": 4.5 * 86400, "quiet": 6 * 3600, "clip": 25, "window": 900}
FALSE_ALARM = 0.11


def seconds(text):
    return datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=timezone.utc).timestamp()


def sigmoid(y):
    return 2 / (1 + math.exp(5 * y)) - 1


class Series:
    def __init__(self, path, labels):
        self.name = os.path.basename(path)
        with open(path) as file:
            self.text = file.read()
        times = [seconds(row["timestamp"]) for row in csv.DictReader(self.text.splitlines())]
        row_at = {time: row for row, time in enumerate(times)}
        self.windows = sorted((row_at[seconds(a)], row_at[seconds(b)]) for a, b in labels)
        self.probation = min(len(times) * 15 // 100, 750)

    def alarms(self, binary, settings):
        arguments = [f"{name}={value:g}" for name, value in settings.items()]
        run = subprocess.run([binary, *COMMAND, *arguments], input=self.text, capture_output=True, text=True, check=True)
        return [row for row, line in enumerate(run.stdout.splitlines()[1:]) if line.endswith(",began")]

    def score(self, alarms):
        """The benchmark's raw score, windows hit, alarms outside."""
        best, raw, outside = {}, 0.0, 0
        for row in alarms:
            if row < self.probation:
                continue
            inside = [window for window in self.windows if window[0] <= row <= window[1]]
            if inside:
                first, last = inside[0]
                earned = sigmoid(-(last - row + 1) / (last - first + 1)) / sigmoid(-1)
                best[inside[0]] = max(best.get(inside[0], -1), earned)
                continue
            outside += 1
            before = [window for window in self.windows if window[1] < row]
            y = (row - before[-1][1]) / (before[-1][1] - before[-1][0]) if before else 9
            raw += FALSE_ALARM * (-1 if y > 3 else sigmoid(y))
        return raw + sum(best.values()) - (len(self.windows) - len(best)), len(best), outside


def normalised(raw, windows):
    """0 for silence, 100 for perfection."""
    return 100 * (raw + windows) / (2 * windows)


def neighbourhood(index, shape):
    ranges = [range(max(0, i - 1), min(size, i + 2)) for i, size in zip(index, shape)]
    return list(itertools.product(*ranges))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--binary", default=".build/release/botrun")
    parser.add_argument("--shipped-only", action="store_true")
    options = parser.parse_args()
    global COMMAND
    COMMAND = ["text", "bursts"] if os.path.basename(options.binary) == "botrun" else ["bursts"]
    with open(f"{options.folder}/labels/combined_windows.json") as file:
        labels = json.load(file)
    paths = sorted(glob.glob(f"{options.folder}/data/realTweets/*.csv"))
    files = [Series(path, labels["realTweets/" + os.path.basename(path)]) for path in paths]
    total = sum(len(file.windows) for file in files)

    print("shipped settings:", SHIPPED)
    raw, hits, outside = 0, 0, 0
    for file in files:
        result = file.score(file.alarms(options.binary, SHIPPED))
        raw, hits, outside = raw + result[0], hits + result[1], outside + result[2]
        windows = len(file.windows)
        print(f"  {file.name}: {normalised(result[0], windows):.1f}, {result[1]} of {windows} windows, {result[2]} false")
    print(f"  all: {normalised(raw, total):.1f}, {hits} of {total} windows, {outside} false alarms")
    if options.shipped_only:
        return

    axes = list(GRID.values())
    shape = [len(axis) for axis in axes]
    raws = {}
    for index in itertools.product(*[range(size) for size in shape]):
        settings = {name: axis[i] for name, axis, i in zip(GRID, axes, index)}
        raws[index] = [file.score(file.alarms(options.binary, settings))[0] for file in files]

    def choose(numbers):
        def worth(index):
            near = neighbourhood(index, shape)
            return sum(sum(raws[other][n] for n in numbers) for other in near) / len(near)

        inside = [i for i in raws if all(0 < step < size - 1 for step, size in zip(i, shape))]
        return max(inside, key=worth)

    def describe(index):
        return ", ".join(f"{name} {axis[i]:g}" for name, axis, i in zip(GRID, axes, index))

    everyone = range(len(files))
    best = choose(everyone)
    print(f"best neighbourhood on all: {normalised(sum(raws[best]), total):.1f} with {describe(best)}")
    held = 0
    for left_out in everyone:
        chosen = choose([n for n in everyone if n != left_out])
        held += raws[chosen][left_out]
        score = normalised(raws[chosen][left_out], len(files[left_out].windows))
        print(f"  without {files[left_out].name}: {score:.1f} on it, with {describe(chosen)}")
    print(f"leave one file out: {normalised(held, total):.1f}")
    scores = sorted(normalised(sum(values), total) for values in raws.values())
    print(f"all {len(scores)} settings: median {scores[len(scores) // 2]:.1f}, best {scores[-1]:.1f}, worst {scores[0]:.1f}")
    shipped = tuple(GRID[name].index(SHIPPED[name]) for name in GRID)
    print("the shipped settings with one changed:")
    for axis, name in enumerate(GRID):
        changed = [shipped[:axis] + (step,) + shipped[axis + 1:] for step in range(shape[axis])]
        row = [f"{value:g}: {normalised(sum(raws[i]), total):.1f}" for value, i in zip(GRID[name], changed)]
        print(f"  {name} " + ", ".join(row))


if __name__ == "__main__":
    main()
