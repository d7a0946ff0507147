#!/usr/bin/env python3
"""Rebuilds Sources/CModels/sentiment.bin and prints the development figures of docs/models/sentiment.md.

Run by hand, never at build time, on one thread:
  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python3 Tools/train_sentiment.py --data DATA \
      --vectors VECTORS --program "botrun text" [--folds] \
      --out Sources/CModels/sentiment.bin

DATA is the folder of the data sets, VECTORS a table of vectors of word pieces (trainlib/sentiment_features.py says its
form; the shipped model was made with static128.nbst, distilled from all-MiniLM-L6-v2).

First a model is trained without a block of tweets and a fifth of the posts: it gives the figures and the temperature.
Then the shipped one is trained on everything but TweetEval's validation set.
"""
import argparse
import collections
import hashlib
import os
import re
import tempfile

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy import sparse

from trainlib import sentiment_data, sentiment_features, sentiment_table, softmax

HERE = os.path.dirname(os.path.abspath(__file__))
BLOCK = (20000, 30000)
MOST_WORDS = 41000
WORD_ROOM, RUN_ROOM = 1.0, 5.0
PENALTY, ROUNDS = 3e-5, 100
STATIC, DENSE_SCALE, LOG_COUNT_POWER = 2.0, 0.5, 1.0
SHARES = {"tweets": 1.0, "posts": 2.5, "reviews": 0.7}
WORD = re.compile(r"\w+(?:['\u2019]\w+)*|[!?]+|[^\w\s]")


def lexicon():
    """Figure and role by word."""
    with open(os.path.join(HERE, "data/sentiment-lexicon.tsv"), encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("# ")]
    return {row[0]: (float(row[1]), sentiment_table.ROLES[row[2]]) for row in rows}


def vocabulary(program, texts, known, pieces):
    """Words with their hashes, the important ones first: the lexicon's, then the commonest, then whole word pieces."""
    counts = collections.Counter(
        word for text in texts for word in WORD.findall(re.sub(r"(.)\1{2,}", r"\1\1", text.lower().replace("\u2019", "'"))))
    common = [word for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if count > 1]
    rest = [piece for piece in pieces if len(piece) > 2 and piece.isalpha()]
    words, hashes = list(dict.fromkeys(sorted(known) + common + rest)), {}
    for word, (value, count) in zip(words, program.hashes(words)):
        if count == 1:
            hashes.setdefault(value, word)
    for value in sentiment_features.SPECIAL:
        hashes[value] = None
    order = sorted(hashes, key=lambda value: hashes[value] is not None)
    return [(value, hashes[value]) for value in order[:MOST_WORDS]]


class Features:
    """The features of one set, as matrices."""

    def __init__(self, program, texts, labels, table, columns):
        (words, pairs, runs), (self.word_counts, pair_counts, self.run_counts), self.dense = program.features(texts, table)
        keys, places = np.unique(words & 0x7FFFFFFF, return_inverse=True)
        known = np.array([columns.get(int(key), -1) for key in keys])[places]
        rows = np.repeat(np.arange(len(texts)), self.word_counts)
        keep = known >= 0
        column = known[keep] + len(columns) * (words[keep] >> 31).astype(np.int64)
        self.words = sparse.csr_matrix(
            (np.ones(keep.sum(), np.float32), (rows[keep], column)), shape=(len(texts), 2 * len(columns)))
        self.pairs = sentiment_features.counted(pairs >> (32 - sentiment_table.PAIR_BITS), pair_counts, 1 << sentiment_table.PAIR_BITS)
        self.runs = sentiment_features.counted(runs >> (32 - sentiment_table.RUN_BITS), self.run_counts, 1 << sentiment_table.RUN_BITS)
        self.labels = labels

    def rows(self, index):
        out = Features.__new__(Features)
        for name, value in self.__dict__.items():
            setattr(out, name, value[index])
        return out

    def word_root(self):
        return 1 / np.sqrt(self.word_counts + WORD_ROOM)

    def run_root(self):
        return 1 / np.sqrt(self.run_counts + RUN_ROOM)


def joined(parts):
    out = Features.__new__(Features)
    for name in parts[0].__dict__:
        values = [getattr(part, name) for part in parts]
        setattr(out, name, sparse.vstack(values, format="csr") if sparse.issparse(values[0]) else np.concatenate(values))
    return out


