/* Which flow an inner packet belongs to: IPv4 and IPv6, extension headers, fragments, ICMP errors. */
#pragma once

#include "drops.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tuple_kind { TUPLE_FLOW, TUPLE_FRAGMENTS };

/* A key of the tables: compared and hashed as bytes, so it has no gaps and unused fields are 0. */
struct tuple {
    uint8_t source[16]; /* IPv4 in the first four bytes */
    uint8_t destination[16];
    uint16_t source_port; /* TCP, UDP, SCTP; of ICMP queries the identifier, twice; else 0 */
    uint16_t destination_port;
    uint32_t identification; /* what the fragments of one packet have in common; else 0 */
    uint8_t ip_version;
    uint8_t protocol;
    uint8_t kind;
    uint8_t unused;
};

struct inner {
    size_t length;          /* of the packet by its own header; what follows is padding */
    unsigned ip_version;    /* 4 or 6 */
    bool is_fragment;       /* then `fragments` is filled */
    bool has_flow;          /* false for fragments other than the first; else `flow` is filled */
    bool is_link_local;     /* IPv6 from a link-local address or to a multicast one */
    struct tuple flow;      /* source and destination as in the packet */
    struct tuple fragments; /* what all fragments of this packet have in common */
    const uint8_t *quoted;  /* the packet that an ICMP error complains about, or NULL */
    size_t quoted_length;
};

/* Reads a packet. With `is_quoted`, the packet may be cut off anywhere after its ports.
 * Returns why the packet has to be dropped, or DROP_NOTHING. */
enum drop inner_read(const uint8_t *packet, size_t length, bool is_quoted, struct inner *inner);
