"""What is wrong with a policy is said in one sentence: line, value, rule, and an example."""

import pytest
import yaml
from packet_filter import policy_file, yaml_document
from packet_filter.policy_error import PolicyError

from tests.unit.packet_filter.policies import RULE

LOADERS = {"Python": yaml.BaseLoader, "libyaml": getattr(yaml, "CBaseLoader", yaml.BaseLoader)}
NAT = "{name: out, from: [10.0.0.0/16], addresses: interface}"


@pytest.fixture(params=list(LOADERS.values()), ids=list(LOADERS))
def _either_loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever a platform has, refusals are the same."""
    monkeypatch.setattr(yaml_document, "_LOADER", request.param)


def rule(**fields: str) -> str:
    """A policy whose rule, in line 2, has these fields."""
    written = {"name": "web", "action": "accept", "protocol": "tcp"} | fields
    return "rules:\n  - {" + ", ".join(f"{key.rstrip('_')}: {value}" for key, value in written.items()) + "}"


def nat(fields: str) -> str:
    """A policy whose source NAT, in line 3, has these fields."""
    return f"rules: []\nsource_nat:\n  - {{name: out, {fields}}}"


def forward(**fields: str) -> str:
    """A policy whose forward, in line 3, has these fields."""
    written = {"name": "https", "protocol": "tcp", "port": "443", "to": "10.0.3.4", "to_port": "8443"} | fields
    return f"rules: [{RULE}]\nforwards:\n  - {{" + ", ".join(f"{key}: {value}" for key, value in written.items()) + "}"


def limit(name: str, value: str) -> str:
    """A policy with this limit, in line 2."""
    return f"rules: []\nlimits: {{{name}: {value}}}"


@pytest.mark.usefixtures("_either_loader")
@pytest.mark.parametrize(
    ("text", "line", "said", "example"),
    [
        pytest.param("", 1, "the policy is empty", "rules: []", id="empty"),
        pytest.param("# later\n", 1, "the policy is empty", "rules: []", id="only a comment"),
        pytest.param("limits: {}", 1, "the policy has no rules", "rules: []", id="no rules"),
        pytest.param("rules:\n", 1, "rules is empty; a list is needed", "[{name: web", id="nothing in rules"),
        pytest.param("- 1", 1, "the policy is a list; keys and values", "rules: [...]", id="list"),
        pytest.param("rules: [", 1, "this is not YAML", "rules: []", id="no YAML"),
        pytest.param("rules: []\n\tx: 1", 2, "this is not YAML", "rules: []", id="tab"),
        pytest.param("rules: []\n# \x00", 2, "this is not YAML", "rules: []", id="control character"),
        pytest.param("rules: []\n---\nrules: []", 3, "a second document begins", "without the line ---", id="two"),
        pytest.param("rules: &a []", 1, "'&a' is a reference", "[10.0.0.0/8]", id="anchor"),
        pytest.param("rules: []\nrules: []", 2, "'rules' of the policy stands in line 1", "rules: [", id="key twice"),
        pytest.param("rules: []\nroutes: []", 2, "unknown key 'routes' in the policy", "rules: [", id="unknown key"),
        pytest.param(rule(port="80"), 2, "unknown key 'port' in a rule; it may have name,", "name: web", id="port"),
        pytest.param("rules: [{name: web}]", 1, "a rule has no action", "action: accept", id="no action"),
        pytest.param("rules: [web]", 1, "a rule is 'web'; keys and values", "name: web", id="no rule"),
        pytest.param(rule(protocol="gre"), 2, "unknown protocol 'gre'; it is one of tcp,", "protocol: tcp", id="gre"),
        pytest.param(rule(action="reject"), 2, "unknown action 'reject'", "action: accept", id="reject"),
        pytest.param(rule(name="Web"), 2, "name 'Web' has to be a lower-case", "example web", id="name"),
        pytest.param(rule(name="a" * 32), 2, "up to 30 letters", "example web", id="long name"),
        pytest.param(rule(name="[a]"), 2, "name is a list; one value", "example web", id="list as name"),
        pytest.param(
            rule(ports="[70000]"), 2, "port 70000 has to be a whole number from 1 to 65535", "8000", id="70000"
        ),
        pytest.param(rule(ports="[0]"), 2, "port 0 has to be", "8000-8100", id="port 0"),
        pytest.param(rule(ports="[https]"), 2, "port https has to be", "8000-8100", id="port by name"),
        pytest.param(rule(ports="[90-80]"), 2, "ports 90-80 run backwards", "80-90", id="reversed"),
        pytest.param(rule(ports="[1-70000]"), 2, "port 70000 has to be", "8000-8100", id="end of range"),
        pytest.param(rule(ports="80"), 2, "ports is '80'; a list is needed", "[80, 443", id="no list"),
        pytest.param(rule(ports="[]"), 2, "ports is an empty list; leave it out", "[80, 443", id="empty list"),
        pytest.param(rule(ports="[80, 70-90]"), 2, "70-90 overlaps 80 of line 2", "[70-90]", id="ports overlap"),
        pytest.param(rule(ports="[80]", protocol="icmp"), 2, "ports with protocol icmp", "protocol: tcp", id="icmp"),
        pytest.param(rule(ports="[80]", protocol="any"), 2, "ports with protocol any", "protocol: tcp", id="any"),
        pytest.param(rule(from_="[10.0.0.256]"), 2, "from '10.0.0.256' is not an address", "10.0.0.0/8", id="address"),
        pytest.param(rule(from_="[10.0.0.0/33]"), 2, "from '10.0.0.0/33' is not", "10.0.0.0/8", id="prefix"),
        pytest.param(rule(to="[host]"), 2, "to 'host' is not an address", "2001:db8::/32", id="host name"),
        pytest.param(rule(to='["fe80::1%eth0"]'), 2, "to 'fe80::1%eth0' is not", "2001:db8::/32", id="scope"),
        pytest.param(rule(from_="[10.0.0.0/255.0.0.0]"), 2, "'10.0.0.0/255.0.0.0' is not", "10.0.0.0/8", id="mask"),
        pytest.param(rule(from_="[10.0.0.1/8]"), 2, "from 10.0.0.1/8 has host bits set", "10.0.0.0/8", id="host bits"),
        pytest.param(rule(to='["2001:db8::1/32"]'), 2, "has host bits set", "2001:db8::/32", id="host bits of IPv6"),
        pytest.param(
            rule(from_="[10.1.0.0/16, 10.0.0.0/8]"), 2, "10.0.0.0/8 overlaps 10.1.0.0/16", "[10.0.0.0/8]", id="overlap"
        ),
        pytest.param(
            rule(from_="[10.0.0.0/8]", to='["2001:db8::/32"]'),
            2,
            "from has only IPv4 and to only IPv6",
            "from: [10.0.0.0/8]",
            id="mixed families",
        ),
        pytest.param(f"rules: [{RULE},\n{RULE}]", 2, "name 'web' is that of line 1", "example web-2", id="name twice"),
        pytest.param(nat("from: [10.0.0.0/8]"), 3, "has no addresses", "addresses: [203.0.113.10]", id="no addresses"),
        pytest.param(
            nat("from: [10.0.0.0/8], addresses: [all]"), 3, "addresses 'all' is not", "203.0.113.10", id="NAT address"
        ),
        pytest.param(
            nat("from: [10.0.0.0/8], addresses: [224.0.0.1]"),
            3,
            "is not the address of a single",
            "203",
            id="multicast",
        ),
        pytest.param(
            nat("from: [10.0.0.0/8], addresses: [10.9.9.9, 10.9.9.9]"), 3, "has 10.9.9.9 in line 3", "[10", id="twice"
        ),
        pytest.param(
            nat('from: [10.0.0.0/8], addresses: [10.9.9.9, "fd00::1"]'), 3, "mixes fd00::1 and", "[10", id="mixed NAT"
        ),
        pytest.param(
            nat('from: ["fd00::/8"], addresses: [10.9.9.9]'), 3, "from has fd00::/8, but", "interface", id="NAT64"
        ),
        pytest.param(
            nat("from: [10.0.0.0/8], addresses: interface, ports: [80]"), 3, "ports is a list", "1024", id="NAT ports"
        ),
        pytest.param(
            f"rules: []\nsource_nat:\n - {NAT}\n - {NAT}", 4, "name 'out' is that of line 3", "out-2", id="NAT twice"
        ),
        pytest.param(forward(protocol="icmp"), 3, "unknown protocol 'icmp'", "protocol: tcp", id="ping forward"),
        pytest.param(forward(to="10.0.3.0/24"), 3, "to '10.0.3.0/24' is not an address", "10.0.3.4", id="network"),
        pytest.param(forward(to_port="0"), 3, "to_port 0 has to be", "443", id="forward to port 0"),
        pytest.param(forward(ports="1"), 3, "unknown key 'ports' in a forward", "name: https", id="forward key"),
        pytest.param(
            forward() + forward(name="b").partition("forwards:")[2],
            4,
            "tcp port 443 is forwarded in line 3",
            "port: 8443",
            id="port twice",
        ),
        pytest.param(limit("sessions", "none"), 2, "sessions none has to be a whole", "65536", id="sessions"),
        pytest.param(limit("sessions", "1"), 2, "sessions 1 has to be a whole number from 16", "65536", id="too few"),
        pytest.param(limit("new_sessions_per_source", "0"), 2, "has to be a whole", "200", id="no new sessions"),
        pytest.param(limit("max_segment", "9000"), 2, "from 536 to 8460", "1400", id="segment"),
        pytest.param(limit("burst", "1"), 2, "unknown key 'burst' in limits", "sessions: 65536", id="limit"),
    ],
)
def test_a_wrong_policy_is_refused(text: str, line: int, said: str, example: str) -> None:
    with pytest.raises(PolicyError) as caught:
        policy_file.read(text, file="edge.yaml")
    error = caught.value
    assert (error.file, error.line) == ("edge.yaml", line)
    assert said in error.reason
    assert example in error.reason.rpartition(said.split(";")[0])[2]
    assert str(error) == f"edge.yaml line {line}: {error.reason}"
    # One sentence, on one line.
    assert "\n" not in error.reason
    assert error.reason.endswith(".")


def test_more_than_a_mebibyte_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(
        PolicyError, match=r"policy.yaml line 1: the policy has 1048577 bytes, of which at most 1048576"
    ):
        policy_file.read("{" * (policy_file.MAX_BYTES + 1))


@pytest.mark.usefixtures("_either_loader")
@pytest.mark.parametrize("nest", ["[", "- ", "{a: ", "? "])
def test_endless_levels_are_refused_where_libyaml_would_crash(nest: str) -> None:
    with pytest.raises(PolicyError, match=r"17 levels of lists and mappings; a policy has four, for example"):
        policy_file.read(nest * 200_000)


def test_more_rules_than_a_session_can_be_compared_with_are_refused() -> None:
    rules = "\n".join(f"- {{name: r{n}, action: drop, protocol: tcp, ports: [{n + 1}]}}" for n in range(5001))
    with pytest.raises(PolicyError, match=r"line 5002: rule 5001 of 5001 is more than the 5000 .* ports: \[80, 443\]"):
        policy_file.read(f"rules:\n{rules}")


def test_a_list_over_many_lines_names_the_line_of_the_value() -> None:
    text = "rules:\n  - name: web\n    action: accept\n    protocol: tcp\n    ports:\n      - 80\n      - 70000\n"
    with pytest.raises(PolicyError, match=r"policy\.yaml line 7: port 70000"):
        policy_file.read(text)
