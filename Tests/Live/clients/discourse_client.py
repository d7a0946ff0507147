"""Drives a Discourse forum with pydiscourse, as somebody else wrote it, and says what it saw as JSON.

Usage: discourse_client.py ADDRESS USERNAME KEY
"""

import json
import sys

from pydiscourse import DiscourseClient
from pydiscourse.exceptions import DiscourseClientError


def refusal(act):
    try:
        act()
    except DiscourseClientError as error:
        return str(error)
    return None


def main(address, username, key):
    forum = DiscourseClient(address, api_username=username, api_key=key)
    seen = {}
    topic = forum.create_post(
        "A first post that is long enough.", category_id=5, title="A topic of pydiscourse", external_id="their-key"
    )
    seen["topic"] = [topic["topic_id"], topic["post_number"], topic["username"]]
    answer = forum.create_post("An answer that is long enough.", topic_id=topic["topic_id"])
    seen["answer"] = [answer["topic_id"] == topic["topic_id"], answer["post_number"]]
    forum.update_post(answer["id"], "An answer that was thought over again.")
    seen["edited"] = forum.post_by_id(answer["id"])["raw"]
    whole = forum.topic("a-topic", topic["topic_id"])
    seen["stream"] = whole["post_stream"]["stream"] == [topic["id"], answer["id"]]
    latest = forum.latest_posts()["latest_posts"]
    seen["latest"] = [latest[0]["id"] == answer["id"], latest[1]["id"] == topic["id"]]
    older = forum.latest_posts(before=answer["id"])["latest_posts"]
    seen["older"] = older[0]["id"] == topic["id"]
    forum.update_topic_status(topic["topic_id"], "pinned", "true")
    seen["pinned"] = forum.topic("a-topic", topic["topic_id"])["pinned"]
    seen["user"] = forum.user("ada")["id"]
    seen["users"] = [user["username"] for user in forum.list_users("new")]
    forum.suspend(43, 1, "spam")
    forum.add_group_member(10, "ada")
    forum.delete_user(43)
    seen["short"] = refusal(lambda: forum.create_post("Too short", topic_id=topic["topic_id"]))
    seen["title used"] = refusal(
        lambda: forum.create_post("Another post, long enough.", category_id=5, title="A topic of pydiscourse")
    )
    seen["key used"] = refusal(
        lambda: forum.create_post(
            "Another post, long enough.", category_id=5, title="Another topic of pydiscourse", external_id="their-key"
        )
    )
    seen["missing"] = refusal(lambda: forum.post_by_id(99999))
    stranger = DiscourseClient(address, api_username=username, api_key="wrong")
    seen["wrong key"] = refusal(stranger.latest_posts)
    print(json.dumps(seen))


if __name__ == "__main__":
    main(*sys.argv[1:])
