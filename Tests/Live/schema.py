#!/usr/bin/env python3
"""Judges configurations by the JSON Schema that botrun prints, as an editor would.

    schema.py SCHEMA CONFIG...

Prints a JSON line for each configuration: its path, and where the schema finds fault with it, as paths like
`communities[0].plugins[1].text`; `null` in place of the list where the file is no JSON, which an editor tells itself.
Needs the package jsonschema.
"""
import json
import re
import sys

from jsonschema import Draft202012Validator

STRING = r'"(?:[^"\\\n]|\\.)*"'


def relaxed(text):
    """Without comments and trailing commas, as editors read "JSON with comments"."""
    keep = lambda match: match.group(0) if match.group(0).startswith('"') else " "
    text = re.sub(STRING + r"|//[^\n]*|/\*.*?\*/", keep, text, flags=re.S)
    return re.sub(STRING + r"|,(?=\s*[}\]])", lambda m: m.group(0) if m.group(0) != "," else "", text, flags=re.S)


def shown(path):
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else ("." if text else "") + part
    return text


def leaves(error):
    """An error of "if … then" or "anyOf" says little: what it is made of says where."""
    if not error.context:
        path = list(error.absolute_path)
        if error.validator == "additionalProperties":
            known = error.schema.get("properties", {})
            return [shown(path + [key]) for key in error.instance if key not in known]
        return [shown(path)]
    return [place for inner in error.context for place in leaves(inner)]


def places(validator, path):
    try:
        with open(path, encoding="utf-8-sig") as file:
            config = json.loads(relaxed(file.read()))
    except (UnicodeDecodeError, json.JSONDecodeError):
        return None
    return sorted({place for error in validator.iter_errors(config) for place in leaves(error)})


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for path in sys.argv[2:]:
        print(json.dumps({"path": path, "places": places(validator, path)}))


if __name__ == "__main__":
    main()
