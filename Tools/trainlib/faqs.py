"""FAQs with labelled questions that the ranker is developed on, made from training and development splits alone.

A task is {"name", "family", "kind", "entries", "questions"}; an entry {"id", "heading", "phrasings", "answer",
"tags"}; a question (text, id), where id is None when no entry answers it. `weight` says how much a question out of
scope counts, so that their share is that of the official test sets.
"""
import csv
import glob
import html
import json
import random
import re

from .corpus import lines, rows


def samples(pairs, k, seed):
    """k phrasings per label."""
    by = {}
    for text, label in pairs:
        by.setdefault(label, []).append(text)
    dice = random.Random(seed)
    return {label: dice.sample(by[label], min(k, len(by[label]))) for label in sorted(by)}


def task(name, kind, entries, questions, weight=1.0):
    family = re.sub(r"(-oos|-typos|-more|-\d+)+$", "", name)
    return {"name": name, "family": family, "kind": kind, "entries": entries, "questions": questions, "weight": weight}


def phrased(by):
    return [{"id": i, "heading": "", "phrasings": p, "answer": "", "tags": []} for i, p in by.items()]


def answered(id, heading, answer, tags=(), phrasings=()):
    return {"id": id, "heading": heading, "phrasings": list(phrasings), "answer": answer, "tags": list(tags)}


def plain(text):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


