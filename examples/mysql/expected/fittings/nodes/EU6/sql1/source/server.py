"""A session of root at the server of this node."""

import json
import re
import subprocess


class ServerError(Exception):
    """What mysqld said against a statement, without a hash in it."""


class Server:
    def __init__(self, session):
        self.command = ["mysql", "--no-defaults", f"--init-command={session}", "--default-character-set=utf8mb4"]
        self.command += ["--user=root", "--batch", "--skip-column-names"]

    def rows(self, statements):
        """Rows of all results, as lists of texts."""
        done = subprocess.run(self.command, input=statements.encode(), capture_output=True, check=False)
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip()
            raise ServerError(re.sub(r"0x[0-9A-Fa-f]{16,}|\$A\$\S*", "...", said))
        lines = done.stdout.decode(errors="replace").split("\n")[:-1]
        return [[unescaped(cell) for cell in line.split("\t")] for line in lines]

    def objects(self, *queries):
        """Rows of queries that give one JSON object each."""
        return [json.loads(row[0]) for row in self.rows(";\n".join(queries) + ";\n")]


def unescaped(cell):
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t", "0": "\0"}.get(found[1], found[1]), cell)
