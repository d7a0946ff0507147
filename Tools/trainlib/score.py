"""The figures that a ranking is judged by."""
import numpy as np


def gold(task):
    place = {e["id"]: i for i, e in enumerate(task["entries"])}
    return np.array([place.get(i, -1) if i is not None else -1 for _, i in task["questions"]])


def with_margin(scores):
    """The best score and by how much it leads."""
    two = np.sort(scores, axis=1)[:, -2:]
    return two[:, 1] + (two[:, 1] - two[:, 0])


def figures(scores, task, sureness=None):
    """top-1 and reciprocal rank of questions in scope; separation of the others; share answered at a precision."""
    right = gold(task)
    inside = right >= 0
    every = np.arange(len(scores))
    first = scores.argmax(1)
    sure = scores[every, first] if sureness is None else sureness
    hit = (first == right) & inside
    own = scores[every, np.maximum(right, 0)]
    place = (scores > own[:, None]).sum(1) + 1
    out = {"top1": hit[inside].mean(), "mrr": (1 / place[inside]).mean()}
    if (~inside).any():
        order = np.concatenate([sure[inside], sure[~inside]])
        rank = np.empty(len(order))
        values, back, count = np.unique(order, return_inverse=True, return_counts=True)
        rank = (np.cumsum(count) - (count - 1) / 2)[back]
        n = inside.sum()
        out["auroc"] = (rank[:n].sum() - n * (n + 1) / 2) / (n * (~inside).sum())
    weight = np.where(inside, 1.0, task["weight"])
    order = np.argsort(-sure, kind="stable")
    share = np.cumsum((hit * weight)[order]) / np.cumsum(weight[order])
    for wanted in (0.95, 0.9):
        good = np.where(share >= wanted)[0]
        got = hit[order][: good[-1] + 1].sum() / inside.sum() if len(good) else 0.0
        out[f"at{round(wanted * 100)}"] = float(got)
    return out
