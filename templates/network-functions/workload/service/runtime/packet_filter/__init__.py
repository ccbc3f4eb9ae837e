"""A stateful packet filter and source NAT on nftables. Its policy is data: a file that may change at any time."""
