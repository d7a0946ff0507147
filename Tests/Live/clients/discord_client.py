"""Drives the fake Discord of the tests with discord.py, as another bot would, and checks what comes back.

Usage: discord_client.py BASE TOKEN GUILD CHANNEL
Prints one line for each thing that was tried; ends with status 1 at the first that is not as it should be.
"""

import asyncio
import sys

import discord
from discord.http import Route, handle_message_parameters


def check(name, holds):
    print(("ok " if holds else "FAILED ") + name, flush=True)
    if not holds:
        sys.exit(1)


async def refuses(name, kind, call):
    try:
        await call
    except kind as error:
        print(f"ok {name}: {error}", flush=True)
        return
    check(name, False)


async def main(base, token, guild_id, channel_id):
    Route.BASE = base
    wrong = discord.Client(intents=discord.Intents.none())
    await refuses("a wrong token", discord.LoginFailure, wrong.login("wrong"))
    await wrong.close()
    client = discord.Client(intents=discord.Intents.none())
    await client.login(token)
    check("login", client.user.name == "botrun" and client.user.bot)
    guild = await client.fetch_guild(guild_id, with_counts=False)
    check("fetch_guild", guild.name == "Town" and guild.default_role.permissions.send_messages)
    me = await guild.fetch_member(client.user.id)
    check("fetch_member", me.joined_at is not None and not me.bot is False)
    channels = await guild.fetch_channels()
    check("fetch_channels", [(c.name, c.id) for c in channels] == [("general", channel_id)])
    channel = channels[0]
    check("active_threads", await guild.active_threads() == [])
    first = await channel.send("Plain", allowed_mentions=discord.AllowedMentions.none(), nonce="n1")
    check("send", first.content == "Plain" and first.author.id == client.user.id and first.created_at is not None)

    # discord.py itself asks for the nonce to be enforced.
    async def keyed(text, nonce, enforced=True):
        with handle_message_parameters(text, nonce=nonce) as parameters:
            parameters.payload["enforce_nonce"] = enforced
            return await client.http.send_message(channel_id, params=parameters)

    one, two = await keyed("Once", "n2"), await keyed("Once more", "n2")
    check("a repeated nonce answers the first message", one["id"] == two["id"] and two["content"] == "Once")
    again = await keyed("Plain", "n1", enforced=False)
    check("without enforce_nonce it is a second one", again["id"] != str(first.id))
    await refuses("a text of 2,001", discord.HTTPException, channel.send("x" * 2001))
    await refuses("no text", discord.HTTPException, channel.send(""))
    history = [m.content async for m in channel.history(limit=10)]
    check("history, the newest first", history == ["Plain", "Once", "Plain"])
    await refuses("another channel", discord.NotFound, client.fetch_channel(1))
    await client.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
