"""Policies of the tests, and where their function stands."""

from packet_filter.placement import Entry, Function, Placement

FILTER = Placement(function=Function.FILTER, entry=Entry.GATEWAY, inside="tunnel", outside="tunnel")
SOURCE_NAT = Placement(function=Function.SOURCE_NAT, entry=Entry.GATEWAY, inside="tunnel", outside="eth0")
BALANCED = Placement(function=Function.FILTER, entry=Entry.NETWORK, inside="eth0", outside="eth0")

RULE = "{name: web, action: accept, protocol: tcp, ports: [80]}"
WEB = f"rules: [{RULE}]"
EVERYTHING = """\
rules:
  - name: web
    action: accept
    protocol: tcp
    from: [10.0.0.0/8, "2001:db8::/32"]
    to: [198.51.100.0/24, 203.0.113.7]
    ports: [443, 80, 8000-8100]
  - {name: icmp, action: drop, protocol: icmp}
source_nat:
  - name: out
    from: [10.0.0.0/16]
    addresses: [203.0.113.10, 203.0.113.12]
    ports: 2000-3000
  - {name: other, from: ["fd00::/8", 10.1.0.0/16], addresses: interface}
limits:
  sessions: 1000
  new_sessions_per_source: 50
  max_segment: 1400
"""
FORWARDS = """\
rules:
  - {name: service, action: accept, protocol: tcp, from: [10.0.0.0/8], ports: [443, 53]}
  - {name: names, action: accept, protocol: udp}
forwards:
  - {name: https, protocol: tcp, port: 443, to: 10.0.3.4, to_port: 8443}
  - {name: names, protocol: udp, port: 53, to: "fd00::53", to_port: 5353}
"""
