"""What your policy promises, in packets to the ports of the function: yours to change together with the policy.

`test_policy.py` sends each of them through the function with `workload/service/runtime/policy.yaml`. A port that leads
nowhere any more is noticed before it is deployed.
"""

from tests.traffic.promise import FUNCTION, Promise, Protocol

CLIENT4, CLIENT6 = "10.200.0.5", "fd00:1::5"
BACKEND = "10.0.3.4"

PROMISES = [
    Promise(about="HTTPS", source=CLIENT4, destination=FUNCTION, protocol=Protocol.TCP, port=443, passes=True),
    Promise(about="HTTP", source=CLIENT4, destination=FUNCTION, protocol=Protocol.TCP, port=80, passes=False),
    Promise(about="SSH", source=CLIENT4, destination=FUNCTION, protocol=Protocol.TCP, port=22, passes=False),
    Promise(about="QUIC", source=CLIENT4, destination=FUNCTION, protocol=Protocol.UDP, port=443, passes=False),
    Promise(about="over IPv6", source=CLIENT6, destination=FUNCTION, protocol=Protocol.TCP, port=443, passes=False),
    # The function forwards its own ports and routes nothing else.
    Promise(
        about="past the function", source=CLIENT4, destination=BACKEND, protocol=Protocol.TCP, port=8443, passes=False
    ),
]
