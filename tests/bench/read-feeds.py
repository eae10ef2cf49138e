#!/usr/bin/python3
"""read-feeds.py FOLDER: what `ingest-feed` does, with feedparser: the feed and its entries, sanitised.
Prints one line of key=value."""
import os
import resource
import sys
import time

import feedparser

folder = sys.argv[1]
feeds = size = entries = text_bytes = errors = 0
start = time.monotonic()
for name in sorted(os.listdir(folder)):
    with open(os.path.join(folder, name), "rb") as file:
        data = file.read()
    feed = feedparser.parse(data)
    feeds += 1
    size += len(data)
    errors += bool(feed.bozo)
    for entry in feed.entries:
        entries += 1
        content = entry.content[0].value if "content" in entry else entry.get("summary", "")
        text_bytes += len(entry.get("title", "").encode()) + len(content.encode())
seconds = time.monotonic() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(f"seconds={seconds:.4f} feeds={feeds} bytes={size} entries={entries} text_bytes={text_bytes} errors={errors} rss_kib={peak}")
