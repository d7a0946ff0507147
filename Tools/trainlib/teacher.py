"""all-MiniLM-L6-v2 as an ONNX graph built from its weights, run on one thread.

Texts of one length form a batch, so the graph needs neither padding nor a mask.
"""
import json
import os
import struct

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

HIDDEN, HEADS, LAYERS, LONGEST = 384, 12, 6, 40


def weights(path):
    """The tensors of a .safetensors file by name."""
    with open(path, "rb") as file:
        raw = file.read()
    size = struct.unpack("<Q", raw[:8])[0]
    table = {}
    for name, item in json.loads(raw[8 : 8 + size]).items():
        if name != "__metadata__" and item["dtype"] == "F32":
            begin, end = item["data_offsets"]
            table[name] = np.frombuffer(raw[8 + size + begin : 8 + size + end], np.float32).reshape(item["shape"])
    return table


def graph(table):
    nodes, constants = [], []

    def constant(name, value):
        constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(kind, inputs, output, domain="", **options):
        nodes.append(helper.make_node(kind, inputs, [output], domain=domain, **options))
        return output

    def weight(name, flip=False):
        value = table[name]
        return constant(name, value.T if flip else value)

    def norm(x, name, output):
        inputs = [x, weight(name + ".weight"), weight(name + ".bias")]
        return node("LayerNormalization", inputs, output, axis=-1, epsilon=1e-12)

    def dense(x, name, output):
        product = node("MatMul", [x, weight(name + ".weight", flip=True)], output + "/product")
        return node("Add", [product, weight(name + ".bias")], output)

    word = node("Gather", [weight("embeddings.word_embeddings.weight"), "ids"], "word")
    place = node("Gather", [weight("embeddings.position_embeddings.weight"), "places"], "place")
    kind = constant("kind", table["embeddings.token_type_embeddings.weight"][0])
    x = norm(node("Add", [node("Add", [word, place], "sum1"), kind], "sum2"), "embeddings.LayerNorm", "x0")
    for i in range(LAYERS):
        p = f"encoder.layer.{i}."
        names = [p + "attention.self." + part for part in ("query", "key", "value")]
        joined = constant(p + "qkv", np.concatenate([table[n + ".weight"].T for n in names], axis=1))
        bias = constant(p + "qkvbias", np.concatenate([table[n + ".bias"] for n in names]))
        seen = node("Attention", [x, joined, bias], p + "seen", domain="com.microsoft", num_heads=HEADS)
        added = node("Add", [dense(seen, p + "attention.output.dense", p + "a"), x], p + "b")
        x1 = norm(added, p + "attention.output.LayerNorm", p + "c")
        wide = node("Gelu", [dense(x1, p + "intermediate.dense", p + "d")], p + "e", domain="com.microsoft")
        added = node("Add", [dense(wide, p + "output.dense", p + "f"), x1], p + "g")
        x = norm(added, p + "output.LayerNorm", p + "h")
    node("ReduceMean", [x, constant("axis", np.array([1], np.int64))], "out", keepdims=0)
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "length"])
    places = helper.make_tensor_value_info("places", TensorProto.INT64, ["length"])
    out = helper.make_tensor_value_info("out", TensorProto.FLOAT, ["batch", HIDDEN])
    body = helper.make_graph(nodes, "minilm", [ids, places], [out], constants)
    versions = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(body, opset_imports=versions, ir_version=10)


class Teacher:
    """Unit vectors of 384 dimensions; texts are cut after 40 word pieces unless another length is given."""

    def __init__(self, folder):
        self.reader = Tokenizer.from_file(os.path.join(folder, "tokenizer.json"))
        self.reader.no_padding()
        self.reader.no_truncation()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        model = graph(weights(os.path.join(folder, "model.safetensors"))).SerializeToString()
        self.session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def pieces(self, texts):
        return [e.ids for e in self.reader.encode_batch([t[:4000] for t in texts], add_special_tokens=False)]

    def run(self, batches):
        """Vectors of lists of token ids, [CLS] and [SEP] included, grouped by length."""
        out = np.zeros((len(batches), HIDDEN), np.float32)
        groups = {}
        for i, ids in enumerate(batches):
            groups.setdefault(len(ids), []).append(i)
        for length, members in sorted(groups.items()):
            step = max(1, 1024 // length)
            for k in range(0, len(members), step):
                part = members[k : k + step]
                feed = {"ids": np.array([batches[i] for i in part], np.int64), "places": np.arange(length)}
                out[part] = self.session.run(None, feed)[0]
        return out

    def embed(self, texts, longest=LONGEST):
        raw = self.run([[101] + ids[:longest] + [102] for ids in self.pieces(texts)])
        return raw / np.linalg.norm(raw, axis=1, keepdims=True)
