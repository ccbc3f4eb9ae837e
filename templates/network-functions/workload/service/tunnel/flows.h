/* A table of bounded size: how each flow came in. Both directions of a flow are one entry, and each direction has its
 * own encapsulation once it was seen. Entries expire when both directions were idle.
 *
 * A full bucket gives its idlest entry to a new flow, rather than refusing it: the load balancer sends the options with
 * every packet, so a flow that lost its entry is known again with its next packet, and a refused one never gets in.
 *
 * All functions may be called from several threads at once. */
#pragma once

#include "inner.h"
#include "outer.h"

#include <stdatomic.h>

struct flow_entry;
struct flow_bucket;

struct flows {
    struct flow_bucket *buckets;
    struct flow_entry *entries;
    size_t bucket_mask;
    size_t next_bucket; /* of flows_expire */
    uint64_t secret[2]; /* nobody outside can choose flows that share a bucket */
    uint32_t tcp_idle_seconds, other_idle_seconds;
    atomic_size_t count;
};

enum flow_change { FLOW_KNOWN, FLOW_NEW, FLOW_EVICTED_ANOTHER, FLOW_CHANGED };

/* Makes a table for `size` entries, rounded up to a power of two. Returns false without memory (errno says so). */
bool flows_open(struct flows *flows, size_t size, uint32_t tcp_idle_seconds, uint32_t other_idle_seconds);
void flows_close(struct flows *flows);

/* The number of entries that fit. */
size_t flows_size(const struct flows *flows);

/* Keeps how a packet of `tuple` came in. FLOW_CHANGED: its direction had another encapsulation until now. */
enum flow_change flows_learn(struct flows *flows, const struct tuple *tuple, const struct encapsulation *came_in,
                             uint32_t now);

enum flow_direction { FLOW_SAME, FLOW_SAME_OR_REVERSE };

/* Finds how packets of `tuple` came in; with FLOW_SAME_OR_REVERSE those of the other direction, if none of its own did.
 * Copies it to `found` and keeps the entry from expiring. Returns false if the flow is unknown. */
bool flows_find(struct flows *flows, const struct tuple *tuple, enum flow_direction direction, uint32_t now,
                struct encapsulation *found);

/* Frees expired entries in the next `share`-th part of the table; returns how many. Only one thread may do that. */
size_t flows_expire(struct flows *flows, uint32_t now, size_t share);
