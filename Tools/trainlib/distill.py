"""Learns a table of token vectors whose sum, made a unit vector, stands as close to others as the teacher's does."""
import numpy as np

RATE, BATCH, SHARP = 2e-3, 512, 15.0


def unit(x):
    return x / np.maximum(1e-9, np.linalg.norm(x, axis=1, keepdims=True))


def softmax(x):
    x = np.exp(x - x.max(axis=1, keepdims=True))
    return x / x.sum(axis=1, keepdims=True)


def embed(table, bags):
    return unit(sums(table, bags))


def sums(table, bags):
    flat = np.concatenate([np.asarray(b) for b in bags])
    starts = np.cumsum([0] + [len(b) for b in bags[:-1]])
    return np.add.reduceat(table[flat], starts, axis=0)


def gradient(table, bags, goal, near):
    """The loss of one batch and its slope per bag.

    Three parts: distance to the teacher's vector, squared error of all pairs of cosines, and the divergence of
    the softmax over the batch's other sentences. goal: teacher projected; near: the teacher's cosines.
    """
    raw = sums(table, bags)
    norm = np.maximum(1e-6, np.linalg.norm(raw, axis=1, keepdims=True))
    s = raw / norm
    n = len(s)
    pairs = s @ s.T
    off = 1 - np.eye(n, dtype=np.float32)
    ours, theirs = softmax(np.where(off > 0, pairs * SHARP, -1e4)), softmax(np.where(off > 0, near * SHARP, -1e4))
    slope = 20 * (pairs - near) / n**2 + SHARP / n * (ours - theirs) * off
    slope = (slope + slope.T) @ s - goal / n
    loss = (1 - (s * goal).sum(1)).mean() + 10 * ((pairs - near) ** 2).mean()
    loss += (theirs * (np.log(theirs + 1e-12) - np.log(ours + 1e-12))).sum() / n
    return loss, (slope - s * (s * slope).sum(1, keepdims=True)) / norm


def agreement(table, bags, teacher):
    """Pearson's r between our cosines and the teacher's over all pairs of the held-out sentences."""
    s = embed(table, bags)
    above = np.triu_indices(len(s), 1)
    return float(np.corrcoef((s @ s.T)[above], (teacher @ teacher.T)[above])[0, 1])


def train(table, bags, teacher, axes, epochs, seed=0, say=print):
    """Adam with a linearly falling rate. The last 2,000 of a fixed shuffle are held out to be measured."""
    order = np.random.RandomState(seed).permutation(len(bags))
    hold, rest = order[:2000], order[2000:]
    held, target = [bags[i] for i in hold], teacher[hold].astype(np.float32)
    say(f"start: agreement {agreement(table, held, target):.4f}")
    mean, square = np.zeros_like(table), np.zeros_like(table)
    steps, step = len(rest) // BATCH * epochs, 0
    for epoch in range(epochs):
        mixed, total = np.random.RandomState(seed + epoch + 1).permutation(rest), 0.0
        for k in range(len(rest) // BATCH):
            chosen = mixed[k * BATCH : (k + 1) * BATCH]
            t = teacher[chosen].astype(np.float32)
            batch = [bags[i] for i in chosen]
            loss, slope = gradient(table, batch, unit(t @ axes), t @ t.T)
            total += loss
            flat = np.concatenate([np.asarray(b) for b in batch])
            rows, place = np.unique(flat, return_inverse=True)
            spread = np.repeat(slope, [len(b) for b in batch], axis=0)
            grad = np.zeros((len(rows), table.shape[1]), np.float32)
            np.add.at(grad, place, spread)
            step += 1
            adam(table, mean, square, rows, grad, RATE * max(0.03, 1 - step / steps))
        say(f"epoch {epoch}: loss {total / max(1, k + 1):.4f}, agreement {agreement(table, held, target):.4f}")
    return table


def adam(table, mean, square, rows, grad, rate):
    """One step of Adam on the rows that the batch holds (lazy: the others rest)."""
    mean[rows] = 0.9 * mean[rows] + 0.1 * grad
    square[rows] = 0.99 * square[rows] + 0.01 * grad * grad
    table[rows] -= rate * mean[rows] / (np.sqrt(square[rows]) + 1e-8)
