"""Writes answers to a work file as fast as it can, in children that are forked on demand.

Usage: python work_writer.py WORK_FILE. For each line "FIRST LAST SECONDS" on standard input a child
is forked that records the answers FIRST to LAST and prints each once it is acknowledged. After
SECONDS it is killed (0: it is left to finish), and when it has ended "ended" is printed. Forking
spares each child the start of Python, so that it is killed while it writes. The child is killed
here, by its parent and before it is waited for: no other process can have its number.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

import filelock  # noqa: F401 - so that no child has to import it

from darfurlab.work import file as progress


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())  # not buffered: a kill takes no acknowledged answer with it


def write(path: Path, first: int, last: int) -> None:
    held: list[int] = []  # recorded, and still in memory because others had the file
    for number in range(first, last):
        held.append(number)
        name = f"a{number % 20}"
        if progress.record(path, "01", name, kind="reflection", answer=number).at:
            while held:
                say(str(held.pop(0)))
        time.sleep(random.random() / 1000)
    while held:  # nothing more to say, and others have had the file all this time
        if progress.record(path, "01", "end", kind="reflection", answer="", result=None).at:
            say(str(held.pop(0)))


def main() -> None:
    path = Path(sys.argv[1])
    progress.read(path)
    for line in sys.stdin:
        first, last, seconds = line.split()
        child = os.fork()
        if not child:
            try:
                write(path, int(first), int(last))
            finally:
                os._exit(0)
        if float(seconds):
            time.sleep(float(seconds))
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        say("ended")


if __name__ == "__main__":
    main()
