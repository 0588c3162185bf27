"""The hash by which the plugin caching_sha2_password knows a password. Made and compared here, no password ever goes to
the server in a statement.

It is `$A$`, thousands of rounds as three hexadecimal digits, `$`, a salt of 20 characters, and the digest of SHA-256
crypt (https://www.akkadia.org/drepper/SHA-crypt.txt) with that salt. The C library's crypt takes a salt of 16 at most.
"""

import hashlib
import hmac
import re
import secrets

DIGITS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SALT_LENGTH = 20
HASH = re.compile(rb"\$A\$([0-9A-Fa-f]{3})\$(.{20})(.{43})", re.DOTALL)


def hashed(password, rounds):
    """A hash of the password, in bytes, with a salt of its own. `rounds` is the server's caching_sha2_password_digest_rounds."""
    salt = "".join(secrets.choice(DIGITS) for _ in range(SALT_LENGTH)).encode()
    thousands = max(1, rounds // 1000)
    return b"$A$%03X$" % thousands + salt + digest(password.encode(), salt, thousands * 1000)


def is_hash_of(stored, password):
    """Whether the server's bytes are a hash of the password. False for what is no such hash."""
    parts = HASH.fullmatch(stored)
    if parts is None:
        return False
    thousands, salt, expected = parts.groups()
    return hmac.compare_digest(digest(password.encode(), salt, int(thousands, 16) * 1000), expected)


def repeated(block, length):
    return (block * (length // len(block) + 1))[:length]


def digest(password, salt, rounds):
    """SHA-256 crypt, in its own 43 characters."""
    length = len(password)
    mixed = hashlib.sha256(password + salt + password).digest()
    first = hashlib.sha256(password + salt + repeated(mixed, length))
    bits = length
    while bits:
        first.update(mixed if bits & 1 else password)
        bits >>= 1
    last = first.digest()
    of_password = repeated(hashlib.sha256(password * length).digest(), length)
    of_salt = repeated(hashlib.sha256(salt * (16 + last[0])).digest(), len(salt))
    for number in range(rounds):
        odd = number & 1
        block = of_password if odd else last
        if number % 3:
            block += of_salt
        if number % 7:
            block += of_password
        last = hashlib.sha256(block + (last if odd else of_password)).digest()
    return encoded(last)


def encoded(last):
    """The 32 bytes, in the order of SHA-crypt, six bits a character."""
    text = ""
    for number in range(10):
        # each of the three indices is 21 higher than in the previous group, modulo 30
        high, middle, low = ((first + 21 * number) % 30 for first in (0, 10, 20))
        text += characters(last[high] << 16 | last[middle] << 8 | last[low], 4)
    return (text + characters(last[31] << 8 | last[30], 3)).encode()


def characters(number, count):
    return "".join(DIGITS[number >> 6 * place & 63] for place in range(count))
