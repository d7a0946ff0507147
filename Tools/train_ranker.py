"""Learns the weights of the question ranker and its certainty: Sources/TextAnalysis/Questions/RankWeights.swift.

Run by hand, never at build time, on one thread, after a change of the vectors or of what the ranker measures:
  OMP_NUM_THREADS=1 python3 Tools/train_ranker.py --shared ../shared --program "botrun text" \
      [--teacher FOLDER] [--out Sources/TextAnalysis/Questions/RankWeights.swift]
The features come from the built program alone: PROGRAM features rank TASK.json OUT.bin reads
{"entries": [{"id", "heading", "phrasings", "answer", "tags"}], "questions": [text]} and writes, per question, six
32-bit floats for each entry (RankFeatures.values) and the coverage. With --teacher (the model folder of
train_vectors.py) all-MiniLM-L6-v2 is measured on the same questions of some tasks.
"""
import argparse
import hashlib
import json
import os
import shlex
import subprocess
import tempfile

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from trainlib import faqs, mixture, score

# Where the sentence model is measured too; it needs a minute for these.
COMPARED = ("clinc-5", "banking-5", "hwu-5", "powerplay", "course")

HEAD = """// Written by Tools/train_ranker.py.

/// What was learned; see docs/models/ranker.md.
enum RankWeights {
"""


def measured(program, task):
    """Per question and entry six features, and per question the coverage."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = os.path.join(folder, "task.json"), os.path.join(folder, "out.bin")
        with open(source, "w") as file:
            json.dump({"entries": task["entries"], "questions": [t for t, _ in task["questions"]]}, file)
        subprocess.run(shlex.split(program) + ["features", "rank", source, target], check=True)
        flat = np.fromfile(target, np.float32).reshape(len(task["questions"]), -1)
    return flat[:, :-1].reshape(len(flat), len(task["entries"]), 6), flat[:, -1]


def teacher_scores(folder, task):
    """Cosines of the sentence model: the greatest over phrasings, or the mean of heading and of heading and answer."""
    from trainlib.teacher import Teacher

    model = teacher_scores.model = getattr(teacher_scores, "model", None) or Teacher(folder)
    questions = model.embed([t for t, _ in task["questions"]])
    out = np.full((len(questions), len(task["entries"])), -1.0)
    owners = [(i, t) for i, e in enumerate(task["entries"]) for t in [e["heading"]] + e["phrasings"] if t]
    if owners:
        cosines = questions @ model.embed([t for _, t in owners]).T
        for k, (i, _) in enumerate(owners):
            out[:, i] = np.maximum(out[:, i], cosines[:, k])
    told = [i for i, e in enumerate(task["entries"]) if e["answer"]]
    if told:
        texts = [task["entries"][i]["heading"] + " " + task["entries"][i]["answer"] for i in told]
        whole = questions @ model.embed(texts, longest=256).T
        best = out[:, told]
        out[:, told] = np.where(best > -1, (best + whole) / 2, whole)
    return out


def report(name, task, scores, sureness=None):
    figures = score.figures(scores, task, sureness)
    print(f"  {name:22s}" + "  ".join(f"{k} {v:.3f}" for k, v in figures.items()), flush=True)
    return figures


def held_out(tasks):
    """Each task judged by weights and certainty learned on the other families."""
    for item in tasks:
        rest = [t for t in tasks if t["family"] != item["family"]]
        weights = mixture.learn(rest)
        certainty = mixture.certainty(rest, weights)
        scores = mixture.scores(item, weights)
        print(f"{item['name']}: {len(item['entries'])} entries, {len(item['questions'])} questions")
        report("BM25 (words alone)", item, item["features"][:, :, 0])
        if "teacher" in item:
            report("MiniLM", item, item["teacher"])
            report("MiniLM, with margin", item, item["teacher"], score.with_margin(item["teacher"]))
        report("ranker", item, scores, mixture.signs(item, scores) @ certainty)


def shown(values):
    return "[" + ", ".join(f"{float(v):.3f}" for v in values) + "]"


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--shared", required=True)
    args.add_argument("--program", required=True, help="the built program, such as \"botrun text\"")
    args.add_argument("--teacher")
    args.add_argument("--out", default="Sources/TextAnalysis/Questions/RankWeights.swift")
    args = args.parse_args()
    tasks = faqs.development(os.path.join(args.shared, "data"))
    for item in tasks:
        item["features"], item["coverage"] = measured(args.program, item)
        if args.teacher and item["name"] in COMPARED:
            item["teacher"] = teacher_scores(args.teacher, item)
    held_out(tasks)
    weights = mixture.learn(tasks)
    certainty = mixture.certainty(tasks, weights)
    threshold = mixture.threshold(tasks, weights, certainty)
    text = HEAD + f"  static let phrased: [Float] = {shown(weights['phrased'])}\n"
    text += f"  static let answered: [Float] = {shown(weights['answered'])}\n"
    text += f"  static let certainty: [Float] = {shown(certainty)}\n  static let threshold: Float = {threshold:.2f}\n}}\n"
    with open(args.out, "w") as file:
        file.write(text)
    print(text, hashlib.sha256(text.encode()).hexdigest(), args.out)


if __name__ == "__main__":
    main()