class Data:
    def __init__(self, folder):
        self.folder = folder
        clinc = json.load(open(f"{folder}/clinc150/data_dev.json", encoding="utf8"))
        self.clinc, self.clinc_val = clinc["train"], clinc["val"]
        self.others = [text for text, _ in clinc["oos_val"] + clinc["oos_train"]]
        self.banking = [(r[0], r[1]) for r in rows(f"{folder}/banking77/train.csv")]
        read = lambda part, file: lines(f"{folder}/hwu64/{part}/{file}")
        self.hwu = list(zip(read("train", "seq.in"), read("train", "label")))
        self.hwu_val = list(zip(read("valid", "seq.in"), read("valid", "label")))
        names = ("AskUbuntu", "WebApplications")
        self.sites = [json.load(open(f"{folder}/nlu_eval_corpora/{n}Corpus.json"))["sentences"] for n in names]

    def clinc_task(self, k, seed):
        questions = random.Random(seed + 77).sample(self.clinc_val, 1500) + [(t, None) for t in self.others]
        by = samples(self.clinc, k, seed)
        return task(f"clinc-{k}", "phrased", phrased(by), questions, 1500 * 1000 / 4500 / 200)

    def banking_task(self, k, seed):
        by = samples(self.banking, k, seed)
        used = {t for texts in by.values() for t in texts}
        rest = random.Random(seed + 5).sample([p for p in self.banking if p[0] not in used], 1500)
        return task(f"banking-{k}", "phrased", phrased(by), rest + [(t, None) for t in self.others], 2.5)

    def banking_hidden(self, k, seed):
        """27 of the intents have no entry: questions of the same field that the FAQ does not cover."""
        labels = sorted({label for _, label in self.banking})
        random.Random(seed + 9).shuffle(labels)
        by = samples([p for p in self.banking if p[1] not in labels[:27]], k, seed)
        used = {t for texts in by.values() for t in texts}
        rest = random.Random(seed + 10).sample([p for p in self.banking if p[0] not in used], 1500)
        return task(f"banking-{k}-oos", "phrased", phrased(by), [(t, l if l in by else None) for t, l in rest])

    def hwu_task(self, k, seed):
        labels = sorted({label for _, label in self.hwu})
        random.Random(seed).shuffle(labels)
        by = samples([p for p in self.hwu if p[1] not in labels[: len(labels) // 4]], k, seed)
        return task(f"hwu-{k}", "phrased", phrased(by), [(t, l if l in by else None) for t, l in self.hwu_val])

    def bot_task(self):
        by = {}
        for row in rows(f"{self.folder}/hint3/train_powerplay11_train.csv"):
            by.setdefault(row[1], []).append(row[0])
        test = rows(f"{self.folder}/hint3/test_powerplay11_test.csv")
        return task("powerplay", "phrased", phrased(by), [(r[0], r[1] if r[1] in by else None) for r in test])

    def site_intents(self):
        by, questions = {}, []
        for sentence in self.sites[0] + self.sites[1]:
            label = None if sentence["intent"] == "None" else sentence["intent"]
            if sentence["training"] and label:
                by.setdefault(label, []).append(sentence["text"])
            elif not sentence["training"]:
                questions.append((sentence["text"], label))
        return task("nlu", "phrased", phrased(by), questions)

    def site_answers(self):
        found = [s for s in self.sites[0] + self.sites[1] if s.get("answer") and s["answer"].get("text")]
        entries = [answered(str(i), "", plain(s["answer"]["text"])) for i, s in enumerate(found)]
        questions = [(s["text"], str(i)) for i, s in enumerate(found)]
        return task("sites", "answered", entries, questions + [(t, None) for t in self.others[:60]]), found

    def course_tasks(self):
        raw = json.load(open(f"{self.folder}/community_faq/entries.json", encoding="utf8"))
        asked = [(r[0], r[2]) for r in rows(f"{self.folder}/community_faq/questions.csv")]
        entries = [answered(e["id"], e["question"], e["text"], [e["section"]]) for e in raw]
        strange = [(s["text"], None) for s in self.sites[0] + self.sites[1]]
        others = [(t, None) for t in self.others[:100]]
        yield task("course", "answered", entries, asked + strange + others)
        extra, found = self.site_answers()[0]["entries"], self.site_answers()[1]
        more = [dict(e, id="site" + e["id"], heading=s["text"]) for e, s in zip(extra, found)]
        yield task("course-more", "answered", entries + more, asked + others, 3.0)
        by = {}
        for text, id in asked:
            by.setdefault(id, []).append(text)
        for k in (2, 4):
            told = [dict(e, phrasings=by.get(e["id"], [])[:k]) for e in entries]
            asked = [(t, i) for i, v in by.items() for t in v[k:]]
            yield task(f"course-{k}", "both", told, asked + others, 2.0 / k)

    def threads(self, name):
        """Chat threads as entries: the topic is the heading, the replies are the answer, the first message asks."""
        groups = {}
        for path in sorted(glob.glob(f"{self.folder}/{name}/*.jsonl")):
            for line in lines(path):
                message = json.loads(line)
                key = (path, message.get("stream"), message.get("topic"), message.get("conv"))
                groups.setdefault(key, []).append(message["text"])
        found = []
        for key, texts in groups.items():
            topic = (key[2] or "").lstrip("✔ ")
            question = asks(texts[0])
            answer = " ".join(" ".join(tidy(t) for t in texts[1:6]).split()[:150])
            if question and len(texts) > 2 and len(answer.split()) >= 25 and not topic.startswith(("(no", "general")):
                found.append((topic, question, answer))
        random.Random(1).shuffle(found)
        entries = [answered(str(i), t, a) for i, (t, _, a) in enumerate(found[:400])]
        questions = [(q, str(i)) for i, (_, q, _) in enumerate(found[:400])]
        return task(name, "answered", entries, questions + [(t, None) for t in self.others], 0.4)


def tidy(text):
    return " ".join(re.sub(r"\[code\]|\[math\]|@\S+|<[@#!][^>]*>", " ", text).split())


def asks(text):
    """The first sentence of 6 to 30 words that ends with a question mark."""
    for sentence in re.split(r"(?<=[.!?])\s+|\n+", tidy(text)):
        if sentence.endswith("?") and 6 <= len(sentence.split()) <= 30:
            return sentence
    return None


def mistyped(base):
    """The same task with one wrong key in a short question and two in a longer one."""
    dice = random.Random(5)

    def slip(text):
        words = text.split()
        for _ in range(1 if len(words) < 7 else 2):
            long = min(4, max(map(len, words)))
            i = dice.choice([k for k, w in enumerate(words) if len(w) >= long])
            w = words[i]
            j = dice.randrange(1, len(w)) if len(w) > 1 else 0
            kind = dice.randrange(4)
            if kind == 0:
                w = w[:j] + w[j + 1 :]
            elif kind == 1 and j:
                w = w[: j - 1] + w[j] + w[j - 1] + w[j + 1 :]
            elif kind == 2:
                w = w[:j] + dice.choice("aeionrst") + w[j + 1 :]
            else:
                w = w[:j] + w[j : j + 1] + w[j:]
            words[i] = w or words[i]
        return " ".join(words)

    questions = [(slip(t) if i else t, i) for t, i in base["questions"]]
    return dict(base, name=base["name"] + "-typos", questions=questions)


def development(folder):
    data = Data(folder)
    clinc, banking, bot = data.clinc_task(5, 0), data.banking_task(5, 0), data.bot_task()
    course = list(data.course_tasks())
    return [
        clinc, data.clinc_task(1, 0), data.clinc_task(3, 1), data.clinc_task(10, 2), banking, data.banking_task(3, 1),
        data.banking_task(10, 2), data.banking_hidden(5, 0), data.hwu_task(5, 0), data.hwu_task(3, 1), bot,
        data.site_intents(), mistyped(clinc), mistyped(banking), mistyped(bot), *course, mistyped(course[0]),
        data.site_answers()[0], data.threads("zulip_lean"), data.threads("slack_chats"),
    ]
