"""The ranker's mixture: weights by softmax regression over the entries, certainty by logistic regression."""
import numpy as np
import scipy.optimize
from sklearn.linear_model import LogisticRegression

from .pieces import words
from .score import gold

PENALTY = 2e-4


def share(task):
    """As QuestionRanker.answerShare: one and a half times the share of the words that stand in answers."""
    count = lambda texts: sum(len(words(t)) for t in texts)
    told = count(e["answer"] for e in task["entries"])
    asked = count(t for e in task["entries"] for t in [e["heading"]] + e["phrasings"])
    return min(1.0, 1.5 * told / max(1, told + asked))


def fit(tasks, width):
    """Weights, none below zero, that make the right entry likely; every task counts the same."""
    parts = []
    for task in tasks:
        right = gold(task)
        inside = right >= 0
        parts.append((task["features"][inside][:, :, :width].astype(np.float64), right[inside]))

    def loss(w):
        total, slope = 0.0, np.zeros(width)
        for x, right in parts:
            z = x @ w
            z -= z.max(1, keepdims=True)
            p = np.exp(z)
            p /= p.sum(1, keepdims=True)
            every = np.arange(len(right))
            total -= np.log(p[every, right] + 1e-12).mean()
            slope -= (x[every, right] - np.einsum("qe,qef->qf", p, x)).mean(0)
        return total / len(parts) + PENALTY * (w @ w) / 2, slope / len(parts) + PENALTY * w

    options = {"maxiter": 100}
    found = scipy.optimize.minimize(loss, np.full(width, 3.0), jac=True, method="L-BFGS-B",
                                    bounds=[(0, None)] * width, options=options)
    return np.concatenate([found.x, np.zeros(6 - width)])


def learn(tasks):
    return {"phrased": fit([t for t in tasks if t["kind"] == "phrased"], 4),
            "answered": fit([t for t in tasks if t["kind"] == "answered"], 6)}


def scores(task, weights):
    part = share(task)
    return task["features"] @ (weights["phrased"] * (1 - part) + weights["answered"] * part)


def signs(task, scores):
    """As RankModel.signs."""
    every = np.arange(len(scores))
    order = np.argsort(-scores, axis=1)[:, :2]
    first, best, second = order[:, 0], scores[every, order[:, 0]], scores[every, order[:, 1]]
    features = task["features"][every, first]
    cosine = np.maximum(features[:, 2], features[:, 4])
    margin = np.minimum(best - second, 4)
    return np.stack([best, margin, task["coverage"], cosine, np.ones(len(best))], axis=1)


def certainty(tasks, weights):
    """Whether the first entry is right; every task counts the same."""
    xs, ys, ws = [], [], []
    for task in tasks:
        z = scores(task, weights)
        right = gold(task)
        xs.append(signs(task, z)[:, :-1])
        ys.append((z.argmax(1) == right) & (right >= 0))
        w = np.where(right >= 0, 1.0, task["weight"])
        ws.append(w / w.sum() * 1000)
    x, y, w = np.concatenate(xs), np.concatenate(ys), np.concatenate(ws)
    mean, spread = x.mean(0), x.std(0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=1000).fit((x - mean) / spread, y, sample_weight=w)
    slope = model.coef_[0] / spread
    return np.concatenate([slope, [model.intercept_[0] - slope @ mean]])


def threshold(tasks, weights, certainty):
    """The lowest confidence at which nine in ten answers are right, on the mean over tasks; in steps of .01."""
    for step in range(50, 99):
        shares = []
        for task in tasks:
            z = scores(task, weights)
            sure = 1 / (1 + np.exp(-(signs(task, z) @ certainty)))
            given = sure >= step / 100
            right = gold(task)
            weight = np.where(right >= 0, 1.0, task["weight"])
            if given.sum() >= 20:
                shares.append(((z.argmax(1) == right) * weight)[given].sum() / weight[given].sum())
        if np.mean(shares) >= 0.9:
            return step / 100
    return 0.99
