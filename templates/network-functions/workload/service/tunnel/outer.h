/* The outer IPv4 and UDP headers of an answer. */
#pragma once

#include "geneve.h"

#define OUTER_HEADERS 28U /* IPv4 and UDP */
#define OUTER_HEADROOM 320U /* bytes that `outer_write` may need before a packet, rounded up to whole cache lines */

_Static_assert(OUTER_HEADROOM >= OUTER_HEADERS + GENEVE_HEADER + GENEVE_MAX_OPTIONS, "the headers fit");

/* Who talks to whom, in network byte order; `local` is this instance. */
struct outer {
    uint32_t peer, local;
    uint16_t peer_port, local_port;
};

/* How a flow came in, which is how its answers go out. */
struct encapsulation {
    struct outer outer;
    struct geneve geneve;
};

/* Writes all outer headers before `packet`, with the addresses of `outer` exchanged and the ports as received. There
 * must be OUTER_HEADROOM bytes before `packet`. With `has_checksum`, the UDP checksum is computed, else it is 0 (none).
 * Returns where the headers begin; `length` grows by them. */
uint8_t *outer_write(uint8_t *packet, size_t *length, unsigned ip_version, const struct encapsulation *to,
                     bool has_checksum);
