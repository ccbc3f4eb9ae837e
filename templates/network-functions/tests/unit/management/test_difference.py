"""Policies are compared by what they say, not by where it stands."""

from packet_filter.policy_file import read
from policy_api.difference import compare
from policy_api.models import Difference

WEB = "{name: web, action: accept, protocol: tcp, ports: [443]}"
DNS = "{name: dns, action: accept, protocol: udp, ports: [53]}"
NONE = Difference(added=0, removed=0, changed=0, order_changed=False, limits_changed=False)


def policy(*rules: str, more: str = "") -> str:
    return "rules:\n" + "".join(f"  - {rule}\n" for rule in rules) + more


def difference(before: str, after: str) -> Difference:
    return compare(read(before), read(after))


def test_comments_and_lines_are_no_difference() -> None:
    assert difference(policy(WEB, DNS), "# moved down\n\n" + policy(WEB, DNS)) == NONE


def test_rules_are_added_removed_and_changed() -> None:
    changed = WEB.replace("443", "8443")
    new = DNS.replace("dns", "ntp").replace("53", "123")
    assert difference(policy(WEB, DNS), policy(changed, new)) == NONE.model_copy(
        update={"added": 1, "removed": 1, "changed": 1}
    )


def test_another_order_is_a_difference_because_the_first_match_decides() -> None:
    assert difference(policy(WEB, DNS), policy(DNS, WEB)) == NONE.model_copy(update={"order_changed": True})


def test_a_rule_in_between_moves_none_of_the_others() -> None:
    new = DNS.replace("dns", "ntp").replace("53", "123")
    assert difference(policy(WEB, DNS), policy(WEB, new, DNS)) == NONE.model_copy(update={"added": 1})


def test_source_nats_and_forwards_count_too_also_under_the_name_of_a_rule() -> None:
    nat = "source_nat:\n  - {name: web, from: [10.0.0.0/16], addresses: interface}\n"
    assert difference(policy(WEB), policy(WEB, more=nat)).added == 1


def test_limits_are_compared_by_their_values() -> None:
    assert difference(policy(WEB), policy(WEB, more="limits: {sessions: 65536}\n")) == NONE
    assert difference(policy(WEB), policy(WEB, more="limits: {sessions: 1024}\n")).limits_changed


def test_compared_with_nothing_everything_is_added() -> None:
    assert compare(None, read(policy(WEB, DNS))) == NONE.model_copy(update={"added": 2})