class Model:
    """Weights relative to neutral, towards negative and positive."""

    def __init__(self, tweets, posts, reviews, vectors):
        data = joined([tweets, posts, reviews])
        sizes = [len(part.labels) for part in (tweets, posts, reviews)]
        share = np.repeat(list(SHARES.values()), sizes)
        weights = share * np.concatenate(
            [softmax.balanced(tweets.labels), softmax.balanced(posts.labels), np.ones(sizes[2])])
        poles = np.arange(len(share)) >= sizes[0] + sizes[1]
        groups = (data.words, data.pairs, data.runs)
        scales = [softmax.log_count_scale(part, data.labels, share) ** LOG_COUNT_POWER for part in groups]
        word, run, count = data.word_root(), data.run_root(), len(vectors)
        sparse_part = sparse.hstack(
            [softmax.scaled(part, scale, root) for part, scale, root in zip(groups, scales, (word, word, run))], format="csr")
        meaning = np.hstack([data.words[:, :count] @ vectors, data.words[:, count:] @ vectors]) * word[:, None] * STATIC
        dense_part = np.hstack([meaning, data.dense * DENSE_SCALE, np.ones((len(share), 1))]).astype(np.float32)
        theta = softmax.fit(sparse_part.astype(np.float32), dense_part, data.labels, weights, PENALTY, ROUNDS, poles)
        theta = (theta - theta[:, [1]])[:, [0, 2]]
        self._split(theta, scales, vectors)

    def _split(self, theta, scales, vectors):
        count, ends = len(vectors), np.cumsum([len(scale) for scale in scales])
        words, pairs, runs = (part * scale[:, None] for part, scale in zip(np.split(theta[: ends[-1]], ends[:-1]), scales))
        size, rest = vectors.shape[1], theta[ends[-1] :] 
        plain = words[:count] + vectors @ rest[:size] * STATIC
        turned = words[count:] + vectors @ rest[size : 2 * size] * STATIC
        self.words, self.pairs, self.runs = np.vstack([plain, turned]), pairs, runs
        self.dense, self.bias = rest[2 * size : -1] * DENSE_SCALE, rest[-1]

    def quantise(self, temperature=1.0):
        """Rounds all weights as they will be stored."""
        groups = (self.words, self.pairs, self.runs)
        self.units = [sentiment_table.unit(group[np.any(group != 0, axis=1)]) for group in groups]
        self.steps = [sentiment_table.steps(group, unit) for group, unit in zip(groups, self.units)]
        self.temperature = temperature
        return self

    def odds(self, data):
        word, run = data.word_root()[:, None], data.run_root()[:, None]
        parts = [matrix @ steps.astype(np.float32) * unit for matrix, steps, unit in
                 zip((data.words, data.pairs, data.runs), self.steps, self.units)]
        two = parts[0] * word + parts[1] * word + parts[2] * run + data.dense @ self.dense + self.bias
        return np.stack([two[:, 0], np.zeros(len(two)), two[:, 1]], axis=1) / self.temperature

    def encode(self, words, known):
        count = len(words)
        entries = [(value, *known.get(word, (0.0, 0)), (*self.steps[0][i], *self.steps[0][count + i]))
                   for i, (value, word) in enumerate(words)]
        records, kept = sentiment_table.words(entries, sentiment_table.PLACES)
        print(f"{kept} of {count} words have a record of their own")
        scale = 1 / self.temperature
        return sentiment_table.encode(
            records, self.steps[1], self.steps[2], [unit * scale for unit in self.units], (WORD_ROOM, RUN_ROOM),
            self.dense * scale, self.bias * scale)


