"""Validates Slack app manifests against a JSON Schema: manifest.py SCHEMA MANIFEST…; prints what is wrong, a line each."""
import json
import sys

import yaml
from jsonschema.validators import validator_for

schema = json.load(open(sys.argv[1], encoding="utf-8"))
validator = validator_for(schema)
validator.check_schema(schema)
for path in sys.argv[2:]:
    manifest = yaml.safe_load(open(path, encoding="utf-8"))
    for error in validator(schema).iter_errors(manifest):
        print(f"{path}: {'/'.join(map(str, error.absolute_path))}: {error.message}")
