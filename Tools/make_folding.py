#!/usr/bin/env python3
"""Writes Sources/CModels/folding.bin: what TextAnalysis knows of Unicode, beyond ASCII.

For every code point: its kind (letter, mark, digit, blank, punctuation, symbol, emoji), its script, its canonical
combining class, and its NFKC_Casefold mapping; then the pairs of canonical composition. Taken from Python's own
`unicodedata`, so the table is rebuilt byte for byte by a Python of the same Unicode version (CPython 3.11: 14.0.0).

    python3 Tools/make_folding.py Sources/CModels/folding.bin

Layout, little endian: "FOLD", u32 version, u32 stages, u32 blocks, u32 records, u32 pairs, u32 blob bytes; u16 stage per 64 code
points below 0x30000; u16 record number per code point of a block; records of 8 bytes (u16 offset in the blob, u8
length, u8 kind, u8 script, u8 combining class, u16 zero; a mapping to itself has length 255); pairs of three u32
(first, second, composed), sorted; the blob in UTF-8.
"""
import hashlib
import struct
import sys
import unicodedata

TOP = 0x30000
SHIFT = 6
ITSELF = 255

OTHER, LETTER, MARK, DIGIT, BLANK, PUNCTUATION, SYMBOL, EMOJI, IGNORABLE = range(9)

SCRIPTS = [
    "", "LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "HEBREW", "ARABIC", "DEVANAGARI", "BENGALI", "TAMIL", "TELUGU", "THAI",
    "GEORGIAN", "HANGUL", "HIRAGANA", "KATAKANA", "HAN", "ETHIOPIC", "KHMER", "MYANMAR", "LAO", "GUJARATI", "GURMUKHI",
    "KANNADA", "MALAYALAM", "SINHALA", "TIBETAN", "MONGOLIAN", "OTHER",
]

# The property Default_Ignorable_Code_Point (DerivedCoreProperties.txt), which Python does not carry.
IGNORABLES = [
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200F),
    (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
]


def is_ignorable(code):
    return any(low <= code <= high for low, high in IGNORABLES)


def folded(code):
    """NFKC_Casefold of one code point (Unicode Standard, section 3.13, definition R5)."""
    if is_ignorable(code):
        return ""
    text = chr(code)
    while True:
        next_text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text)).casefold())
        next_text = "".join(c for c in next_text if not is_ignorable(ord(c)))
        if next_text == text:
            return text
        text = next_text


def is_emoji(code, category):
    if category not in ("So", "Sk", "Cn", "Sm"):
        return False
    if 0x1F000 <= code <= 0x1FAFF:
        return category != "Cn"
    return category == "So" and (0x2600 <= code <= 0x27BF or 0x2300 <= code <= 0x23FF or 0x2B00 <= code <= 0x2BFF)


def kind(code):
    category = unicodedata.category(chr(code))
    if is_ignorable(code):
        return IGNORABLE
    if is_emoji(code, category):
        return EMOJI
    if category[0] == "L":
        return LETTER
    if category[0] == "M":
        return MARK
    if category[0] == "N":
        return DIGIT
    if category[0] == "Z" or code in (0x85,) or 0x09 <= code <= 0x0D:
        return BLANK
    if category[0] == "P":
        return PUNCTUATION
    return SYMBOL if category[0] == "S" else OTHER


def script(code):
    name = unicodedata.name(chr(code), "")
    if name.startswith(("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH", "IDEOGRAPHIC")):
        return SCRIPTS.index("HAN")
    if name.startswith(("FULLWIDTH LATIN", "MATHEMATICAL", "CIRCLED LATIN", "SQUARED LATIN", "DOUBLE-STRUCK", "SCRIPT ")):
        return SCRIPTS.index("LATIN")
    if name.startswith("HALFWIDTH KATAKANA"):
        return SCRIPTS.index("KATAKANA")
    first = name.split(" ")[0] if name else ""
    if first in SCRIPTS[1:-1]:
        return SCRIPTS.index(first)
    return SCRIPTS.index("OTHER") if kind(code) in (LETTER, MARK) else 0


def main(path):
    blob, offsets, records, blocks = bytearray(), {}, {}, {}
    stages = []
    for start in range(0, TOP, 1 << SHIFT):
        block = []
        for code in range(start, start + (1 << SHIFT)):
            if 0xD800 <= code <= 0xDFFF:
                entry = (0, ITSELF, OTHER, 0, 0)
            else:
                text = folded(code)
                if text == chr(code):
                    offset, length = 0, ITSELF
                else:
                    encoded = text.encode()
                    if encoded not in offsets:
                        offsets[encoded] = len(blob)
                        blob += encoded
                    offset, length = offsets[encoded], len(encoded)
                entry = (offset, length, kind(code), script(code), unicodedata.combining(chr(code)))
            block.append(records.setdefault(entry, len(records)))
        stages.append(blocks.setdefault(tuple(block), len(blocks)))
    pairs = []
    for code in range(0x110000):
        if 0xD800 <= code <= 0xDFFF or 0xAC00 <= code <= 0xD7A3:
            continue
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<") and unicodedata.normalize("NFC", chr(code)) == chr(code):
            pairs.append((int(parts[0], 16), int(parts[1], 16), code))
    pairs.sort()
    out = bytearray(b"FOLD")
    out += struct.pack("<6I", 1, len(stages), len(blocks), len(records), len(pairs), len(blob))
    out += struct.pack(f"<{len(stages)}H", *stages)
    for block in blocks:
        out += struct.pack(f"<{len(block)}H", *block)
    for offset, length, kind_, script_, combining in records:
        out += struct.pack("<HBBBBH", offset, length, kind_, script_, combining, 0)
    for pair in pairs:
        out += struct.pack("<3I", *pair)
    out += blob
    with open(path, "wb") as file:
        file.write(out)
    print(f"Unicode {unicodedata.unidata_version}: {len(out)} bytes, {len(records)} records, sha256 {hashlib.sha256(out).hexdigest()}")


if __name__ == "__main__":
    main(sys.argv[1])
