"""Features of the abuse models, how they are fitted, and the file that Sources/TextAnalysis/Abuse reads."""
import struct
import subprocess

import numpy as np
from scipy import sparse
from scipy.sparse.linalg import lsqr
from sklearn.linear_model import LogisticRegression

KINDS = ["profanity", "insult", "dehumanise", "gendered", "slur", "sexual", "violence", "identity", "person", "thing", "self",
         "ordinary", "friendly", "dismiss", "away", "other"]
SPREAD = np.uint32(2654435769)
STRETCH = 10.0
# What a score is raised by, by AbuseContext: none, ordinary, exclamation, swearing, oneself, thing, open, directed, slur.
ALLOWANCE = np.array([-5, -5, -9, -5, -9, -9, 0, 1, 1])
CLEAR = np.array([0, 0, 0, 0, 0, 0, 0, 1, 1], bool)


def features(program, words, texts, further=0):
    """Hashes of each text: `PROGRAM features abuse WORDS`, texts on standard input."""
    flat = [text.replace("\r", " ").replace("\n", "\u2028") for text in texts]
    data = ("\n".join(flat) + "\n").encode()
    out = subprocess.run(
        program.split() + ["features", "abuse", words], input=data, stdout=subprocess.PIPE, check=True).stdout
    numbers, at, found = np.frombuffer(out, "<u4"), 0, []
    for _ in texts:
        count = int(numbers[at])
        found.append(numbers[at + 1 : at + 1 + count + further])
        at += 2 + count
    assert at == len(numbers), "the program's features are of another kind"
    return found


def contexts(program, words, texts):
    """Whom the hostile words of each text are for (AbuseContext)."""
    return np.array([int(found[-1]) for found in features(program, words, texts, 1)])


def matrix(found, bits):
    """Counts in 2^bits places, divided by the root of how many features a text has."""
    places = [(hashes * SPREAD) >> np.uint32(32 - bits) for hashes in found]
    sizes = np.array([len(p) for p in places])
    values = np.repeat(STRETCH / np.sqrt(np.maximum(1, sizes)), sizes).astype(np.float32)
    made = sparse.csr_matrix(
        (values, np.concatenate(places).astype(np.int32), np.r_[0, np.cumsum(sizes)]), shape=(len(found), 1 << bits))
    made.sum_duplicates()
    return made


def logistic(rows, labels, weights, c):
    model = LogisticRegression(C=c, solver="liblinear").fit(rows, labels, sample_weight=weights)
    return model.coef_[0], float(model.intercept_[0])


def balanced(labels):
    return (len(labels) / 2 / np.bincount(labels))[labels]


def with_vectors(rows, vectors, scale=6.0):
    return sparse.hstack([rows, sparse.csr_matrix(vectors * scale)]).tocsr()


def student(rows, labels, vectors, other_rows, other_vectors, damp=5.0, own=0.3):
    """A linear model of the hashed features that repeats, on unlabelled texts too, what a teacher says that also has
    token vectors. The labels pull the teacher's figures of the labelled texts."""
    weights, bias = logistic(with_vectors(rows, vectors), labels, balanced(labels), 0.01)
    taught = with_vectors(rows, vectors) @ weights + bias
    taught = (1 - own) * taught + own * np.where(labels == 1, 1.5, -1.5)
    others = with_vectors(other_rows, other_vectors) @ weights + bias
    goal = np.r_[taught, others]
    root = np.sqrt(np.r_[np.full(len(taught), 2.0), np.full(len(others), 0.5)])
    mean = float(np.average(goal, weights=root**2))
    found = lsqr(sparse.diags(root) @ sparse.vstack([rows, other_rows]).tocsr(), root * (goal - mean), damp=damp, iter_lim=60)
    return found[0], mean


def macro_f1(labels, guesses):
    out = []
    for one in (0, 1):
        hits = np.sum((guesses == one) & (labels == one))
        out.append(2 * hits / max(1, np.sum(guesses == one) + np.sum(labels == one)))
    return float(np.mean(out))


def best_cut(labels, scores):
    cuts = np.quantile(scores, np.linspace(0.3, 0.95, 131))
    figures = [macro_f1(labels, (scores > cut).astype(int)) for cut in cuts]
    # The middle of what is as good as the best within .002: one cut alone is chance.
    good = [cut for cut, figure in zip(cuts, figures) if figure > max(figures) - 0.002]
    return float(np.median(good)), max(figures)


def slope(labels, scores, cut):
    """Of the logistic function, 0.5 at the cut, that fits how often the label holds."""
    steps = np.linspace(0.2, 6, 117)
    losses = [np.mean(np.log1p(np.exp(-np.where(labels == 1, 1, -1) * step * (scores - cut)))) for step in steps]
    return float(steps[int(np.argmin(losses))])


def quantised(weights):
    """Eight bits with a sign, squared when read: fine steps for the many small weights, room for the few large ones."""
    most = float(np.abs(weights).max())
    return most / 127**2, (np.sign(weights) * np.round(127 * np.sqrt(np.abs(weights) / most))).astype(np.int8)


def read_back(scale, table):
    wide = table.astype(np.float64)
    return wide * np.abs(wide) * scale


def word_hash(word):
    value = 0x811C9DC5
    for byte in word.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def lexicon(path):
    found = {}
    with open(path, encoding="utf8") as file:
        for line in file:
            name, *words = line.split() or ["#"]
            if name in KINDS:
                for word in words:
                    found[word_hash(word)] = found.get(word_hash(word), 0) | 1 << KINDS.index(name)
    return sorted(found.items())


def encode(models, cuts, words):
    """`models`: weights, bias and slope of offensive, queue and hate; `cuts`: offensive, queue, act, hate."""
    head = b"ABUS" + struct.pack("<II4f", 2, len(words), *cuts)
    body = b"".join(struct.pack("<IHH", value, kinds, 0) for value, kinds in words)
    tables = b""
    for weights, bias, steep in models:
        scale, table = quantised(weights)
        head += struct.pack("<Ifff", int(np.log2(len(weights))), scale * STRETCH, bias, steep)
        tables += table.tobytes()
    return head + body + tables
