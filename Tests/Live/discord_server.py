"""Starts a simulated Discord whose clock is the real one, and whose members can do more than speak and join.

    discord_server.py SCRIPT PORT

SCRIPT is `simcord-http.py`, which serves simcord over HTTP. To be run with the Python that has simcord. What members do
is asked for under `/api/v10/_members/…`, with the bot's token, as the script passes nothing else on.
"""
import datetime
import runpy
import sys

from simcord import _clock
from simcord.http.router import route

# Its own clock stands still on a day in the past: everything would be too old to be answered.
_clock.Clock.now = lambda self: datetime.datetime.now(datetime.timezone.utc)


@route("POST", "/_members/say")
def say(ctx):
    body = ctx.body()
    return {"id": str(ctx.backend.create_message(int(body["channel"]), int(body["author"]), body["content"]).id)}


@route("POST", "/_members/edit")
def edit(ctx):
    body = ctx.body()
    ctx.backend.edit_message(int(body["channel"]), int(body["message"]), {"content": body["content"]})
    return {}


@route("POST", "/_members/react")
def react(ctx):
    body = ctx.body()
    ctx.backend.add_reaction(int(body["channel"]), int(body["message"]), body["emoji"], int(body["author"]))
    return {}


@route("POST", "/_members/remove")
def remove(ctx):
    body = ctx.body()
    ctx.backend.delete_message(int(body["channel"]), int(body["message"]))
    return {}


@route("POST", "/_members/thread")
def thread(ctx):
    body = ctx.body()
    made = ctx.backend.create_thread(
        int(body["channel"]), body["name"], owner_id=int(body["author"]), message_id=int(body["message"]))
    return {"id": str(made.id)}


@route("POST", "/_members/join")
def join(ctx):
    body = ctx.body()
    member = ctx.backend.make_user(body["name"])
    ctx.backend.add_member(int(body["guild"]), member.id, announce=True)
    return {"id": str(member.id)}


@route("GET", "/_members/history/{channel}")
def history(ctx):
    """Every message of a channel or thread, oldest first; for the judge, who is not limited to a page."""
    found = []
    for message in sorted(ctx.backend.messages[ctx.int_arg("channel")].values(), key=lambda m: m.id):
        found.append({
            "id": str(message.id), "author": str(message.author_id), "content": message.content,
            "reference": message.reference and str(message.reference["message_id"]),
            "pinged": sorted(str(user) for user in message.ping_user_ids), "everyone": message.mention_everyone,
        })
    return found


@route("GET", "/_members/calls")
def calls(ctx):
    """What the bot asked for and got through with."""
    return [f"{entry.method} {entry.path}" for entry in ctx.backend.http_requests if "_members" not in entry.path]


if __name__ == "__main__":
    script, port = sys.argv[1:]
    sys.argv = [script, port]
    runpy.run_path(script, run_name="__main__")
