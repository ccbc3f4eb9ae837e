"""One packet in GENEVE, as a Gateway Load Balancer sends it from the place of the client, and what comes back."""

from images.wires import INSIDE, Wires
from scapy.all import IP, TCP
from scapy.contrib.geneve import GENEVE, GeneveOptions

# The source port of what comes back is not the one that it is sent to, so this needs two sockets.
EXCHANGE = """
import socket, sys
answers, out = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
answers.bind(("", 6081))
answers.settimeout(2)
out.sendto(bytes.fromhex(sys.argv[2]), (sys.argv[1], 6081))
try:
    print(answers.recv(2000).hex())
except TimeoutError:
    pass
"""
# The header with its one option, before the packet.
HEADER_BYTES = 20


def exchange(wires: Wires, port: int) -> tuple[bytes, bytes]:
    """The UDP payload with a packet of a stranger to this TCP port, and the one that comes back, or nothing."""
    option = GeneveOptions(classid=0x0108, type=1, length=2, data=bytes(range(8)))
    packet = IP(src="10.1.0.2", dst="10.2.0.2", ttl=64) / TCP(sport=40000, dport=port)
    sent = bytes(GENEVE(proto=0x0800, optionlen=3, options=[option]) / packet)
    return sent, bytes.fromhex(wires.do("client", "python3", "-c", EXCHANGE, INSIDE, sent.hex()).strip())
