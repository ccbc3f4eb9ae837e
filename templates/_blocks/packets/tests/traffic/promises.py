"""What your policy promises, in packets: yours to change together with `workload/service/runtime/policy.yaml`.

`test_policy.py` sends each of them through the function with that policy. It is written apart from the policy, so that
a rule that is lost, or an address that is mistyped, is noticed before it is deployed.
"""

from tests.traffic.promise import Promise, Protocol

SERVER4, SERVER6 = "203.0.113.9", "2001:db8:203::9"
INSIDE4, INSIDE6 = "10.200.0.5", "fd00:1::5"
STRANGER4, STRANGER6 = "192.0.2.7", "2001:db8:99::7"

PROMISES = [
    Promise(
        about="inside, any TCP", source=INSIDE4, destination=SERVER4, protocol=Protocol.TCP, port=5432, passes=True
    ),
    Promise(
        about="inside, any TCP", source=INSIDE6, destination=SERVER6, protocol=Protocol.TCP, port=5432, passes=True
    ),
    Promise(about="inside, any UDP", source=INSIDE4, destination=SERVER4, protocol=Protocol.UDP, port=53, passes=True),
    Promise(about="inside, any UDP", source=INSIDE6, destination=SERVER6, protocol=Protocol.UDP, port=53, passes=True),
    Promise(about="inside, shares", source=INSIDE4, destination=SERVER4, protocol=Protocol.TCP, port=445, passes=False),
    Promise(about="inside, shares", source=INSIDE6, destination=SERVER6, protocol=Protocol.TCP, port=445, passes=False),
    Promise(
        about="strangers, web", source=STRANGER4, destination=SERVER4, protocol=Protocol.TCP, port=443, passes=True
    ),
    Promise(
        about="strangers, web", source=STRANGER6, destination=SERVER6, protocol=Protocol.TCP, port=443, passes=True
    ),
    Promise(
        about="strangers, SSH", source=STRANGER4, destination=SERVER4, protocol=Protocol.TCP, port=22, passes=False
    ),
    Promise(
        about="strangers, SSH", source=STRANGER6, destination=SERVER6, protocol=Protocol.TCP, port=22, passes=False
    ),
    Promise(
        about="strangers, QUIC", source=STRANGER4, destination=SERVER4, protocol=Protocol.UDP, port=443, passes=False
    ),
    Promise(about="strangers, ping", source=STRANGER4, destination=SERVER4, protocol=Protocol.ICMP, passes=True),
    Promise(about="strangers, ping", source=STRANGER6, destination=SERVER6, protocol=Protocol.ICMP, passes=True),
]
