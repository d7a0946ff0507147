#!/usr/bin/env python3
"""Rebuilds Sources/CModels/abuse.bin and prints the development figures of docs/models/abuse.md.

Run by hand, never at build time, on one thread:
  OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python3 Tools/train_abuse.py --data ../shared/data \
      --vectors ../shared/language/prototype/static128.nbst --program "botrun text" --out Sources/CModels/abuse.bin

Three linear models of the same features: `offensive` (OLID's tweets, with a teacher's figures of other tweets), `queue`
(tweets against ordinary chat: what a moderator should see in a community), `hate`. The cuts are found on parts that a
model was not trained on: folds of the tweets, and for chat each community in turn.
"""
import argparse
import hashlib
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from scipy import sparse

from trainlib import abuse_data, abuse_model
from trainlib.sentiment_features import Vectors

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDS = 3
OFFENSIVE_BITS, QUEUE_BITS, HATE_BITS = 17, 16, 16
PER_COMMUNITY = 12000
QUEUE_SHARE, ACT_SHARE = 0.0005, 0.00005
QUIET = ("clojurians", "elmlang", "racket", "zulip")


def vectors_of(table, texts):
    known, out = {}, np.zeros((len(texts), table.size), np.float32)
    for row, text in enumerate(texts):
        for word in text.replace("@user", " ").split():
            if word not in known:
                known[word] = table.of(word)
            out[row] += known[word]
    return out / np.maximum(1e-9, np.linalg.norm(out, axis=1, keepdims=True))


