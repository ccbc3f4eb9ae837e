/* The memory of the table: buckets of one cache line, and the entries that they point to. */
#pragma once

#include "flows.h"

#define BUCKET_ENTRIES 8U

/* What a lookup needs in order to choose the entry. `used` has a bit for each entry. */
struct flow_bucket {
    atomic_flag busy;
    uint8_t used;
    uint16_t tags[BUCKET_ENTRIES];
    uint32_t seen[BUCKET_ENTRIES]; /* seconds of the monotonic clock */
} __attribute__((aligned(64)));

/* `key` is in canonical order: its source is the smaller end. Direction 0 is from source to destination. */
struct flow_entry {
    struct tuple key;
    bool has_seen[2];
    struct encapsulation came_in[2];
} __attribute__((aligned(64)));

/* A tuple prepared for a lookup. */
struct flow_place {
    struct tuple key;
    unsigned direction;
    uint16_t tag;
    struct flow_bucket *bucket;
    struct flow_entry *entries;
};

/* Where `tuple` belongs. The two directions of a flow have one place. */
void flow_place(const struct flows *flows, const struct tuple *tuple, struct flow_place *place);

void flow_lock(struct flow_bucket *bucket);
void flow_unlock(struct flow_bucket *bucket);

/* Whether a flow of `protocol` that was last seen at `seen` is over. */
bool flow_has_expired(const struct flows *flows, uint8_t protocol, uint32_t seen, uint32_t now);
