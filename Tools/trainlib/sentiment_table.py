"""Writes what Sources/TextAnalysis/Sentiment/SentimentModel.swift reads."""
import struct

import numpy as np

PLACES, PAIR_BITS, RUN_BITS, VERSION = 49152, 17, 16, 1
FIGURE_STEP = 0.04
ROLES = {"": 0, "negator": 1, "intensifier": 2, "diminisher": 4, "contrast": 8}
PRESENT = 128
MASK = (1 << 64) - 1


def place(value, count):
    return ((((value * 0x9E3779B97F4A7C15) & MASK) >> 32) * count) >> 32


def words(entries, count):
    """Records by open addressing. `entries`: hash, figure, role and four weights (towards negative and positive, outside
    and within a negation's reach), the important ones first: of two that cannot be told apart the first stays."""
    records, kept = [0] * count, 0
    for value, figure, role, weights in entries:
        record = (value & 0xFFFF) | (round(figure / FIGURE_STEP) & 255) << 16 | (role | PRESENT) << 24
        for index, weight in enumerate(weights):
            record |= (int(weight) & 255) << (32 + 8 * index)
        at = place(value, count)
        while records[at] and records[at] & 0xFFFF != value & 0xFFFF:
            at = (at + 1) % count
        if records[at] == 0:
            records[at] = record
            kept += 1
    return np.array(records, "<u8").tobytes(), kept


def unit(weights):
    """What one step of a signed byte is worth: the largest but for one weight in 5,000."""
    return float(np.quantile(np.abs(weights), 0.9998)) / 127


def steps(weights, step):
    return np.round(weights / step).clip(-127, 127).astype(np.int8)


def encode(records, pairs, runs, units, rooms, dense, bias):
    head = b"SENT" + struct.pack("<5I", VERSION, len(records) // 8, PAIR_BITS, RUN_BITS, len(dense))
    head += struct.pack("<5f", *units, *rooms)
    head += np.ascontiguousarray(dense, "<f4").tobytes() + np.asarray(bias, "<f4").tobytes() + bytes(4)
    return head + records + (pairs.view(np.uint8) ^ 128).tobytes() + (runs.view(np.uint8) ^ 128).tobytes()
