"""A mailbox server for tests: as much of IMAP4rev1 (RFC 3501) as a reader of a mailbox speaks, over TLS."""

from __future__ import annotations

import base64
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Mailbox", "serving"]


class Mailbox:
    """One folder of one person: messages by their number, which of them were seen, and what was asked for."""

    def __init__(
        self, *messages: bytes, user: str = "edition", password: str = "secret", folder: str = "INBOX"
    ) -> None:
        self.messages = {number * 7: message for number, message in enumerate(messages, 1)}
        self.seen: set[int] = set()
        self.user, self.password, self.folder = user, password, folder
        self.plain = True
        self.asked: list[str] = []
        self.port = 0


class _Talk(socketserver.StreamRequestHandler):
    box: Mailbox

    def handle(self) -> None:
        self.say("* OK ready")
        self.inside = self.opened = False
        while line := self.rfile.readline().decode("utf-8").rstrip("\r\n"):
            tag, _, rest = line.partition(" ")
            verb, _, rest = rest.partition(" ")
            if verb.upper() == "UID":
                verb, _, rest = rest.partition(" ")
            self.box.asked.append(verb.upper())
            answer = getattr(self, f"on_{verb.lower()}", None)
            self.say(f"{tag} {answer(rest) if answer else 'BAD'} ({verb})")
            if verb.upper() == "LOGOUT":
                return

    def say(self, line: str, data: bytes = b"") -> None:
        self.wfile.write(line.encode() + data + (b")" if data else b"") + b"\r\n")

    def on_capability(self, rest: str) -> str:
        self.say("* CAPABILITY IMAP4rev1" + (" AUTH=PLAIN" if self.box.plain else ""))
        return "OK"

    def on_authenticate(self, rest: str) -> str:
        self.say("+ ")
        _, user, password = base64.b64decode(self.rfile.readline()).decode().split("\0")
        return self.let_in(user, password)

    def on_login(self, rest: str) -> str:
        found = re.fullmatch(r'"((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"', rest)
        return self.let_in(*(re.sub(r"\\(.)", r"\1", one) for one in found.groups())) if found else "BAD arguments"

    def let_in(self, user: str, password: str) -> str:
        self.inside = (user, password) == (self.box.user, self.box.password)
        return "OK" if self.inside else "NO [AUTHENTICATIONFAILED] wrong name or password"

    def on_select(self, rest: str) -> str:
        self.opened = self.inside and rest == f'"{self.box.folder}"'
        if self.opened:
            self.say(f"* {len(self.box.messages)} EXISTS")
        return "OK [READ-WRITE]" if self.opened else "NO no such folder"

    def on_search(self, rest: str) -> str:
        unseen = sorted(self.box.messages.keys() - self.box.seen)
        self.say("* SEARCH" + "".join(f" {number}" for number in unseen))
        return "OK" if self.opened and rest == "UNSEEN" else "BAD"

    def on_fetch(self, rest: str) -> str:
        number, _, what = rest.partition(" ")
        found = re.fullmatch(r"\(BODY\.PEEK\[\]<0\.(\d+)>\)", what)
        if not found or not self.opened:
            return "BAD"
        data = self.box.messages[int(number)][: int(found[1])]
        self.say(f"* 1 FETCH (UID {number} BODY[]<0> {{{len(data)}}}\r\n", data)
        return "OK"

    def on_store(self, rest: str) -> str:
        numbers, _, what = rest.partition(" ")
        if what != "+FLAGS (\\Seen)":
            return "BAD"
        self.box.seen.update(map(int, numbers.split(",")))
        return "OK"

    def on_logout(self, rest: str) -> str:
        self.say("* BYE")
        return "OK"


@contextmanager
def serving(box: Mailbox, context: ssl.SSLContext) -> Iterator[Mailbox]:
    """Serve a mailbox on this machine; its port is noted in it."""

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def get_request(self):  # type: ignore[no-untyped-def]
            connection, address = super().get_request()
            return context.wrap_socket(connection, server_side=True), address

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing: a client that does not trust the certificate goes away."""

    talk = type("Talk", (_Talk,), {"box": box})
    with Server(("127.0.0.1", 0), talk) as server:
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield box
        server.shutdown()
