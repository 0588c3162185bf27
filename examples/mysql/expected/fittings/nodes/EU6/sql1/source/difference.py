"""What differs between an account and the plan, in words, and the statements that mend it."""

import json

import caching_sha2
import grants
from grants import quoted, shown
from survey import fingerprint

# all options that an account would otherwise take from the server's defaults
OPTIONS = (
    "WITH MAX_QUERIES_PER_HOUR 0 MAX_UPDATES_PER_HOUR 0 MAX_CONNECTIONS_PER_HOUR 0 MAX_USER_CONNECTIONS 0 "
    + " ".join(grants.STATED)
    + " FAILED_LOGIN_ATTEMPTS 0 PASSWORD_LOCK_TIME 0"
)


def identification(wanted, found, rounds):
    """How the account identifies itself: the words for a difference, the clause, the mark, whether the password before
    is to end."""
    secret = wanted.secret
    if secret is None:
        return [], "IDENTIFIED WITH auth_socket", {"generation": 0}, False
    is_right = found is not None and found.plugin == wanted.plugin and caching_sha2.is_hash_of(found.hash, secret["password"])
    mark = {"generation": secret["generation"]}
    stored = found.hash if is_right else caching_sha2.hashed(secret["password"], rounds)
    clause = f"IDENTIFIED WITH caching_sha2_password AS 0x{stored.hex()}"
    if found is None:
        return [], clause, mark, False
    before = found.mark if isinstance(found.mark, dict) else {}
    is_rotation = not is_right and isinstance(before.get("generation"), int) and before["generation"] < secret["generation"]
    # only a password that this program retained keeps working: a second password that somebody else gave the account
    # ends
    goes_on = secret["retain"] and found.retained is not None and fingerprint(found.retained) == before.get("retains")
    keeps = secret["oldest"] and goes_on
    if is_rotation and secret["retain"] and not keeps and found.plugin == wanted.plugin and found.hash:
        mark["retains"] = fingerprint(found.hash)
        return ["a new password, and the one before goes on"], f"{clause} RETAIN CURRENT PASSWORD", mark, False
    if goes_on:
        mark["retains"] = before["retains"]
    words = ([] if is_right else ["a new password"]) + (["the password before ends"] if found.retained and not goes_on else [])
    return words, clause, mark, found.retained is not None and not goes_on


def difference(wanted, found, plan, server_is, from_the_start):
    """What an account lacks, in words, and the statements that mend it; both empty where it is as the plan says."""
    account = f"{quoted(wanted.user)}@{quoted(wanted.host)}"
    every = set(plan["every"])
    words, clause, mark, ends = identification(wanted, found, server_is["rounds"])
    old = found.mark if found is not None and isinstance(found.mark, dict) else {}
    attribute = json.dumps({"plumbline": {**{key: None for key in old if key not in mark}, **mark}})
    definition = f"{account} {clause} REQUIRE {wanted.transport} {OPTIONS} ACCOUNT UNLOCK ATTRIBUTE {quoted(attribute)};"
    name = shown(wanted.user, wanted.host)
    if found is None:
        given = [grants.granting(privileges, place, account, every) for place, privileges in wanted.grants.items()]
        return ["made"], [f"CREATE USER {definition}", *given]
    words += grants.options_that_differ(found.created, name, wanted.plugin, wanted.transport, locked=False)
    if found.mark is None:
        words.append("the plan's from now on")
    statements = [f"ALTER USER {definition}"] if words or found.mark != mark else []
    if "DEFAULT ROLE" in found.created:
        statements.append(f"SET DEFAULT ROLE NONE TO {account};")
    if ends:
        statements.append(f"ALTER USER {account} DISCARD OLD PASSWORD;")
    about_grants, changes = grants.grants_that_differ(found.grants, name, wanted.grants, every)
    if about_grants and from_the_start:
        changes += grants.granted_anew(account, wanted.grants, every)
    return words + about_grants, statements + changes
