"""The policies that the tests give the function. The one that is deployed has its own test: `test_policy.py`."""

# Ports that all of them let through, from anywhere; TCP's for flows, UDP's for streams and marked packets.
TCP, UDP = 7000, 7000

OPEN = """
limits: {sessions: 65536, new_sessions_per_source: 1000000}
rules:
  - {name: tcp, action: accept, protocol: tcp}
  - {name: udp, action: accept, protocol: udp}
"""

FILTER = """
rules:
  - {name: closed, action: drop, protocol: tcp, ports: [7099]}
  - {name: flows, action: accept, protocol: tcp, ports: [7000-7100]}
  - {name: stream, action: accept, protocol: udp, ports: [7000]}
  - {name: friends, action: accept, protocol: udp, from: [10.10.0.0/24, "2001:db8:10::/64"], ports: [7200]}
  - {name: exchange, action: accept, protocol: udp, to: [198.18.1.2, "2001:db8:1::2"], ports: [7300]}
  - {name: ping, action: accept, protocol: icmp}
"""
# What source NAT gives away, and its few ports, so that they have to be used again.
PUBLIC4, PUBLIC6 = "198.18.1.10", "2001:db8:1::10"
SOURCE_NAT = f"""
rules:
  - {{name: tcp, action: accept, protocol: tcp}}
  - {{name: udp, action: accept, protocol: udp}}
  - {{name: ping, action: accept, protocol: icmp}}
source_nat:
  - {{name: out4, from: [10.0.0.0/8], addresses: [{PUBLIC4}], ports: 20000-20099}}
  - {{name: out6, from: ["2001:db8:10::/64"], addresses: ["{PUBLIC6}"], ports: 20000-20099}}
"""
