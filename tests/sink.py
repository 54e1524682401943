"""A mail server for tests: keeps what it takes, and misbehaves by script."""

import asyncio
import socket
from collections import Counter
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Sink:
    """``refuse`` maps addresses to answers at RCPT; ``drop_at`` numbers the letters at which the
    link is cut instead of an answer; ``delay`` (seconds) comes before each letter is taken."""

    def __init__(self, refuse=None, drop_at=(), delay=0.0):
        self.refuse, self.drop_at, self.delay = refuse or {}, set(drop_at), delay
        self.taken, self.tried, self.envelopes = [], 0, []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.tried += 1
        if self.tried in self.drop_at:
            server.transport.abort()
            await asyncio.sleep(0.05)
            return "421 gone"
        await asyncio.sleep(self.delay)
        self.envelopes.append(list(envelope.rcpt_tos))
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def by_message_id(self) -> Counter:
        return Counter(message["Message-ID"] for message in self.taken)

    def __enter__(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()
        return self

    def __exit__(self, *exception):
        self.controller.stop()
