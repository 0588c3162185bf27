"""A Linux network stack of its own at a port of the fabric: a tap device in a network namespace, joined to a socket.

Started as `unshare --net python3 linux_host.py SOCKET ADDRESS GATEWAY`; does what its lines of input say and answers
each with one line. Nothing of it stays when it ends.
"""
import fcntl
import hashlib
import os
import socket
import struct
import subprocess
import sys
import threading
import time

TUNSETIFF, TAP, NO_PACKET_INFORMATION = 0x400454CA, 0x0002, 0x1000
path, address, gateway = sys.argv[1:]

tap = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", b"card", TAP | NO_PACKET_INFORMATION))
cable = socket.socket(socket.AF_UNIX)
cable.connect(path)


def to_fabric():
    while True:
        frame = os.read(tap, 65536)
        cable.sendall(struct.pack(">I", len(frame)) + frame)


def from_fabric():
    with cable.makefile("rb") as stream:
        while head := stream.read(4):
            os.write(tap, stream.read(struct.unpack(">I", head)[0]))


def ip(*words):
    return subprocess.run(("ip", *words), check=True, capture_output=True, text=True).stdout


def settings(**values):
    for name, value in values.items():
        with open(f"/proc/sys/net/ipv6/conf/card/{name}", "w") as file:
            file.write(str(value))


def serve(port):
    """Takes one connection in the background; the next `served` tells what came."""
    listener = socket.create_server(("::", int(port)), family=socket.AF_INET6)

    def take():
        connection, _ = listener.accept()
        digest = hashlib.sha256()
        with connection, connection.makefile("rb") as stream:
            while data := stream.read(65536):
                digest.update(data)
        results.append(digest.hexdigest())

    global taking
    taking = threading.Thread(target=take, daemon=True)
    taking.start()
    return "listening"


def served():
    taking.join(60)
    return results.pop() if results else "nothing"


def send(to, port, octets):
    data = os.urandom(1 << 20) * (int(octets) >> 20)
    try:
        with socket.create_connection((to, int(port)), timeout=60) as connection:
            connection.sendall(data)
    except OSError as error:
        return type(error).__name__
    return hashlib.sha256(data).hexdigest()


def ping(to, size, hops, wait="20"):
    words = ("ping", "-6", "-c", "1", "-W", wait, "-s", size, "-t", hops, to)
    return " ".join(subprocess.run(words, capture_output=True, text=True).stdout.split())


def route(to):
    return " ".join(ip("-6", "route", "get", to).split())


results = []
taking = None
settings(accept_ra=0)
for target in (to_fabric, from_fabric):
    threading.Thread(target=target, daemon=True).start()
ip("link", "set", "lo", "up")
ip("link", "set", "card", "up")
ip("-6", "address", "add", f"{address}/64", "dev", "card")
ip("-6", "route", "add", "default", "via", gateway, "dev", "card")
while ip("-6", "address", "show", "dev", "card", "tentative"):
    time.sleep(0.05)
print("up", flush=True)
for line in sys.stdin:
    name, *words = line.split()
    print({"serve": serve, "served": served, "send": send, "ping": ping, "route": route}[name](*words), flush=True)
