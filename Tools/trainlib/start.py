"""What the training begins with: an earlier table of the same teacher, and the axes that it looks along."""
import struct

import numpy as np

from . import distill, pieces


def earlier(path):
    """Names and rows of a table in the form NBST: vocabulary, half precision scales, signed bytes."""
    with open(path, "rb") as file:
        raw = file.read()
    _, count, width, size = struct.unpack("<IIII", raw[4:20])
    names = raw[20 : 20 + size].decode("utf8").split("\n")
    scale = np.frombuffer(raw, np.float16, count, 20 + size).astype(np.float32)
    rows = np.frombuffer(raw, np.int8, count * width, 20 + size + 2 * count).reshape(count, width)
    return names, rows.astype(np.float32) * scale[:, None]


def rows(path, names):
    """A row for each name: the earlier one, or for a new word the sum of its earlier pieces."""
    old, vectors = earlier(path)
    place = {name: i for i, name in enumerate(old)}
    reader = pieces.Pieces([n for n in old if n.isascii()])
    made = [
        vectors[place[n]] if n in place else sum(vectors[place[reader.names[r]]] for r in reader.read(n))
        for n in names
    ]
    return np.ascontiguousarray(np.stack(made), np.float32)


def axes(table, bags, teacher):
    """The linear map from the teacher's space to the table's that fits the sentences best (ridge regression)."""
    width = teacher.shape[1]
    square, cross = np.eye(width, dtype=np.float32), np.zeros((width, table.shape[1]), np.float32)
    for k in range(0, len(bags), 10000):
        y = teacher[k : k + 10000].astype(np.float32)
        square += y.T @ y
        cross += y.T @ distill.embed(table, bags[k : k + 10000])
    return np.linalg.solve(square, cross).astype(np.float32)
