"""Has a platform's own library judge a signature that was made elsewhere.

    verify.py slack    SECRET     TIMESTAMP SIGNATURE BODY     slack_sdk's SignatureVerifier
    verify.py discord  PUBLIC_KEY TIMESTAMP SIGNATURE BODY     discord-interactions' verify_key

SIGNATURE is what the header would hold. BODY names the file with the body. Prints "accepted" or "refused".
"""
import sys


def slack(secret, timestamp, signature, body):
    from slack_sdk.signature import Clock, SignatureVerifier

    class Then(Clock):
        def now(self):
            return float(timestamp)

    return SignatureVerifier(secret, Then()).is_valid(body, timestamp, signature)


def discord(public_key, timestamp, signature, body):
    from discord_interactions import verify_key

    return verify_key(body, signature, timestamp, public_key)


platform, key, timestamp, signature, path = sys.argv[1:]
with open(path, "rb") as file:
    judged = {"slack": slack, "discord": discord}[platform](key, timestamp, signature, file.read())
print("accepted" if judged else "refused")
