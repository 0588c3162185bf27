"""Accounts that Plumbline made and the plan has no more."""

import collections

import grants
from grants import quoted, shown


def references(server, accounts):
    """What needs an account that is to go, by `user@host`: objects that run with its rights, and who has it as a role."""
    names = ", ".join(quoted(f"{user}@{host}") for user, host in accounts)
    places = (
        ("view", "CONCAT(TABLE_SCHEMA, '.', TABLE_NAME)", "DEFINER", "information_schema.VIEWS"),
        ("trigger", "CONCAT(TRIGGER_SCHEMA, '.', TRIGGER_NAME)", "DEFINER", "information_schema.TRIGGERS"),
        ("routine", "CONCAT(ROUTINE_SCHEMA, '.', ROUTINE_NAME)", "DEFINER", "information_schema.ROUTINES"),
        ("event", "CONCAT(EVENT_SCHEMA, '.', EVENT_NAME)", "DEFINER", "information_schema.EVENTS"),
        ("role of", "CONCAT(TO_USER, '@', TO_HOST)", "CONCAT(FROM_USER, '@', FROM_HOST)", "mysql.role_edges"),
        ("proxied by", "CONCAT(User, '@', Host)", "CONCAT(Proxied_user, '@', Proxied_host)", "mysql.proxies_priv"),
    )
    rows = server.objects(
        *(
            f"""SELECT JSON_OBJECT('account', CONVERT({account} USING utf8mb4), 'is', CONCAT('{kind} ', {name}))
            FROM {table} WHERE {account} IN ({names})"""
            for kind, name, account, table in places
        )
    )
    found = collections.defaultdict(list)
    for row in rows:
        found[row["account"]].append(row["is"])
    return found


def sessions(server, user, host):
    """Ids of sessions that are open as this account; the host of an account is a pattern for their addresses."""
    rows = server.rows(
        f"""SELECT PROCESSLIST_ID FROM performance_schema.threads
        WHERE PROCESSLIST_USER = {quoted(user)} AND PROCESSLIST_HOST LIKE {quoted(host)} ORDER BY PROCESSLIST_ID;"""
    )
    return [row[0] for row in rows]


def retire(step, found):
    """Drops accounts that nothing needs and locks those that something needs: a locked account lets nobody in, and what
    runs with its rights goes on."""
    if not found:
        return
    needed = references(step.server, found)
    for (user, host), account in sorted(found.items()):
        name = f"{quoted(user)}@{quoted(host)}"
        uses = needed[f"{user}@{host}"]
        still = "" if account.locked else open_sessions(step, user, host)
        if not uses:
            step.change(name, "dropped: the plan has it no more" + still, [f"DROP USER {name};"])
            continue
        statements = [] if account.locked else [f"ALTER USER {name} ACCOUNT LOCK;"]
        # objects that run with its rights may do what the plan now grants the user
        if user in step.grants_of:
            _, changes = grants.grants_that_differ(account.grants, shown(user, host), step.grants_of[user], step.every)
            statements += changes
        step.change(
            name,
            f"locked: the plan has it no more, but it is needed by: {', '.join(sorted(uses))}. Give these another DEFINER, or"
            f" revoke the role, then apply again: it is dropped then{still}",
            statements,
        )


def open_sessions(step, user, host):
    ids = sessions(step.server, user, host)
    return f"; sessions that are open go on until they end or you KILL them: {', '.join(ids)}" if ids else ""
