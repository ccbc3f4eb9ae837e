"""How two policies differ, in numbers."""

from packet_filter.policy import Forward, Policy, Rule, SourceNat

from policy_api.models import Difference

Entry = Rule | SourceNat | Forward


def compare(before: Policy | None, after: Policy) -> Difference:
    """The difference between two policies; before=None: there was none, so everything is added."""
    old, new = _entries(before), _entries(after)
    kept = [name for name in new if name in old]
    return Difference(
        added=len(new) - len(kept),
        removed=len(old) - len(kept),
        changed=sum(old[name] != new[name] for name in kept),
        order_changed=kept != [name for name in old if name in new],
        limits_changed=before is not None and before.limits != after.limits,
    )


def _entries(policy: Policy | None) -> dict[tuple[type[Entry], str], Entry]:
    """Every entry by its kind and name, in the order of the file. Equal entries may stand in different lines."""
    if policy is None:
        return {}
    entries: list[Entry] = [*policy.rules, *policy.source_nat, *policy.forwards]
    return {(type(entry), entry.name): entry for entry in entries}
