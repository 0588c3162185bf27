#!/usr/bin/python3
"""guest.py ACT: what the node's cloud-config wants done, at cloud-init's times but under our eyes. Acts:
  bootcmd  at each boot, before cloud-init writes files: the commands; at the first one, then, files with secrets
  runcmd   at the end of the first boot: files that are written late, then the commands, then the word for a restart
  report   says what failed at the first boot, with its output; ends with 1 if anything did
  mask     copies the input to the output, without the values of secrets
  close    ends the first boot: secrets that nothing needs any more are gone
cloud-init makes one script of all commands, whose last status alone counts; so does this, but it notes every status.
"""
import base64
import contextlib
import grp
import gzip
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import time

PLACE = os.path.dirname(os.path.realpath(__file__))
CLOUD = os.environ.get("PLUMBLINE_CLOUD", "/var/lib/cloud")
# such a command ahead of && is a question: that it is answered with no is no failure. The statuses that say no:
QUESTIONS = [
    (re.compile(r"(?:%s)\s.*&&(?!.*\|\|)" % words, re.S), statuses)
    for words, statuses in (
        (r"\[|test|!|grep|egrep|fgrep|which|id|pgrep|cmp|diff", {1}),
        (r"command -v|type|hash", {1, 127}),
        ("getent", {2}),
        ("mountpoint", {1, 32}),
        (r"systemctl (?:--quiet |-q )*(?:is-active|is-enabled|is-failed|status)|service \S+ status", {1, 3, 4}),
    )
]
# what stands around the last command of a line, whose status is that of the whole
LAST = re.compile(r"(?:(?:do|then|else|\{|\()\s+)*(.*)", re.S)
END = re.compile(r"(?:done|fi|esac|\}|\)|\s)*")
# a line without an end is told in pieces of so many bytes
LONGEST_LINE_BYTES = 65536


def path(name):
    return os.path.join(PLACE, name)


def read(name):
    with open(path(name), encoding="utf-8") as file:
        return json.load(file)


def write(name, text):
    """All of it or nothing, wherever the machine goes off."""
    with open(path(name + ".new"), "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
    os.replace(path(name + ".new"), path(name))


def is_true(value):
    return str(value).lower() in ("true", "1", "on", "yes")


# ---- files

def content_of(entry):
    encoding = str(entry.get("encoding") or "text/plain").lower()
    content = entry.get("content")
    content = ("" if content is None else str(content)).encode("utf-8", "surrogateescape")
    if encoding.endswith(("b64", "base64")):
        content = base64.b64decode(content)
    if encoding.startswith(("gz", "gzip")):
        content = gzip.decompress(content)
    return content


def mode_of(entry):
    mode = entry.get("permissions")
    # as cloud-init reads it: a number is the mode itself, a text is octal
    return 0o644 if mode is None else mode if isinstance(mode, int) else int(str(mode), 8)


def lay(entry):
    target = os.path.abspath(str(entry["path"]))
    content, mode = content_of(entry), mode_of(entry)
    user, _, group = str(entry.get("owner") or "root:root").partition(":")
    owner = (pwd.getpwnam(user).pw_uid if user else -1, grp.getgrnam(group).gr_gid if group else -1)
    os.makedirs(os.path.dirname(target), mode=0o755, exist_ok=True)
    # nobody reads it between its beginning and its mode
    how = os.O_APPEND if is_true(entry.get("append")) else os.O_TRUNC
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | how, 0o600)
    with open(descriptor, "wb") as file:
        os.fchmod(descriptor, 0o600)
        file.write(content)
    os.chmod(target, mode)
    os.chown(target, *owner)


def lay_all(data, is_late):
    """Files that are written with the others, or after the packages. Those that cannot be are noted."""
    problems = []
    for entry in data["files"]:
        if is_true(entry.get("defer")) == is_late:
            try:
                lay(entry)
            # whatever is wrong with one, the others are written
            except Exception as error:
                problems.append("write_files: %s: %s" % (entry.get("path"), error))
    if problems:
        noted = read("files.failed") if os.path.exists(path("files.failed")) else []
        write("files.failed", json.dumps(noted + problems))


# ---- commands

def line_of(command):
    if isinstance(command, list):
        return " ".join("'%s'" % str(word).replace("'", "'\\''") for word in command)
    return command


