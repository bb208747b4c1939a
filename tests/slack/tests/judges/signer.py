"""Signs and verifies with Slack's own SDK: reads JSON {secret, timestamp, body, signature}, prints JSON."""
import json
import sys

from slack_sdk.signature import SignatureVerifier

given = json.load(sys.stdin)


class Clock:
    def now(self):
        return float(given["timestamp"])


verifier = SignatureVerifier(given["secret"], Clock())
made = verifier.generate_signature(timestamp=str(given["timestamp"]), body=given["body"])
right = verifier.is_valid(given["body"], str(given["timestamp"]), given["signature"])
print(json.dumps({"made": made, "right": right}))
