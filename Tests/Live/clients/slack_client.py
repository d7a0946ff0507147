"""Drives a Slack, real or not, with Slack's own Python client and says whether it behaves as that client expects.

    slack_client.py BASE_URL

BASE_URL ends with /api/. The token is in the environment, as SLACK_TOKEN. The bot must be a member of #general, where
one member, UADA, has said "hello". Ends with 0 and the number of methods called, or with the first thing that is wrong.
"""
import os
import sys
import time

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

METADATA = {"event_type": "botrun", "event_payload": {"key": "k-1"}}


def refused(word, call, **arguments):
    try:
        call(**arguments)
    except SlackApiError as error:
        assert error.response["error"] == word, error.response["error"]
        return
    raise AssertionError(f"{call.__name__} was not refused with {word}")


def main(base_url):
    client = WebClient(token=os.environ["SLACK_TOKEN"], base_url=base_url, timeout=10)
    called = set()
    send = client.api_call

    def counted(method, **arguments):
        called.add(method)
        return send(method, **arguments)

    client.api_call = counted

    me = client.auth_test()
    assert me["user_id"] and me["bot_id"] and me["team_id"] and me["url"].endswith("/"), me.data

    channels = [c for page in client.conversations_list(limit=2) for c in page["channels"]]
    general = next(c["id"] for c in channels if c["name"] == "general" and c["is_member"])
    assert len(channels) == 3 and len({c["id"] for c in channels}) == 3, channels
    assert client.conversations_info(channel=general)["channel"]["name"] == "general"
    refused("channel_not_found", client.conversations_info, channel="CNOWHERE")

    hello = client.conversations_history(channel=general)["messages"][0]
    assert hello["user"] == "UADA" and hello["text"] == "hello", hello
    assert "UADA" in client.conversations_members(channel=general)["members"]
    assert client.users_info(user="UADA")["user"]["profile"]["display_name"] == "UADA"
    refused("user_not_found", client.users_info, user="UNOBODY")
    assert {"UADA", me["user_id"]} <= {u["id"] for page in client.users_list(limit=1) for u in page["members"]}

    post = client.chat_postMessage(channel=general, text="One &amp; only", metadata=METADATA)
    assert post["channel"] == general and post["message"]["bot_id"] == me["bot_id"], post.data
    reply = client.chat_postMessage(channel=general, text="a reply", thread_ts=post["ts"])
    refused("channel_not_found", client.chat_postMessage, channel="CNOWHERE", text="x")
    refused("no_text", client.chat_postMessage, channel=general, text="")

    top = client.conversations_history(channel=general, include_all_metadata=True)["messages"][0]
    assert top["ts"] == post["ts"] and top["metadata"] == METADATA and top["latest_reply"] == reply["ts"], top
    assert "metadata" not in client.conversations_history(channel=general)["messages"][0]
    later = client.conversations_history(channel=general, oldest=hello["ts"])["messages"]
    assert [m["ts"] for m in later] == [post["ts"]], later
    pages = [m["ts"] for page in client.conversations_history(channel=general, limit=1) for m in page["messages"]]
    assert pages == [post["ts"], hello["ts"]], pages
    thread = client.conversations_replies(channel=general, ts=post["ts"])["messages"]
    assert [m["ts"] for m in thread] == [post["ts"], reply["ts"]], thread
    refused("thread_not_found", client.conversations_replies, channel=general, ts="1.000001")

    assert client.chat_update(channel=general, ts=post["ts"], text="Changed")["text"] == "Changed"
    changed = client.conversations_history(channel=general)["messages"][0]
    assert changed["text"] == "Changed" and changed["edited"]["user"] == me["user_id"], changed
    refused("message_not_found", client.chat_update, channel=general, ts="1.000001", text="x")

    client.reactions_add(channel=general, timestamp=post["ts"], name="tada")
    refused("already_reacted", client.reactions_add, channel=general, timestamp=post["ts"], name="tada")
    client.pins_add(channel=general, timestamp=post["ts"])
    refused("already_pinned", client.pins_add, channel=general, timestamp=post["ts"])

    direct = client.conversations_open(users="UADA")["channel"]["id"]
    assert client.chat_postMessage(channel=direct, text="psst")["channel"] == direct

    at = int(time.time()) + 3600
    waiting = client.chat_scheduleMessage(channel=general, text="Soon", post_at=at)
    listed = client.chat_scheduledMessages_list(channel=general)["scheduled_messages"]
    assert [(m["id"], m["post_at"], m["text"]) for m in listed] == [
        (waiting["scheduled_message_id"], at, "Soon")], listed
    refused("time_in_past", client.chat_scheduleMessage, channel=general, text="Late", post_at=at - 7200)
    refused("time_too_far", client.chat_scheduleMessage, channel=general, text="Far", post_at=at + 121 * 86400)

    client.chat_delete(channel=general, ts=reply["ts"])
    refused("message_not_found", client.chat_delete, channel=general, ts=reply["ts"])
    refused("cant_delete_message", client.chat_delete, channel=general, ts=hello["ts"])
    refused("invalid_auth", WebClient(token="xoxb-wrong", base_url=base_url).auth_test)
    print(f"{len(called)} methods")


main(*sys.argv[1:])