def parses(text):
    return subprocess.run(["sh", "-n"], input=text.encode("utf-8", "surrogateescape"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def is_whole(text):
    """Whether a shell that has read this takes a new command next: not more of a text, a loop or a continued line."""
    return parses(text) and not parses(text + "\nfi\n")


def script_of(kind, commands):
    """One script, with a note after each command that another one may follow."""
    lines = [
        "#!/bin/sh",
        "plumbline_note() {",
        # the path of the commands may have no programs
        "  printf '%%s %%s %%s\\n' \"$1\" \"$2\" \"$(PATH=/usr/bin:/bin wc -c <'%s')\" >>'%s'" % (path(kind + ".output"), path(kind + ".notes")),
        # a script with -e ends by itself, and a note must not end it
        '  case $- in *e*) return 0 ;; *) return "$2" ;; esac',
        "}",
    ]
    begun, all_lines = "", []
    for number, command in enumerate(commands, 1):
        line = line_of(command)
        begun += line + "\n"
        all_lines.append(line)
        if is_whole(begun):
            all_lines.append("plumbline_note %d $?" % number)
    return "\n".join(lines + all_lines) + "\n"


def run(kind, commands):
    """Runs the commands; what they say goes on to the log of cloud-init, too."""
    script = path(kind + ".sh")
    for name in (".notes", ".output", ".status"):
        write(kind + name, "")
    write(kind + ".sh", script_of(kind, commands))
    with open(path(kind + ".output"), "wb") as output, open(path(kind + ".output"), "rb") as said:
        # a file and no pipe: a daemon that a command starts keeps it open for good
        process = subprocess.Popen(["/bin/sh", script], stdout=output, stderr=subprocess.STDOUT)
        mask, rest = masker(), b""
        while True:
            ended = process.poll() is not None
            while True:
                more = said.read(LONGEST_LINE_BYTES)
                rest += more
                is_last = ended and not more
                # whole lines, since half of a secret would not be known
                cut = len(rest) if is_last or len(rest) > LONGEST_LINE_BYTES else rest.rfind(b"\n") + 1
                sys.stdout.buffer.write(mask(rest[:cut]))
                rest = rest[cut:]
                if not more:
                    break
            sys.stdout.flush()
            if ended:
                break
            time.sleep(0.1)
    write(kind + ".status", str(process.returncode))


def is_restart_wanted(condition):
    if isinstance(condition, (list, str)) and str(condition).lower() not in ("true", "false"):
        return subprocess.run(condition, shell=isinstance(condition, str)).returncode == 0
    return str(condition).lower() == "true"


# ---- what came of it

def spellings(secret):
    """A secret as it is, in the quotes of JSON and Python, and inside base64, which depends on how much is before it."""
    yield from (secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1])
    data = secret.encode("utf-8", "surrogateescape")
    for before, shared in ((0, 0), (1, 2), (2, 3)):
        whole = (before + len(data)) // 3 * 4
        text = base64.b64encode(b"\0" * before + data).decode("ascii")[shared:whole]
        if len(text) >= 8:
            yield text


def masker():
    values = set()
    for secret in read("guest.json").get("secrets", []):
        # a key is shown line by line
        for part in [secret, *secret.splitlines()]:
            if part.strip():
                values.update(text.encode("utf-8", "surrogateescape") for text in spellings(part))
    longest_first = sorted(values, key=lambda value: (-len(value), value))

    def mask(text):
        for value in longest_first:
            text = text.replace(value, b"(secret)")
        return text

    return mask


def masked(text):
    return masker()(text.encode("utf-8", "surrogateescape")).decode("utf-8", "replace")


def is_no(text, status):
    """Whether the last command of a text is a question, and its status says no."""
    parts = [part.strip() for part in re.split(r"[;\n]", text)]
    parts = [part for part in parts if not END.fullmatch(part)]
    last = LAST.fullmatch(parts[-1]).group(1) if parts else ""
    return any(status in statuses and question.match(last) for question, statuses in QUESTIONS)


def failures(kind, commands):
    """Numbers of the first and the last command, status, output."""
    with open(path(kind + ".notes"), encoding="ascii") as file:
        notes = [tuple(map(int, line.split())) for line in file if len(line.split()) == 3]
    with open(path(kind + ".output"), "rb") as file:
        output = file.read()
    with open(path(kind + ".status"), encoding="ascii") as file:
        text = file.read()
    status = int(text) if text else None
    before, begin = 0, 0
    for number, result, end in notes:
        if number <= before:
            continue
        texts = [line_of(command) for command in commands[before:number]]
        if result != 0 and not is_no("\n".join(texts), result):
            yield before + 1, number, "ended with status %d" % result, output[begin:end]
        before, begin = number, end
    if before < len(commands) and status != 0:
        what = "did not come to its end" if status is None else "ended the whole script with status %d" % status
        yield before + 1, before + 1, what, output[begin:]


def report():
    data, failed = read("guest.json"), False
    if os.path.exists(path("files.failed")):
        failed = True
        for problem in read("files.failed"):
            print("guest: " + masked(problem), file=sys.stderr)
    for mark, is_late in (("begun", False), ("over", True)):
        waiting = [str(entry.get("path")) for entry in data["files"] if is_true(entry.get("defer")) == is_late]
        if waiting and not os.path.exists(path(mark)):
            failed = True
            print("guest: write_files: the boot broke off before these were written: " + masked(", ".join(waiting)), file=sys.stderr)
    for kind in ("bootcmd", "runcmd"):
        commands = data[kind]
        if not commands:
            continue
        if not os.path.exists(path(kind + ".notes")):
            failed = True
            print("guest: %s: none of its %d commands was run" % (kind, len(commands)), file=sys.stderr)
            continue
        for first, last, what, output in failures(kind, commands):
            failed = True
            which = "command %d" % first if first == last else "commands %d to %d" % (first, last)
            text = masked("\n".join(map(line_of, commands[first - 1:last])))
            print("guest: %s: %s of %d %s: %s" % (kind, which, len(commands), what, text), file=sys.stderr)
            for line in masker()(output).decode("utf-8", "replace").splitlines()[-20:]:
                print("guest:   | " + line, file=sys.stderr)
    return 1 if failed else 0


def close():
    """
    From here on cloud-init starts from user-data without secrets. It has the same instance id, and so repeats nothing;
    what it keeps of its last start, it makes anew at its next.
    """
    settled = path("settled-user-data")
    if os.path.exists(settled):
        instance = os.path.realpath(os.path.join(CLOUD, "instance"))
        for target in (os.path.join(CLOUD, "seed/nocloud/user-data"), os.path.join(instance, "user-data.txt")):
            shutil.copyfile(settled, target + ".new")
            os.chmod(target + ".new", 0o600)
            os.replace(target + ".new", target)
        for name in ("user-data.txt.i", "cloud-config.txt", "obj.pkl", "scripts/runcmd"):
            with contextlib.suppress(FileNotFoundError):
                os.remove(os.path.join(instance, name))
        for name in ("instance-data-sensitive.json", "combined-cloud-config.json"):
            with contextlib.suppress(FileNotFoundError):
                os.remove(os.path.join("/run/cloud-init", name))
    data = read("guest.json") if os.path.exists(path("guest.json")) else {"bootcmd": [], "secrets": []}
    commands = data["bootcmd"]
    # what the commands of each boot say at later ones goes to the log, too
    secrets = [secret for secret in data["secrets"] if any(secret in line_of(command) for command in commands)]
    kept = {"runcmd": [], "bootcmd": commands, "files": [], "restart": False, "secrets": secrets}
    # first, since the machine may go off before the next line
    write("guest.json", json.dumps(kept))
    for name in os.listdir(PLACE):
        if name not in (os.path.basename(__file__), "guest.json"):
            os.remove(path(name))
    if not commands:
        shutil.rmtree(PLACE)


def main():
    act = sys.argv[1]
    if act == "mask":
        sys.stdout.buffer.write(masker()(sys.stdin.buffer.read()))
    elif act == "report":
        sys.exit(report())
    elif act == "close":
        close()
    elif act == "bootcmd":
        data = read("guest.json")
        if data["bootcmd"]:
            run("bootcmd", data["bootcmd"])
        # they may have mounted or made where files go
        if not os.path.exists(path("begun")):
            lay_all(data, is_late=False)
            write("begun", "")
    elif act == "runcmd":
        data = read("guest.json")
        lay_all(data, is_late=True)
        write("over", "")
        if data["runcmd"]:
            run("runcmd", data["runcmd"])
        if is_restart_wanted(data["restart"]):
            write("restart", "")


main()
