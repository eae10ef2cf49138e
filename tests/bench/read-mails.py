#!/usr/bin/python3
"""read-mails.py MAILDIR [LIMIT]: what `ingest-mail parse` does, with Python's email package.

policy.default, all headers as text, every text part as str and then UTF-8, attached mails too.
Prints one line of key=value."""
import os
import resource
import sys
import time
from email import policy
from email.parser import BytesParser


def files_of(maildir):
    found = []
    for name in ("cur", "new"):
        folder = os.path.join(maildir, name)
        if os.path.isdir(folder):
            found += [os.path.join(folder, f) for f in os.listdir(folder)]
    return sorted(found)


def main():
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else None
    files = files_of(sys.argv[1])
    parser = BytesParser(policy=policy.default)
    mails = size = parts = texts = text_bytes = headers = errors = early = 0
    start = time.monotonic()
    for path in files[:limit]:
        with open(path, "rb") as file:
            message = parser.parse(file)
            size += file.tell()
        for part in message.walk():
            if part is message or "From" in part:
                headers += len([str(value) for value in part.values()])
            if part.is_multipart():
                continue
            parts += 1
            if part.get_content_maintype() == "text":
                try:
                    text_bytes += len(part.get_content().encode("utf-8", "replace"))
                    texts += 1
                except (LookupError, ValueError):
                    errors += 1
        mails += 1
        if mails == len(files) // 10:
            early = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds = time.monotonic() - start
    usage = resource.getrusage(resource.RUSAGE_SELF)
    cpu = usage.ru_utime + usage.ru_stime
    print(f"mails={mails} bytes={size} parts={parts} texts={texts} text_bytes={text_bytes} "
          f"headers={headers} errors={errors} seconds={seconds:.3f} mails_per_s={mails / seconds:.0f} "
          f"mb_per_s={size / seconds / 1e6:.1f} cpu_us_per_mail={cpu * 1e6 / max(mails, 1):.1f} "
          f"rss_kib_early={early} rss_kib={usage.ru_maxrss}")


main()
