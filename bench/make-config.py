#!/usr/bin/env python3
"""Writes a botrun configuration for the benchmark's community: config.json, faq.md and negative-words.txt.

    make-config.py COMMUNITY_JSON FOLDER [--poll]

The Web API's address and the port for webhooks come from PEER_API and PEER_PORT; the token and the signing secret stay
in PEER_TOKEN and PEER_SECRET, to which the configuration refers. The store lies in FOLDER, so a bot that is started
again with the same folder goes on where it stopped. Python 3, standard library only.
"""
import json
import os
import sys

# The hour is over when its first message is sent, and the data serve for a day.
AGE = "25h"
NO_LIMIT = 1_000_000


def faq(entries):
    """One heading with its keywords and answer per entry; the first entry that matches is to answer, as in the file."""
    return "\n".join(
        f"## {entry['id']}\n\nKeywords: {', '.join(entry['keywords'])}\n\n{entry['answer']}\n" for entry in entries
    )


def connection(api, poll):
    common = {
        "token": "env:PEER_TOKEN",
        "api": api,
        "workspace": "https://peer.slack.test/",
        "messagesPerSecondPerChannel": 0,
    }
    if poll:
        return {**common, "receive": "poll", "from": "beginning", "pollEvery": "200ms"}
    return {**common, "receive": "webhook", "signingSecret": "env:PEER_SECRET"}


def plugins(community):
    common = {"maxEventAge": AGE, "maxMessages": NO_LIMIT, "maxRepliesPerThread": NO_LIMIT}
    welcome = community["welcome_text"].replace("<@{user}>", "{member.mention}")
    return [
        {"plugin": "welcome", "text": welcome, "burst": 0, **common},
        {
            "plugin": "faq",
            "file": "faq.md",
            "match": "substring",
            "questionsOnly": True,
            "questionWords": [],
            "cooldown": "0s",
            **common,
        },
        {"plugin": "listen", "file": "negative-words.txt", "safety": False, "abuse": False, "mood": False,
         "incidents": False, "reports": False, **common},
    ]


def configuration(community, api, port, poll):
    return {
        "store": {"path": "botrun.sqlite"},
        "http": {"listen": f"127.0.0.1:{port}"},
        "communities": [
            {
                "id": "peer",
                "name": "Peer",
                "platform": "slack",
                "moderators": community["moderators_channel"],
                "connection": connection(api, poll),
                "plugins": plugins(community),
            }
        ],
    }


def main():
    arguments = [argument for argument in sys.argv[1:] if argument != "--poll"]
    if len(arguments) != 2:
        sys.exit(__doc__)
    source, folder = arguments
    with open(source, encoding="utf-8") as file:
        community = json.load(file)
    config = configuration(
        community, os.environ["PEER_API"], int(os.environ["PEER_PORT"]), "--poll" in sys.argv
    )
    files = {
        "config.json": json.dumps(config, indent=2) + "\n",
        "faq.md": faq(community["faq"]),
        "negative-words.txt": "\n".join(community["negative_words"]) + "\n",
    }
    for name, text in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