def shares(odds):
    powers = np.exp(odds - odds.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def balanced_loss(odds, labels):
    return float(np.average(-np.log(shares(odds)[np.arange(len(labels)), labels] + 1e-12), weights=softmax.balanced(labels)))


def calibration_error(odds, labels, weights):
    """Expected calibration error of the label's probability, in fifteen steps."""
    chances, found = shares(odds), odds.argmax(axis=1)
    sure, right = chances.max(axis=1), (found == labels).astype(float)
    bins, total = np.minimum(14, (sure * 15).astype(int)), 0.0
    for b in range(15):
        inside = bins == b
        if inside.any():
            total += abs(np.average(sure[inside], weights=weights[inside]) - np.average(right[inside], weights=weights[inside])) * weights[inside].sum()
    return total / weights.sum()


def report(name, model, data, two=False):
    odds = model.odds(data)
    if two:
        odds[:, 1] = -99
    found = odds.argmax(axis=1)
    error = calibration_error(odds, data.labels, softmax.balanced(data.labels))
    print(f"{name}: macro recall {sentiment_data.recall(data.labels, found):.4f}, macro F1 {sentiment_data.f1(data.labels, found):.4f}, "
          f"accuracy {np.mean(found == data.labels):.4f}, calibration error {error:.4f} ({len(found)} texts)", flush=True)
    return odds


def develop(sets, vectors, folds):
    """Figures of a model that has not seen what it is judged by, and the temperature."""
    tweets, posts = sets["tweets"], sets["posts"]
    kept = np.r_[0 : BLOCK[0], BLOCK[1] : len(tweets.labels)]
    block = tweets.rows(np.arange(*BLOCK))
    fold = np.arange(len(posts.labels)) % 5
    found = np.zeros((len(fold), 3))
    for part in range(5 if folds else 1):
        model = Model(tweets.rows(kept), posts.rows(np.where(fold != part)[0]), sets["reviews"], vectors).quantise()
        found[fold == part] = model.odds(posts.rows(np.where(fold == part)[0]))
        if part == 0:
            report("tweets, a block left out", model, block)
            report("tweets, validation", model, sets["validation"])
            report("reviews, development", model, sets["reviews dev"], two=True)
            held = (model.odds(block), block.labels), (found[fold == 0], posts.labels[fold == 0])
    judged = fold < (5 if folds else 1)
    said, labels = found[judged].argmax(axis=1), posts.labels[judged]
    print(f"posts, {'five folds' if folds else 'a fifth left out'}: macro F1 {sentiment_data.f1(labels, said):.4f}, "
          f"macro recall {sentiment_data.recall(labels, said):.4f} ({judged.sum()} texts)")
    temperatures = np.arange(0.6, 2.01, 0.02)
    losses = [sum(len(labels) * balanced_loss(odds / t, labels) for odds, labels in held) for t in temperatures]
    best = float(temperatures[int(np.argmin(losses))])
    for name, (odds, labels) in zip(("tweets", "posts"), held):
        weights = softmax.balanced(labels)
        print(f"{name}: calibration error {calibration_error(odds, labels, weights):.4f}, at temperature {best:.2f} "
              f"{calibration_error(odds / best, labels, weights):.4f}")
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    parser.add_argument("--vectors", required=True)
    parser.add_argument("--program", required=True, help="the built program, such as \"botrun text\"")
    parser.add_argument("--folds", action="store_true", help="judge the posts by five folds instead of one")
    parser.add_argument("--out")
    options = parser.parse_args()
    data, program = sentiment_data.Data(options.data), sentiment_features.Program(options.program)
    known, vectors = lexicon(), sentiment_features.Vectors(options.vectors)
    texts = {"tweets": data.tweets(), "posts": data.posts(), "reviews": data.reviews("train"),
             "validation": data.validation(), "reviews dev": data.reviews("dev")}
    seen = [text for name in ("tweets", "posts", "reviews") for text in texts[name][0]]
    seen += data.other_tweets() + [text for chat in data.chats().values() for text in chat]
    words = vocabulary(program, seen, known, [name for name in vectors.rows if name.isalpha()])
    with tempfile.NamedTemporaryFile(suffix=".table") as table:
        bare = [(value, *known[word], (0, 0, 0, 0)) for value, word in words if word in known]
        table.write(sentiment_table.words(bare, 16384)[0])
        table.flush()
        columns = {sentiment_features.listed(value): index for index, (value, _) in enumerate(words)}
        sets = {name: Features(program, *rows, table.name, columns) for name, rows in texts.items()}
    meaning = np.stack([vectors.of(word) if word else np.zeros(vectors.size, np.float32) for _, word in words])
    print(f"{len(words)} words", flush=True)
    temperature = develop(sets, meaning, options.folds)
    if options.out:
        final = Model(sets["tweets"], sets["posts"], sets["reviews"], meaning).quantise(temperature)
        report("shipped, tweets, validation", final, sets["validation"])
        out = final.encode(words, known)
        with open(options.out, "wb") as file:
            file.write(out)
        print(f"{options.out}: {len(out)} bytes, sha256 {hashlib.sha256(out).hexdigest()}")
    for name, digest in sorted(data.digests.items()):
        print(f"{digest}  {name}")


if __name__ == "__main__":
    main()
