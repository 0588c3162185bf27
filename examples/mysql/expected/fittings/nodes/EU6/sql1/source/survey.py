"""Which accounts the plan wants here, and what is there."""

import collections
import hashlib

import grants
from grants import quoted

# grants: sets of privileges by object; secret: None, or password, generation and whether the previous one may keep
# working
Wanted = collections.namedtuple("Wanted", "user host plugin transport secret grants")
# mark: what Plumbline wrote into the account; retained: the hash of the previous password, which still works, or None
Found = collections.namedtuple("Found", "plugin hash mark retained locked created grants")


def fingerprint(stored):
    return hashlib.sha256(stored).hexdigest()[:16]


def wanted_accounts(plan, clients, server_is):
    """The plan's accounts, one for each host, by user and host."""
    # mysqld keeps names of databases in lower case if it ignores case
    name = plan["database"].lower() if server_is["lower_case"] else plan["database"]
    database = grants.granted_database(name, server_is["partial_revokes"])
    every = set(plan["every"])
    wanted = {}
    for account in plan["accounts"]:
        given = {}
        for grant in account["grants"]:
            place = database if grant["on"] == "database" else grant["on"]
            given[place] = every if grant["privileges"] == ["ALL"] else set(grant["privileges"])
        secret = plan["secrets"].get(account["secret"])
        for host in account["hosts"] + (clients if account["clients"] else []):
            one = Wanted(account["user"], host, account["plugin"], account["transport"], secret, given)
            wanted[one.user, one.host] = one
    return wanted


def survey(server, wanted):
    """The plan's accounts that are there, and those that Plumbline made, by user and host."""
    users = ", ".join(sorted({quoted(user) for user, _ in wanted}))
    rows = server.objects(
        f"""SELECT JSON_OBJECT('user', CONVERT(User USING utf8mb4), 'host', CONVERT(Host USING utf8mb4), 'plugin', plugin,
          'hash', HEX(authentication_string), 'attributes', User_attributes, 'locked', account_locked = 'Y')
        FROM mysql.user
        WHERE User IN ({users}) OR JSON_EXTRACT(User_attributes, '$.metadata.plumbline') IS NOT NULL"""
    )
    rows = [(row["user"], row["host"], row, row["attributes"] or {}) for row in rows]
    rows = [row for row in rows if row[:2] in wanted or "plumbline" in row[3].get("metadata", {})]
    said = definitions(server, [row[:2] for row in rows])
    found = {}
    for user, host, row, attributes in rows:
        retained = attributes.get("additional_password")
        found[user, host] = Found(
            row["plugin"],
            bytes.fromhex(row["hash"] or ""),
            attributes.get("metadata", {}).get("plumbline"),
            retained and retained.encode(),
            bool(row["locked"]),
            said[user, host][0],
            said[user, host][1:],
        )
    return found


def definitions(server, accounts):
    """What SHOW CREATE USER and SHOW GRANTS say of each account, one line each, by user and host."""
    questions = []
    for user, host in accounts:
        account = f"{quoted(user)}@{quoted(host)}"
        # a row of two cells, which SHOW never returns, marks the beginning of the next account
        questions.append(f"SELECT {quoted(user)}, {quoted(host)}; SHOW CREATE USER {account}; SHOW GRANTS FOR {account};")
    said = {}
    for row in server.rows("\n".join(questions)):
        if len(row) == 2:
            lines = said[row[0], row[1]] = []
        else:
            lines.append(row[0])
    return said
