"""The unlabelled sentences that the token vectors are distilled from.

Only training splits and chat are read; what the ranker is developed on (CLINC validation, HINT3 test,
course questions, the NLU evaluation corpora, HWU64 validation) is left out, so that its figures stay honest.
"""
import csv
import glob
import json
import random
import re

# The most sentences that each source gives, drawn with a fixed seed.
CAPS = {
    "clinc": 15100, "banking": 10003, "hwu": 9000, "hint3": 600, "faq": 3000, "zulip": 45000, "slack": 45000,
    "irc": 25000, "tweets": 25000, "stackoverflow": 5000, "reviews": 6000, "examples": 24000, "glosses": 20000,
    "lemmas": 10000,
}


def lines(path):
    with open(path, encoding="utf8", errors="replace") as file:
        return file.read().rstrip("\n").split("\n")


def rows(path):
    with open(path, encoding="utf8", errors="replace", newline="") as file:
        return list(csv.reader(file))[1:]


def messages(pattern):
    for path in sorted(glob.glob(pattern)):
        for line in lines(path):
            if line.strip():
                yield json.loads(line)["text"]


def sentences(texts):
    """Cuts messages into sentences of 3 to 30 words that are mostly letters, without links, code and mentions."""
    for text in texts:
        text = re.sub(r"https?://\S+|http\b", " ", text)
        text = re.sub(r"```.*?```|`[^`]*`", " ", text, flags=re.S)
        text = re.sub(r"<[@#!:][^>]*>|@\S+|\[code\]|\[math\]|:[a-z_]+:|<[^>]*>", " ", text)
        for part in re.split(r"(?<=[.!?])\s+|\n+", text):
            part = re.sub(r"\s+", " ", part).strip()
            letters = sum(c.isalpha() for c in part)
            if 3 <= len(part.split()) <= 30 and letters >= 0.7 * len(part.replace(" ", "")):
                yield part


def irc(data):
    for path in sorted(glob.glob(f"{data}/irc_ubuntu/train/*.raw.txt")):
        for line in lines(path):
            if "> " in line:
                yield re.sub(r"^\[[^\]]*\] <[^>]*>\s*(\S+[:,])?", "", line)


def tweets(data):
    for line in lines(f"{data}/tweeteval/sentiment/train_recon.tsv"):
        yield line.split("\t", 1)[-1]
    for task in ("offensive", "emotion", "irony"):
        yield from lines(f"{data}/tweeteval/{task}/train_text.txt")


def stackoverflow(data):
    for line in lines(f"{data}/senti4sd/train3098itemPOLARITY.csv"):
        fields = line.split(";", 2)
        if len(fields) == 3:
            yield fields[2].strip('"')


def wordnet(folder):
    """Glosses, examples and lemmas of WordNet, the commonest words first."""
    counts = {}
    for line in lines(f"{folder}/cntlist.rev"):
        key, _, count = line.split()[:3]
        lemma = key.split("%")[0]
        counts[lemma] = counts.get(lemma, 0) + int(count)
    glosses, examples, lemmas = set(), [], set()
    for part in ("noun", "verb", "adj", "adv"):
        for line in open(f"{folder}/data.{part}", encoding="latin1"):
            if line[0] == " ":
                continue
            head, _, gloss = line.partition(" | ")
            fields = head.split()
            words = [re.sub(r"\(.*?\)", "", fields[4 + 2 * i]).lower() for i in range(int(fields[3], 16))]
            weight = max(counts.get(w, 0) for w in words)
            examples += [e for e in re.findall(r'"([^"]+)"', gloss) if 3 <= len(e.split()) <= 25]
            plain = re.sub(r';?\s*"[^"]*"[^;]*', "", gloss.strip()).split(";")[0].strip(" ()")
            if weight >= 1 and 2 <= len(plain.split()) <= 25:
                glosses.add((weight, words[0].replace("_", " ") + ": " + plain))
            lemmas |= {(counts[w], w.replace("_", " ")) for w in words if counts.get(w, 0) >= 1}
    ranked = lambda pairs: [text for _, text in sorted(pairs, reverse=True)]
    return ranked(glosses)[: CAPS["glosses"]], sorted(set(examples)), ranked(lemmas)[: CAPS["lemmas"]]


def lemmas(folder):
    """Every word of WordNet."""
    found = set()
    for part in ("noun", "verb", "adj", "adv"):
        found |= {line.split()[0] for line in open(f"{folder}/index.{part}", encoding="latin1") if line[0] != " "}
    return found


def course(data):
    for entry in json.load(open(f"{data}/community_faq/entries.json", encoding="utf8")):
        yield entry["question"]
        yield entry["section"]
        yield from sentences([entry["text"]])


def sources(data, folder):
    clinc = json.load(open(f"{data}/clinc150/data_dev.json", encoding="utf8"))
    glosses, examples, lemmas = wordnet(folder)
    return {
        "clinc": [t for t, _ in clinc["train"] + clinc["oos_train"]],
        "banking": [r[0] for r in rows(f"{data}/banking77/train.csv")],
        "hwu": lines(f"{data}/hwu64/train/seq.in"),
        "hint3": [r[0] for r in rows(f"{data}/hint3/train_powerplay11_train.csv")],
        "faq": list(course(data)),
        "zulip": list(sentences(messages(f"{data}/zulip_lean/*.jsonl"))),
        "slack": list(sentences(messages(f"{data}/slack_chats/*.jsonl"))),
        "irc": list(sentences(irc(data))),
        "tweets": list(sentences(tweets(data))),
        "stackoverflow": list(sentences(stackoverflow(data))),
        "reviews": [line.split("\t")[0] for line in lines(f"{data}/sst2/train.tsv")],
        "examples": examples, "glosses": glosses, "lemmas": lemmas,
    }


def read(data, folder):
    """All sentences, without doubles: the short sources first, then the rest shuffled with a fixed seed."""
    dice = random.Random(1)
    first, rest = [], []
    for name, texts in sources(data, folder).items():
        texts = list(dict.fromkeys(" ".join(t.split()) for t in texts if len(t.strip()) > 2))
        dice.shuffle(texts)
        (first if name in ("clinc", "banking", "hwu", "hint3", "faq") else rest).extend(texts[: CAPS[name]])
        print(f"{name}: {len(texts)} sentences, {min(len(texts), CAPS[name])} taken", flush=True)
    dice.shuffle(rest)
    return list(dict.fromkeys(first + rest))
