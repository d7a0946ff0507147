"""The vocabulary of the token vectors and the greedy longest-match reading of words into its pieces."""
import re
import unicodedata
from collections import Counter


def words(text):
    """Lower case, accents off, runs of letters and digits: what TermReader.swift gives for ASCII texts."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return re.findall(r"[a-z0-9]+", re.sub(r"'s\b", " ", plain.encode("ascii", "ignore").decode()))


class Pieces:
    """Rows by name; a piece within a word starts with `##`, as in BERT's vocabulary."""

    def __init__(self, names):
        self.names = names
        self.rows = {name: i for i, name in enumerate(names)}
        self.longest = max(len(n) for n in names)
        self.known = {}

    def read(self, word):
        """The rows of a word, the longest piece first; a letter without a row is passed over."""
        if word in self.known:
            return self.known[word]
        out, i = [], 0
        while i < len(word) and i < 64:
            head = "##" if i else ""
            j = min(len(word), i + self.longest)
            while j > i and head + word[i:j] not in self.rows:
                j -= 1
            if j > i:
                out.append(self.rows[head + word[i:j]])
            i = max(j, i + 1)
        self.known[word] = out
        return out

    def rows_of(self, text):
        return [row for word in words(text) for row in self.read(word)]


def choose(vocabulary, texts, lemmas, size):
    """MiniLM's ASCII pieces and the commonest words of the corpus that they would cut apart.

    Of the whole words, those that neither the corpus nor WordNet knows give way until `size` rows are left.
    """
    old = [v for v in vocabulary if re.fullmatch(r"(##)?[a-z0-9]+", v)]
    reader = Pieces(old)
    counts = Counter()
    for text in texts:
        counts.update(set(words(text)))
    split = [w for w in counts if len(w) > 2 and not w.isdigit() and counts[w] >= 7 and len(reader.read(w)) > 1]
    added = sorted(split, key=lambda w: (-counts[w], w))
    used = Counter(row for word in counts for row in reader.read(word))
    idle = [v for v in old if not v.startswith("##") and len(v) > 1 and not v.isdigit()
            and v not in lemmas and used[reader.rows[v]] == 0]
    spare = len(old) + len(added) - size
    dropped = set(idle[::-1][: max(0, spare)])
    kept = [v for v in old if v not in dropped]
    print(f"rows: {len(old)} of MiniLM's are ASCII, {len(dropped)} of {len(idle)} idle ones dropped, "
          f"{min(len(added), size - len(kept))} of {len(added)} words added")
    return (kept + added)[:size]
