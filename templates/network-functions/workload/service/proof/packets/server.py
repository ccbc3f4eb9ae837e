"""The server of the proof: answers on every port that the plan names, and tells each caller which address it saw."""

import socket
import socketserver
import threading
import time
from typing import Any

# First byte of a TCP connection: what the caller wants.
ECHO, SINK = b"E", b"S"
CHUNK = 256 * 1024
# A caller that went away must not keep a thread for ever.
IDLE_SECONDS = 120.0


class _Tcp(socketserver.BaseRequestHandler):
    """ECHO: the caller's address in a line, then everything comes back. SINK: how many bytes came, in a line."""

    def handle(self) -> None:
        connection: socket.socket = self.request
        connection.settimeout(IDLE_SECONDS)
        try:
            if connection.recv(1) == SINK:
                self._count(connection)
                return
            connection.sendall(f"{self.client_address[0]}\n".encode())
            while data := connection.recv(CHUNK):
                connection.sendall(data)
        except OSError:
            # The caller was cut off, which is what some tests are about, and it counts that itself.
            return

    @staticmethod
    def _count(connection: socket.socket) -> None:
        count = 0
        buffer = bytearray(CHUNK)
        while received := connection.recv_into(buffer):
            count += received
        connection.sendall(f"{count}\n".encode())


class _Udp(socketserver.BaseRequestHandler):
    """The datagram comes back with the caller's address behind it."""

    def handle(self) -> None:
        data, answer_by = self.request
        answer_by.sendto(data + b" " + self.client_address[0].encode(), self.client_address)


class _TcpServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


class Server:
    """Listens from `with` on. tcp, udp: port numbers; 0 takes a free one, which `ports` then names in this order."""

    def __init__(self, *, tcp: list[int], udp: list[int], host: str = "") -> None:
        self._servers: list[socketserver.TCPServer | socketserver.UDPServer] = []
        self._servers += [_TcpServer((host, port), _Tcp) for port in tcp]
        self._servers += [socketserver.ThreadingUDPServer((host, port), _Udp) for port in udp]

    @property
    def ports(self) -> list[int]:
        return [int(server.socket.getsockname()[1]) for server in self._servers]

    def __enter__(self) -> "Server":
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()


def serve(plan: dict[str, Any]) -> dict[str, Any]:
    """Serve for `seconds`, and then end: a suite that was cancelled leaves no task running for ever."""
    with Server(tcp=plan["tcp"], udp=plan["udp"]):
        time.sleep(plan["seconds"])
    return {"served_seconds": plan["seconds"]}
