"""Says for each payload whether Slack's own SDK refuses it: reads a JSON list as blocks.py does, prints true or false."""
import json
import sys

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

refused = []
for sample in json.load(sys.stdin):
    try:
        for block in Block.parse_all(sample.get("blocks", [])):
            block.to_dict()
        if "view" in sample:
            view = View(**sample["view"])
            view.validate_json()
            view.to_dict()
        refused.append(False)
    except Exception:
        refused.append(True)
print(json.dumps(refused))
