"""accounts.py STEP SESSION: makes the accounts of this server those that accounts.json beside it says, then looks again.
Hosts of clients come on the standard input, one a line. SESSION is the statement with which a session of root begins.

Accounts that Plumbline made carry an attribute that says so: who made an account is known in one place, with the account.
No statement holds a password, and none is shown.
"""

import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from difference import difference  # noqa: E402
from former import retire  # noqa: E402
from server import Server, ServerError  # noqa: E402
from survey import survey, wanted_accounts  # noqa: E402

# the second round grants everything of an account anew
ROUNDS_OF_CHANGES = 2


class Step:
    """One run of the step."""

    def __init__(self, name, server, plan, clients):
        self.name = name
        self.server = server
        self.plan = plan
        self.every = set(plan["every"])
        self.flaws = 0
        self.told = set()
        (self.server_is,) = server.objects(
            """SELECT JSON_OBJECT('partial_revokes', @@GLOBAL.partial_revokes, 'lower_case', @@GLOBAL.lower_case_table_names,
              'rounds', @@GLOBAL.caching_sha2_password_digest_rounds, 'mandatory_roles', @@GLOBAL.mandatory_roles)"""
        )
        self.wanted = wanted_accounts(plan, clients, self.server_is)
        self.grants_of = {user: account.grants for (user, _), account in self.wanted.items()}

    def say(self, message):
        print(f"{self.name}: {message}", flush=True)

    def flaw(self, cause, remedy):
        print(f"{self.name}: {cause}\n{self.name}: to do: {remedy}", file=sys.stderr, flush=True)
        self.flaws += 1

    def change(self, account, words, statements):
        """Runs the statements of one account; an error of one does not keep the others from being mended."""
        try:
            if statements:
                self.server.rows("\n".join(statements))
        except ServerError as error:
            self.flaw(f"the account {account} could not be changed: {error}", "correct what the server says, then apply again")
            return
        if account not in self.told:
            self.say(f"account {account} {words}")
        self.told.add(account)

    def differences(self, found, number=0):
        for key, account in sorted(self.wanted.items()):
            there = found.get(key)
            words, statements = difference(account, there, self.plan, self.server_is, from_the_start=number > 0)
            if words or statements:
                said = "made" if there is None else f"changed: {'; '.join(words or ['its mark'])}"
                yield f"'{account.user}'@'{account.host}'", said, statements

    def run(self):
        found = survey(self.server, self.wanted)
        for number in range(ROUNDS_OF_CHANGES):
            changes = list(self.differences(found, number))
            if not changes or self.flaws:
                break
            for account, words, statements in changes:
                self.change(account, words, statements)
            found = survey(self.server, self.wanted)
        if self.flaws == 0:
            for account, words, _ in self.differences(found):
                # somebody else restores it, or this program does not know how to remove it
                self.flaw(
                    f"the account {account} still differs from the plan after it was {words}",
                    "take away by hand what is named here (SHOW CREATE USER, SHOW GRANTS), then apply again",
                )
        retire(self, {key: account for key, account in found.items() if key not in self.wanted})
        self.notices(found)

    def notices(self, found):
        """What is right, and good to know."""
        kept = sorted({user for (user, _), account in found.items() if account.retained})
        for user in kept:
            self.say(f"the password of {user} before the present one goes on; {self.end_of_password(user)}")
        roles = self.server_is["mandatory_roles"]
        if roles:
            self.say(f"notice: this server gives every account the roles {roles} too (mandatory_roles)")

    def end_of_password(self, user):
        if user == self.plan["replicator"]:
            return "it ends once its replica uses the present one"
        return f"end it with discardOld in the plan's secrets: {user}"


def main():
    name, session = sys.argv[1:]
    with open(os.path.join(HERE, "accounts.json"), encoding="utf-8") as file:
        plan = json.load(file)
    clients = sys.stdin.read().split()
    try:
        step = Step(name, Server(session), plan, clients)
        step.run()
    except ServerError as error:
        print(f"{name}: the accounts could not be compared: {error}", file=sys.stderr)
        print(f"{name}: to do: see what mysqld says, then apply again", file=sys.stderr)
        sys.exit(1)
    sys.exit(1 if step.flaws else 0)


main()
