#!/usr/bin/env python3
"""Rebuilds Sources/CModels/spam.bin and prints the development figures of docs/models/spam.md.

Run by hand, never at build time, on one thread:
  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python3 Tools/train_spam.py --data ../shared/data \\
      --program "botrun text" --out Sources/CModels/spam.bin [--top 20]

Features come from the built program. Two logistic regressions are trained on differently scaled columns (inverse
document frequency; log ratio of the classes, after Wang and Manning, 2012) and their weights added. Chat is sampled,
and what the first round finds hard is added for the second. In cross-validation a video and whole communities are
left out (trainlib/spam_data.py); it gives the figures and the place of 0.5: where 0.1 % of chat of unseen communities is.
"""
import argparse
import hashlib
import os
import shlex
import struct
import subprocess

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from trainlib import spam_data

WORDS, RUNS, STYLE = 1 << 17, 1 << 16, 35 * 32
RUN_SCALE, STYLE_SCALE = 1.5, 0.1
PENALTY = {"idf": 100.0, "ratio": 100.0}
WEIGHT = {"sms": 2.0, "youtube": 4.0, "telegram": 1.0, "own": 3.0}
CHAT_WEIGHT, HARD_WEIGHT, SPAM_WEIGHT = 0.3, 0.3, 2.0
SAMPLE, HARD = 0.1, -3.0
FLAGGED = 0.001


def features(program, texts):
    """One row for each text, from `PROGRAM features spam`; the runs' and the style's columns scaled."""
    command = shlex.split(program) + ["features", "spam"]
    run = subprocess.run(command, input=("\n".join(texts) + "\n").encode(), capture_output=True, check=True)
    numbers = np.frombuffer(run.stdout, dtype="<u4")
    place, columns, values, ends = 0, [], [], [0]
    while place < len(numbers):
        count = int(numbers[place])
        columns.append(numbers[place + 1:place + 1 + count])
        values.append(numbers[place + 1 + count:place + 1 + 2 * count].view("<f4"))
        ends.append(ends[-1] + count)
        place += 1 + 2 * count
    assert len(ends) - 1 == len(texts), (len(ends) - 1, len(texts))
    columns = np.concatenate(columns).astype(np.int32)
    values = np.concatenate(values).astype(np.float64)
    values[columns >= WORDS] *= RUN_SCALE
    values[columns >= WORDS + RUNS] *= STYLE_SCALE / RUN_SCALE
    return sparse.csr_matrix((values, columns, np.array(ends)), shape=(len(texts), WORDS + RUNS + STYLE))


def column_scale(kind, matrix, spam):
    present = matrix.copy()
    present.data[:] = 1
    if kind == "idf":
        return np.log((matrix.shape[0] + 1) / (np.asarray(present.sum(0)).ravel() + 1)) / 3
    with_spam = np.asarray(present[spam == 1].sum(0)).ravel() + 1
    without = np.asarray(present[spam == 0].sum(0)).ravel() + 1
    return np.abs(np.log(with_spam / with_spam.sum() / (without / without.sum()))) + 0.1


class Corpus:
    def __init__(self, rows, matrix):
        self.matrix = matrix
        self.spam = np.array([row.spam for row in rows])
        self.group = np.array([row.group for row in rows])
        self.fold = np.array([row.fold for row in rows])
        self.is_chat = np.isin(self.group, spam_data.CHAT)
        weights = [WEIGHT.get(row.group, CHAT_WEIGHT) * (SPAM_WEIGHT if row.spam else 1) for row in rows]
        self.weight = np.array(weights)

    def train(self, chosen):
        """Weights of the columns, and the bias: the sum of the two regressions."""
        index = np.flatnonzero(chosen)
        chat, dice = self.is_chat[index], np.random.default_rng(0)
        sampled = ~chat | (dice.random(len(index)) < SAMPLE)
        total, bias = np.zeros(self.matrix.shape[1]), 0.0
        for kind, penalty in PENALTY.items():
            scale = column_scale(kind, self.matrix[index], self.spam[index])
            picked, hard = sampled.copy(), np.zeros(len(index), dtype=bool)
            for _ in range(2):
                rows = index[picked]
                weight = np.where(hard[picked], HARD_WEIGHT, self.weight[rows] * np.where(chat[picked], 1 / SAMPLE, 1))
                model = LogisticRegression(C=penalty, solver="liblinear", max_iter=100, tol=1e-3, random_state=0)
                model.fit(self.matrix[rows] @ sparse.diags(scale), self.spam[rows], sample_weight=weight)
                weights = model.coef_[0] * scale
                hard = chat & (self.matrix[index] @ weights + model.intercept_[0] > HARD)
                picked |= hard
            total += weights / 2
            bias += model.intercept_[0] / 2
        return total, bias

    def cross_validate(self):
        odds = np.zeros(len(self.spam))
        for fold in range(3):
            out = self.fold == fold
            weights, bias = self.train(~out)
            odds[out] = self.matrix[out] @ weights + bias
        return odds


