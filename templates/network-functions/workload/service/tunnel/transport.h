/* What the header after IP says about the flow: ports, the identifier of an ICMP query, the packet an error quotes. */
#pragma once

#include "inner.h"

/* Adds ports or quoted packet to `inner`, whose `flow` has its addresses and protocol. `at` has `length` bytes, which
 * with `is_quoted` may be as few as hold the ports. Returns DROP_NOTHING or DROP_inner_truncated. */
enum drop transport_read(const uint8_t *at, size_t length, bool is_quoted, struct inner *inner);
