#!/usr/bin/python3
"""Notes the arguments of the processes that it sees, each once, for a rehearsal to look for secrets among them.

A process is looked at three times: what it is when it has begun to run, and has become what it was started for, is seen,
and an emulated processor is not kept busy with all the others. proc_pid_cmdline(5)
"""

import os
import time

NOTES = "/var/lib/lab/arguments"
LOOKS = 3
SECONDS = 1


def arguments(process):
    try:
        with open(f"/proc/{process}/cmdline", "rb") as file:
            return file.read().replace(b"\0", b" ")
    except OSError:
        # it has ended
        return b""


def main():
    os.umask(0o077)
    os.makedirs(os.path.dirname(NOTES), exist_ok=True)
    known = set()
    looks = {}
    with open(NOTES, "ab", buffering=0) as notes:
        while True:
            looks = {name: looks.get(name, 0) + 1 for name in os.listdir("/proc") if name.isdigit()}
            for process, count in looks.items():
                text = arguments(process) if count <= LOOKS else b""
                if text and text not in known:
                    known.add(text)
                    notes.write(text + b"\n")
            time.sleep(SECONDS)


main()