def f1(spam, said):
    hits = np.sum(said & (spam == 1))
    return 2 * hits / max(1, 2 * hits + np.sum(said & (spam == 0)) + np.sum(~said & (spam == 1)))


def place_of_half(corpus, odds):
    return np.quantile(odds[np.isin(corpus.group, spam_data.ROOMS)], 1 - FLAGGED)


def report(corpus, odds, place, rows, top):
    said = odds >= place
    sms, youtube, telegram = (corpus.group == name for name in ("sms", "youtube", "telegram"))
    print(f"SMS, folds: F1 {f1(corpus.spam[sms], said[sms]):.3f}")
    for fold, name in enumerate(spam_data.VIDEOS):
        at = youtube & (corpus.fold == fold)
        print(f"{name}, left out: F1 {f1(corpus.spam[at], said[at]):.3f}")
    print(f"YouTube, together: F1 {f1(corpus.spam[youtube], said[youtube]):.3f}")
    print(f"Telegram, folds: F1 {f1(corpus.spam[telegram], said[telegram]):.3f}")
    for name in spam_data.CHAT:
        at = corpus.group == name
        print(f"{name}, left out: {100 * said[at].mean():.3f} % of {at.sum()} flagged")
    if top:
        for index in [i for i in np.argsort(-odds) if corpus.is_chat[i]][:top]:
            print(f"  {odds[index] - place:.1f} {rows[index].group}: {rows[index].text[:200]}")


def temperature(corpus, odds, place):
    """What the odds are divided by, so that probabilities are as often right as they say."""
    best = (np.inf, 1.0)
    weight = np.where(corpus.is_chat, 0.1, 1.0)
    for divisor in np.arange(0.5, 4, 0.1):
        margin = (odds - place) / divisor * np.where(corpus.spam == 1, 1, -1)
        best = min(best, (float(np.sum(weight * np.log1p(np.exp(-margin)))), float(divisor)))
    return best[1]


def quantised(weights):
    """Signed bytes and their unit; the few greatest are cut."""
    unit = np.quantile(np.abs(weights[weights != 0]), 0.9998) / 127
    return np.clip(np.round(weights / unit), -127, 127).astype(np.int8), unit


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True)
    parser.add_argument("--program", default=".build/release/botrun text")
    parser.add_argument("--out")
    parser.add_argument("--top", type=int, default=0)
    options = parser.parse_args()

    rows = spam_data.load(options.data)
    corpus = Corpus(rows, features(options.program, [row.text for row in rows]))
    print(f"{len(rows)} texts, {corpus.spam.sum()} of them spam; sha256 of the data {spam_data.digests(options.data)}")
    odds = corpus.cross_validate()
    place = place_of_half(corpus, odds)
    report(corpus, odds, place, rows, options.top)
    divisor = temperature(corpus, odds, place)
    print(f"0.5 at {place:.2f}, temperature {divisor:.1f}")
    if not options.out:
        return

    weights, bias = corpus.train(np.ones(len(rows), dtype=bool))
    weights /= divisor
    words, word_unit = quantised(weights[:WORDS])
    runs, run_unit = quantised(weights[WORDS:WORDS + RUNS] * RUN_SCALE)
    style = weights[WORDS + RUNS:] * STYLE_SCALE
    data = b"SPAM" + struct.pack("<Ifff", 1, (bias - place) / divisor, word_unit, run_unit)
    data += np.clip(np.round(style * 1024), -32767, 32767).astype("<i2").tobytes() + words.tobytes() + runs.tobytes()
    with open(options.out, "wb") as file:
        file.write(data)
    print(f"{options.out}: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}")


if __name__ == "__main__":
    main()
