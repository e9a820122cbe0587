"""How long pandas takes to read a feed file: one line of JSON."""

import json
import sys
import time

import pandas

rounds = 20
milliseconds = []
for _ in range(rounds + 1):
    begun = time.thread_time()
    # Identifiers are text: leading zeros count.
    frame = pandas.read_csv(sys.argv[1], dtype={0: str})
    milliseconds.append((time.thread_time() - begun) * 1000)
print(json.dumps({"rows": len(frame), "milliseconds": milliseconds[1:]}))
