"""Parses blocks and views with Slack's own SDK and prints what is wrong, a line each.

Reads JSON: a list of {name, kind: "message", blocks} and {name, kind: "view", view}.
"""
import json
import sys

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View


def check_blocks(blocks):
    parsed = Block.parse_all(blocks)
    if len(parsed) != len(blocks):
        raise ValueError(f"{len(parsed)} of {len(blocks)} blocks are known")
    for given, block in zip(blocks, parsed):
        if type(block) is Block or block.type != given["type"]:
            raise ValueError(f"unknown block type {given['type']}")
        block.validate_json()
        block.to_dict()


for sample in json.load(sys.stdin):
    try:
        if sample["kind"] == "message":
            check_blocks(sample["blocks"])
        else:
            check_blocks(sample["view"]["blocks"])
            view = View(**sample["view"])
            view.validate_json()
            view.to_dict()
    except Exception as error:
        print(f"{sample['name']}: {type(error).__name__}: {error}")
