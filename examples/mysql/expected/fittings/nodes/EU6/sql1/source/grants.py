"""What SHOW CREATE USER and SHOW GRANTS say of an account, held against what the plan says."""

import re

# options of every new account, so that no default of the server matters; see OPTIONS in difference
STATED = ("PASSWORD EXPIRE NEVER", "PASSWORD HISTORY 0", "PASSWORD REUSE INTERVAL 0 DAY", "PASSWORD REQUIRE CURRENT OPTIONAL")
# options without effect: mysqld shows limits that are set to 0 until privileges are read again
NEUTRAL = (r"WITH(?: MAX_\w+ 0)+(?! MAX_)", r"FAILED_LOGIN_ATTEMPTS 0", r"PASSWORD_LOCK_TIME 0")
GRANT = re.compile(r"GRANT (?P<privileges>.+) ON (?P<object>.+)", re.DOTALL)


def quoted(text):
    """A string of SQL. Sessions of scripts have backslashes as escapes."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def identifier(name):
    return "`" + name.replace("`", "``") + "`"


def shown(user, host):
    """An account as SHOW spells it."""
    return f"{identifier(user)}@{identifier(host)}"


def granted_database(name, is_literal):
    """A database as the object of GRANT: `_` and `%` are wildcards there, but not with partial_revokes."""
    return identifier(name if is_literal else re.sub(r"([_%\\])", r"\\\1", name)) + ".*"


def options_that_differ(created, account, plugin, transport, locked):
    """In words, what SHOW CREATE USER shows that the plan does not say, or lacks. Hashes are left out."""
    beginning = f"CREATE USER {account} IDENTIFIED WITH '{plugin}'"
    if not created.startswith(beginning):
        return ["another way to identify"]
    rest = created[len(beginning) :]
    if plugin != "auth_socket":
        rest = re.sub(r"^ AS (0x[0-9A-Fa-f]+|'(?:[^'\\]|\\.|'')*')", "", rest)
    # attributes give no right; other code checks whose they are
    rest = re.sub(r" ATTRIBUTE '.*'$", "", rest, flags=re.DOTALL)
    differences = []
    for option in (f"REQUIRE {transport}", f"ACCOUNT {'LOCK' if locked else 'UNLOCK'}", *STATED):
        rest, found = re.subn(rf"(?<!\S){option}(?!\S)", "", rest)
        if found == 0:
            differences.append(f"no {option}")
    for pattern in NEUTRAL:
        rest = re.sub(rf"(?<!\S){pattern}(?!\S)", "", rest)
    # a second factor has a hash too
    rest = re.sub(r"'(?:[^'\\]|\\.|'')*'|0x[0-9A-Fa-f]+", "'...'", " ".join(rest.split()))
    return differences + ([rest] if rest else [])


def privileges_of(text, every):
    """A list of privileges as a set; `every` is what ALL stands for there, empty where nobody knows."""
    parts = re.split(r", (?![^(]*\))", text)
    return set().union(*(every if every and part in ("ALL", "ALL PRIVILEGES") else {part} for part in parts)) - {"USAGE"}


def grants_that_differ(lines, account, wanted, every):
    """In words, and as statements that first give what is missing and then take what is too much, so that an application
    lacks nothing in between. `wanted` has sets of privileges by object."""
    present, words, takes = {}, [], []
    for line in lines:
        text, option = re.subn(r" WITH (GRANT|ADMIN) OPTION$", "", line)
        if text.startswith("REVOKE ") or not text.endswith(f" TO {account}"):
            words.append(line)
            continue
        text = text[: -len(f" TO {account}")]
        grant = GRANT.fullmatch(text)
        if grant is None or grant["privileges"] == "PROXY":
            # roles, and the right to act for another account
            words.append(line)
            takes.append(f"REVOKE {text[len('GRANT ') :]} FROM {account};")
            continue
        privileges, place = grant["privileges"], grant["object"]
        if place in wanted:
            has = privileges_of(privileges, every if place.endswith(".*") else set())
        else:
            has = {privileges} - {"USAGE"}
        present.setdefault(place, set()).update(has)
        extra = has - wanted.get(place, set())
        if extra or option:
            words.append(line)
        if extra:
            takes.append(f"REVOKE {', '.join(sorted(extra))} ON {place} FROM {account};")
        if option:
            takes.append(f"REVOKE GRANT OPTION ON {place} FROM {account};")
    gives = []
    for place, privileges in wanted.items():
        missing = privileges - present.get(place, set())
        if missing:
            words.append(f"no {', '.join(sorted(missing))} ON {place}")
            gives.append(granting(privileges, place, account, every))
    return words, gives + takes


def granting(privileges, place, account, every):
    return f"GRANT {'ALL' if privileges == set(every) else ', '.join(sorted(privileges))} ON {place} TO {account};"


def granted_anew(account, wanted, every):
    """All grants from the start, where taking single ones did not do."""
    return [
        f"REVOKE ALL PRIVILEGES, GRANT OPTION FROM {account};",
        *(granting(privileges, place, account, every) for place, privileges in wanted.items()),
    ]
