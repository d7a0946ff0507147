"""Writes the table of token vectors in the form that Sources/TextAnalysis/Vectors/TokenVectors.swift reads."""
import struct

import numpy as np

SLOTS = 65536


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def mixed(name):
    """The hash of a piece: 1 before a word's beginning, 2 before a continuation."""
    value = fnv(b"\x02" + name[2:].encode()) if name.startswith("##") and len(name) > 2 else fnv(b"\x01" + name.encode())
    return value ^ value >> 29


def quantise(table):
    scale = (np.abs(table).max(axis=1) / 127).astype(np.float16)
    scale[scale == 0] = 1
    return scale, np.round(table / scale.astype(np.float32)[:, None]).clip(-127, 127).astype(np.int8)


def encode(names, scale, rows):
    slots = [0] * SLOTS
    prints = []
    for row, name in enumerate(names):
        value = mixed(name)
        place = value & (SLOTS - 1)
        while slots[place]:
            place = (place + 1) & (SLOTS - 1)
        slots[place] = row + 1
        prints.append(value >> 32)
    assert len(set(zip(prints, (mixed(n) & (SLOTS - 1) for n in names)))) == len(names)
    longest = max(len(n) - 2 * n.startswith("##") for n in names)
    head = b"BTVC" + struct.pack("<IIIIIII", 1, len(names), rows.shape[1], SLOTS, longest, 0, 0)
    body = np.array(slots, "<u2").tobytes() + np.array(prints, "<u4").tobytes()
    return head + body + scale.astype("<f2").tobytes() + rows.tobytes()