class Training:
    def __init__(self, data, program, vectors):
        self.words = os.path.join(HERE, "data/abuse-words.txt")
        self.read = lambda texts: abuse_model.features(program, self.words, texts)
        table = Vectors(vectors)
        texts, self.labels = abuse_data.tweets(data, "offensive", "train")
        held, self.held_labels = abuse_data.tweets(data, "offensive", "val")
        other = abuse_data.unlabelled(data)
        self.olid, self.held, self.other = self.read(texts), self.read(held), self.read(other)
        self.olid_vectors, self.other_vectors = vectors_of(table, texts), vectors_of(table, other)
        insults, self.insult_labels = abuse_data.davidson(data)
        self.insults = self.read(insults)
        hate, self.hate_labels = abuse_data.tweets(data, "hate", "train")
        hate_held, self.hate_held_labels = abuse_data.tweets(data, "hate", "val")
        self.hate, self.hate_held = self.read(hate), self.read(hate_held)
        talk = abuse_data.chat(data)
        self.chat = {name: self.read(texts) for name, texts in talk.items()}
        self.contexts = {name: abuse_model.contexts(program, self.words, texts) for name, texts in talk.items()}
        self.olid_contexts = abuse_model.contexts(program, self.words, texts)
        self.fold = np.random.default_rng(0).integers(0, FOLDS, len(texts))

    def offensive(self):
        rows, others = (abuse_model.matrix(x, OFFENSIVE_BITS) for x in (self.olid, self.other))
        held = abuse_model.matrix(self.held, OFFENSIVE_BITS)

        def fit(part):
            return abuse_model.student(rows[part], self.labels[part], self.olid_vectors[part], others, self.other_vectors)

        scores = np.zeros(len(self.labels))
        for fold in range(FOLDS):
            weights, bias = fit(self.fold != fold)
            scores[self.fold == fold] = rows[self.fold == fold] @ weights + bias
        cut, best = abuse_model.best_cut(self.labels, scores)
        steep = abuse_model.slope(self.labels, scores, cut)
        weights, bias = fit(np.ones(len(self.labels), bool))
        guess = (held @ abuse_model.read_back(*abuse_model.quantised(weights)) + bias > cut).astype(int)
        print(f"offensive: macro F1 in {FOLDS} folds {abuse_model.macro_f1(self.labels, (scores > cut).astype(int)):.4f} "
              f"(best cut {best:.4f}), on the validation set {abuse_model.macro_f1(self.held_labels, guess):.4f}")
        return (weights, bias, steep), cut

    def queue(self):
        olid, insults = (abuse_model.matrix(x, QUEUE_BITS) for x in (self.olid, self.insults))
        chat = {name: abuse_model.matrix(x, QUEUE_BITS) for name, x in self.chat.items()}
        dice = np.random.default_rng(1)
        picked = {name: np.sort(dice.permutation(rows.shape[0])[:PER_COMMUNITY]) for name, rows in chat.items()}
        insult_labels = (self.insult_labels < 2).astype(int)

        def fit(names, part):
            talk = sparse.vstack([chat[name][picked[name]] for name in names])
            labels = np.r_[self.labels[part], insult_labels, np.zeros(talk.shape[0], int)]
            weights = np.r_[np.ones(part.sum()), np.full(len(insult_labels), 0.2), np.ones(talk.shape[0])]
            return abuse_model.logistic(sparse.vstack([olid[part], insults, talk]).tocsr(), labels, weights, 0.03)

        scores = {}
        tweets = np.zeros(len(self.labels))
        for index, name in enumerate(chat):
            part = self.fold != index % FOLDS
            weights, bias = fit([other for other in chat if other != name], part)
            scores[name] = chat[name] @ weights + bias
            tweets[~part] = olid[~part] @ weights + bias
        steep = abuse_model.slope(self.labels, tweets, 0.0)
        allowance, clear = abuse_model.ALLOWANCE, abuse_model.CLEAR
        tweets = tweets + allowance[self.olid_contexts]
        scores = {name: s + allowance[self.contexts[name]] for name, s in scores.items()}
        acted = {name: np.where(clear[self.contexts[name]], s, -99.0) for name, s in scores.items()}
        queue = np.quantile(np.concatenate([scores[name] for name in QUIET]), 1 - QUEUE_SHARE)
        act = max(queue + 1.0, np.quantile(np.concatenate([acted[name] for name in QUIET]), 1 - ACT_SHARE))
        for name, cut, figures in (("queue", queue, scores), ("act", act, acted)):
            shares = ", ".join(f"{n} {100 * np.mean(s > cut):.3f} %" for n, s in figures.items())
            print(f"{name} from {cut:.2f}: of communities not trained on {shares}; of OLID's offensive tweets "
                  f"{100 * np.mean(tweets[self.labels == 1] > cut):.1f} %, precision {np.mean(self.labels[tweets > cut]):.2f}")
        weights, bias = fit(list(chat), np.ones(len(self.labels), bool))
        shipped = abuse_model.read_back(*abuse_model.quantised(weights))
        talk = {name: chat[name] @ shipped + bias + allowance[self.contexts[name]] for name in chat}
        print("queued of communities trained on", {n: round(100 * float(np.mean(s > queue)), 3) for n, s in talk.items()})
        return (weights, bias, steep), float(queue), float(act)

    def hateful(self):
        insults, hate, held = (abuse_model.matrix(x, HATE_BITS) for x in (self.insults, self.hate, self.hate_held))
        talk = sparse.vstack([abuse_model.matrix(x[:4000], HATE_BITS) for x in self.chat.values()])
        named = (self.insult_labels == 0).astype(int)

        def fit(part):
            labels = np.r_[named[part], self.hate_labels, np.zeros(talk.shape[0], int)]
            weights = np.r_[np.where(named[part] == 1, 4.0, 0.5), np.full(len(self.hate_labels), 0.5), np.ones(talk.shape[0])]
            return abuse_model.logistic(sparse.vstack([insults[part], hate, talk]).tocsr(), labels, weights, 0.02)

        fold = np.random.default_rng(2).integers(0, FOLDS, len(named))
        scores = np.zeros(len(named))
        for one in range(FOLDS):
            weights, bias = fit(fold != one)
            scores[fold == one] = insults[fold == one] @ weights + bias
        cut, best = abuse_model.best_cut(named, scores)
        weights, bias = fit(np.ones(len(named), bool))
        guess = (held @ weights + bias > cut).astype(int)
        print(f"hate: macro F1 of Davidson's hate against the rest in {FOLDS} folds {best:.4f}, "
              f"on TweetEval's validation set {abuse_model.macro_f1(self.hate_held_labels, guess):.4f}")
        return (weights, bias, abuse_model.slope(named, scores, cut)), cut


def main():
    parser = argparse.ArgumentParser()
    for name in ("data", "vectors", "program", "out"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    training = Training(options.data, options.program, options.vectors)
    offensive, offensive_cut = training.offensive()
    queue, queue_cut, act_cut = training.queue()
    hate, hate_cut = training.hateful()
    words = abuse_model.lexicon(training.words)
    model = abuse_model.encode([offensive, queue, hate], (offensive_cut, queue_cut, act_cut, hate_cut), words)
    with open(options.out, "wb") as file:
        file.write(model)
    print(f"{options.out}: {len(model)} bytes, sha256 {hashlib.sha256(model).hexdigest()}")


if __name__ == "__main__":
    main()
