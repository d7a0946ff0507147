#!/usr/bin/env python3
"""Writes Tools/data/sentiment-lexicon.tsv: words, emoji and emoticons with figures from -4 to 4, what they do to their
neighbours, and where each figure comes from.

    python3 Tools/make_sentiment_lexicon.py VADER Tools/data/sentiment-lexicon.tsv

VADER is the folder of the package vaderSentiment 3.3.2 (MIT, C. Hutto): the mean of ten people's ratings of a word is a
fact that is carried over. An emoji has the sum of the figures of the words that describe it there. The lists of
negators and so on are our own.
"""
import hashlib
import re
import sys

NEGATORS = """not no never none nobody nothing neither nor nowhere without cannot cant dont doesnt didnt wont wouldnt
shouldnt couldnt isnt arent wasnt werent aint havent hasnt hadnt mustnt neednt don't doesn't didn't won't wouldn't
shouldn't couldn't isn't aren't wasn't weren't ain't haven't hasn't hadn't can't mustn't needn't n't lack lacks lacked
lacking hardly scarcely barely rarely seldom"""
INTENSIFIERS = """absolutely amazingly awfully completely considerably decidedly deeply enormously entirely especially
exceptionally extremely fabulously fucking fuckin fricking frickin freaking fully greatly hella highly hugely incredibly
insanely intensely more most particularly purely quite really remarkably ridiculously seriously so substantially super
such thoroughly too totally tremendously truly unbelievably unusually utter utterly very damn"""
DIMINISHERS = "almost kinda sorta less little marginally occasionally partly slight slightly somewhat bit fairly rather"
CONTRAST = "but however although though yet nevertheless nonetheless"
SHORT_CODES = {
    ":+1:": 2, ":thumbsup:": 2, ":-1:": -2, ":thumbsdown:": -2, ":heart:": 3, ":tada:": 2.5, ":joy:": 1.5, ":smile:": 2,
    ":smiley:": 2, ":grinning:": 2, ":grin:": 2, ":slightly_smiling_face:": 1.3, ":blush:": 2, ":wink:": 1,
    ":stuck_out_tongue:": 1, ":sweat_smile:": 0.8, ":laughing:": 1.8, ":rofl:": 1.8, ":heart_eyes:": 3, ":clap:": 2,
    ":pray:": 1.5, ":raised_hands:": 2, ":muscle:": 1.5, ":fire:": 1.5, ":rocket:": 1.5, ":100:": 2, ":star:": 1.5,
    ":sunglasses:": 1.5, ":hugging_face:": 2.2, ":partying_face:": 2.5, ":ok_hand:": 1.5, ":confused:": -1.2,
    ":disappointed:": -2, ":cry:": -2, ":sob:": -2, ":angry:": -2.5, ":rage:": -3, ":white_frowning_face:": -1.8,
    ":slightly_frowning_face:": -1.3, ":frowning:": -1.8, ":worried:": -1.5, ":weary:": -1.8, ":scream:": -1.5,
    ":facepalm:": -1.5, ":face_palm:": -1.5, ":broken_heart:": -2.8, ":poop:": -1.8, ":hankey:": -1.8, ":bug:": -0.8,
    ":face_with_rolling_eyes:": -1.2, ":triumph:": -1.2, ":cold_sweat:": -1.3, ":see_no_evil:": 0.4, ":open_mouth:": 0.1,
}


def lines(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if line.strip()]


def entries(vader):
    """Figure, role and source by word."""
    out = {}
    for line in lines(f"{vader}/vader_lexicon.txt"):
        word, figure = line.split("\t")[:2]
        out.setdefault(word.lower() if word.isalpha() else word, [float(figure), "", "VADER 3.3.2"])
    for line in lines(f"{vader}/emoji_utf8_lexicon.txt"):
        emoji, _, description = line.partition("\t")
        words = re.findall(r"[a-z']+", description.lower())
        figure = sum(out[word][0] for word in words if word in out)
        if figure and not "\U0001F3FB" <= emoji[-1] <= "\U0001F3FF":
            out.setdefault(emoji, [max(-4, min(4, figure)), "", "VADER 3.3.2, of its description"])
    for code, figure in SHORT_CODES.items():
        out.setdefault(code, [figure, "", "own"])
    roles = {"negator": NEGATORS, "intensifier": INTENSIFIERS, "diminisher": DIMINISHERS, "contrast": CONTRAST}
    for role, words in roles.items():
        for word in words.split():
            out.setdefault(word, [0, "", "own"])[1] = role
    return out


def main(vader, path):
    rows = [f"{word}\t{figure:g}\t{role}\t{source}" for word, (figure, role, source) in sorted(entries(vader).items())]
    text = "\n".join(["# word\tfigure\trole\tsource"] + rows) + "\n"
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    print(f"{len(rows)} words, sha256 {hashlib.sha256(text.encode()).hexdigest()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
