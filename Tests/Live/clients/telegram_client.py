"""Drives the fake Bot API of the tests with python-telegram-bot, as another bot would, and checks what comes back.

Usage: telegram_client.py BASE TOKEN
Prints one line for each thing that was tried; ends with status 1 at the first that is not as it should be.
"""

import asyncio
import sys
from datetime import datetime, timedelta, timezone

from telegram import Bot, ChatPermissions, MessageEntity, ReactionTypeEmoji, ReplyParameters, Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken

GROUP = -1001234567890
TOWN = "@the_town"


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


async def who(bot, base):
    me = await bot.get_me()
    check("get_me", me.username == "town_bot" and me.is_bot and me.can_read_all_group_messages)
    chat = await bot.get_chat(TOWN)
    check("get_chat", chat.id == GROUP and chat.title == "The Town")
    member = await bot.get_chat_member(TOWN, me.id)
    check("get_chat_member", member.status == "administrator" and member.can_restrict_members)
    try:
        async with Bot("4712:wrong", base_url=base + "/bot"):
            check("a wrong token", False)
    except InvalidToken:
        print("ok a wrong token", flush=True)


async def updates(bot):
    kinds = [Update.MESSAGE, Update.CHAT_MEMBER]
    first = await bot.get_updates(timeout=0, allowed_updates=kinds)
    check("updates that waited", [u.message.text for u in first if u.message and u.message.text] == ["Hello", "How?"])
    again = await bot.get_updates(timeout=0)
    check("what is not confirmed comes again", [u.update_id for u in again] == [u.update_id for u in first])
    joined = [u for u in first if u.chat_member]
    check("chat_member", joined[0].chat_member.new_chat_member.status == "member")
    served = [u.message for u in first if u.message and u.message.new_chat_members]
    check("new_chat_members", served[0].new_chat_members[0].id == 18)
    rest = await bot.get_updates(offset=first[-1].update_id + 1, timeout=10)
    check("a long poll ends with news", [u.message.text for u in rest] == ["Late"])
    await bot.get_updates(offset=rest[-1].update_id + 1, timeout=0)
    return first[0].message.message_id


async def messages(bot, said):
    sent = await bot.send_message(TOWN, "Bold", entities=[MessageEntity("bold", 0, 4)])
    check("send_message", sent.chat.id == GROUP and sent.text == "Bold" and sent.from_user.id == 4711)
    reply = await bot.send_message(GROUP, "Thus.", reply_parameters=ReplyParameters(said, allow_sending_without_reply=True))
    check("a reply", reply.reply_to_message.message_id == said)
    direct = await bot.send_message(17, "Psst")
    check("a direct message", direct.chat.type == "private")
    edited = await bot.edit_message_text("Plain", GROUP, sent.message_id)
    check("edit_message_text", edited.text == "Plain" and edited.edit_date is not None)
    await refuses("an edit of nothing", BadRequest, bot.edit_message_text("Plain", GROUP, sent.message_id))
    check("set_message_reaction", await bot.set_message_reaction(GROUP, said, [ReactionTypeEmoji("👍")]))
    await refuses("another emoji", BadRequest, bot.set_message_reaction(GROUP, said, [ReactionTypeEmoji("🥦")]))
    check("pin", await bot.pin_chat_message(GROUP, sent.message_id, disable_notification=True))
    check("delete", await bot.delete_message(GROUP, reply.message_id))
    await refuses("a second delete", BadRequest, bot.delete_message(GROUP, reply.message_id))
    await refuses("a stranger", Forbidden, bot.send_message(99, "Hi"))
    await refuses("no such chat", BadRequest, bot.send_message(-5, "Hi"))
    await refuses("an empty text", BadRequest, bot.send_message(GROUP, ""))
    await refuses("a long text", BadRequest, bot.send_message(GROUP, "x" * 4097))


async def members(bot):
    until = datetime(2030, 1, 1, tzinfo=timezone.utc) + timedelta(hours=1)
    none = ChatPermissions.no_permissions()
    check("restrict", await bot.restrict_chat_member(GROUP, 18, none, until_date=until))
    check("ban", await bot.ban_chat_member(GROUP, 18, revoke_messages=True))
    await refuses("nobody asked to join", BadRequest, bot.approve_chat_join_request(GROUP, 18))
    check("commands", await bot.set_my_commands([("help", "Shows help")]))


async def webhook(bot):
    check("set_webhook", await bot.set_webhook("https://bot.example.org/x", secret_token="s", allowed_updates=["message"]))
    info = await bot.get_webhook_info()
    check("get_webhook_info", info.url == "https://bot.example.org/x" and list(info.allowed_updates) == ["message"])
    await refuses("polling beside a webhook", Conflict, bot.get_updates(timeout=0))
    check("delete_webhook", await bot.delete_webhook())


async def main(base, token):
    async with Bot(token, base_url=base + "/bot") as bot:
        await who(bot, base)
        said = await updates(bot)
        await messages(bot, said)
        await members(bot)
        await webhook(bot)


asyncio.run(main(*sys.argv[1:3]))
