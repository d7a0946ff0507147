"""Who was told what, and what became of it: the counts of `kills.py`, without processes or sockets."""
import threading

# What the bot makes of an event: an answer in its thread, a welcome, a note to the moderators, or nothing.
KINDS = ("question", "join", "grumble", "chatter")


class Ledger:
    """What happened, which of it the bot acknowledged, and what it posted. Every event has a number of its own."""

    def __init__(self):
        self.lock = threading.Lock()
        self.kinds = {}
        self.acknowledged = set()
        self.posts = {}
        self.strays = []

    def happened(self, number, kind):
        with self.lock:
            self.kinds[number] = kind

    def taken(self, number):
        with self.lock:
            self.acknowledged.add(number)

    def posted(self, numbers, text):
        """`numbers` are of the events that the post answers, several where newcomers are greeted together; none, or an event
        that asks for nothing, makes it a stray."""
        with self.lock:
            if not numbers or any(self.kinds.get(number, "chatter") == "chatter" for number in numbers):
                self.strays.append(text)
            for number in numbers:
                self.posts[number] = self.posts.get(number, 0) + 1

    def missing(self):
        """Acknowledged and not answered."""
        with self.lock:
            return {n for n in self.acknowledged if self.kinds[n] != "chatter" and n not in self.posts}

    def counts(self, in_doubt):
        """`in_doubt`: the numbers of which the bot itself says that it does not know whether it answered them."""
        missing = self.missing()
        return {
            "events": len(self.kinds),
            "acknowledged": len(self.acknowledged),
            "expected": sum(self.kinds[n] != "chatter" for n in self.acknowledged),
            "posted": len(self.posts),
            "lost": len(missing - in_doubt),
            "doubled": sum(1 for count in self.posts.values() if count > 1),
            "unknown": len(in_doubt),
            "unknown_and_posted": len(in_doubt & set(self.posts)),
            "unknown_not_posted": len(in_doubt & missing),
            "stray": len(self.strays),
        }


def check_itself():
    """Plants one lost event, one doubled, one in doubt and one stray, and looks whether each is counted."""
    ledger = Ledger()
    for number, kind in enumerate(["question", "join", "grumble", "chatter", "question", "join"]):
        ledger.happened(number, kind)
        if number != 5:
            ledger.taken(number)
    for numbers in ({0, 1}, {1}):
        ledger.posted(numbers, "text")
    ledger.posted(set(), "an answer to nothing")
    found = ledger.counts({4})
    wanted = {
        "events": 6, "acknowledged": 5, "expected": 4, "posted": 2, "lost": 1, "doubled": 1, "unknown": 1,
        "unknown_and_posted": 0, "unknown_not_posted": 1, "stray": 1,
    }
    assert found == wanted, f"{found} is not {wanted}"
