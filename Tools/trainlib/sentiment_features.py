"""Features of texts as the program finds them, and vectors of words."""
import struct
import subprocess
import unicodedata

import numpy as np
from scipy import sparse

DENSE = 32
SPECIAL = (0x6C696E6B00000003, 0x6D656E7400000005, 0x6E756D6200000007, 0x636F646500000009)


class Program:
    """The built program: `command` and then `features sentiment TABLE` or `features sentiment-words`."""

    def __init__(self, command):
        self.command = command.split()

    def _ask(self, arguments, texts):
        lines = [text.replace("\r", " ").replace("\n", "\u2028") for text in texts]
        data = ("\n".join(lines) + "\n").encode("utf-8")
        return subprocess.run(self.command + arguments, input=data, stdout=subprocess.PIPE, check=True).stdout

    def hashes(self, words):
        """Hash and count of tokens of each word."""
        lines = self._ask(["features", "sentiment-words"], words).decode().split("\n")
        return [tuple(map(int, line.split())) for line in lines if line]

    def features(self, texts, table):
        """Ids of words, pairs and runs with how many each text has, and the dense features."""
        data = np.frombuffer(self._ask(["features", "sentiment", table], texts), "<u4")
        at, ids, counts, dense = 0, ([], [], []), ([], [], []), []
        for _ in texts:
            for group in range(3):
                count = int(data[at])
                ids[group].append(data[at + 1 : at + 1 + count])
                counts[group].append(count)
                at += 1 + count
            dense.append(data[at : at + DENSE].view("<f4"))
            at += DENSE
        assert at == len(data), "the program's features are of another kind"
        return [np.concatenate(part) for part in ids], [np.array(part) for part in counts], np.array(dense)


def listed(value):
    """The 31 bits of a hash by which a listing names a word."""
    return (value ^ value >> 32) & 0x7FFFFFFF


def counted(ids, counts, columns):
    matrix = sparse.csr_matrix(
        (np.ones(len(ids), np.float32), ids.astype(np.int64), np.r_[0, np.cumsum(counts)]), shape=(len(counts), columns))
    matrix.sum_duplicates()
    return matrix


class Vectors:
    """A table of vectors of BERT's word pieces ("NBST": u32 version, rows, dimensions, bytes of the vocabulary; the
    vocabulary, one piece per line; f16 scale and then int8 values per row)."""

    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        _, rows, self.size, length = struct.unpack_from("<IIII", data, 4)
        names = data[20 : 20 + length].decode().split("\n")
        self.rows = {name: index for index, name in enumerate(names)}
        scales = np.frombuffer(data, "<f2", rows, 20 + length).astype(np.float32)
        values = np.frombuffer(data, np.int8, rows * self.size, 20 + length + 2 * rows).reshape(rows, self.size)
        self.table = values * scales[:, None]

    def of(self, word):
        """The sum of the vectors of a word's pieces, the longest piece first; 0 for a word that cannot be read."""
        plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
        out, part = np.zeros(self.size, np.float32), ""
        for char in plain + " ":
            if char.isalnum():
                part += char
                continue
            out += self._read(part)
            if char in self.rows and not char.isspace():
                out += self.table[self.rows[char]]
            part = ""
        return out

    def _read(self, part):
        out, start = np.zeros(self.size, np.float32), 0
        while start < len(part):
            head, end = "##" if start else "", len(part)
            while end > start and head + part[start:end] not in self.rows:
                end -= 1
            if end == start:
                return np.zeros(self.size, np.float32)
            out += self.table[self.rows[head + part[start:end]]]
            start = end
        return out
