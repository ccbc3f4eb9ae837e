#include "flow_bucket.h"

#include <string.h>

#define NO_ENTRY BUCKET_ENTRIES

/* The entry of a place, or NO_ENTRY. Its bucket is locked. */
static unsigned search(const struct flow_place *place)
{
    const struct flow_bucket *bucket = place->bucket;
    for (unsigned at = 0; at < BUCKET_ENTRIES; at++)
        if ((bucket->used & 1U << at) && bucket->tags[at] == place->tag &&
            memcmp(&place->entries[at].key, &place->key, sizeof place->key) == 0)
            return at;
    return NO_ENTRY;
}

/* A free entry, else the idlest one. */
static unsigned room(const struct flow_bucket *bucket)
{
    unsigned idlest = 0;
    for (unsigned at = 0; at < BUCKET_ENTRIES; at++) {
        if (!(bucket->used & 1U << at))
            return at;
        if (bucket->seen[at] < bucket->seen[idlest])
            idlest = at;
    }
    return idlest;
}

static void copy(struct encapsulation *to, const struct encapsulation *from)
{
    memcpy(to, from, offsetof(struct encapsulation, geneve.options) + from->geneve.options_length);
}

static bool is_same(const struct encapsulation *left, const struct encapsulation *right)
{
    return left->geneve.options_length == right->geneve.options_length &&
           memcmp(left, right, offsetof(struct encapsulation, geneve.options) + left->geneve.options_length) == 0;
}

/* Makes the entry at `at` one of this place, of which no direction was seen yet. Returns how the table changed. */
static enum flow_change occupy(struct flows *flows, const struct flow_place *place, unsigned at, uint32_t now)
{
    struct flow_bucket *bucket = place->bucket;
    struct flow_entry *entry = &place->entries[at];
    enum flow_change change = FLOW_NEW;
    if (!(bucket->used & 1U << at))
        atomic_fetch_add_explicit(&flows->count, 1, memory_order_relaxed);
    else if (!flow_has_expired(flows, entry->key.protocol, bucket->seen[at], now))
        change = FLOW_EVICTED_ANOTHER;
    entry->key = place->key;
    entry->has_seen[0] = entry->has_seen[1] = false;
    bucket->tags[at] = place->tag;
    bucket->used |= (uint8_t)(1U << at);
    return change;
}

enum flow_change flows_learn(struct flows *flows, const struct tuple *tuple, const struct encapsulation *came_in,
                             uint32_t now)
{
    struct flow_place place;
    flow_place(flows, tuple, &place);
    enum flow_change change = FLOW_KNOWN;

    flow_lock(place.bucket);
    unsigned at = search(&place);
    if (at == NO_ENTRY)
        change = occupy(flows, &place, at = room(place.bucket), now);
    else if (flow_has_expired(flows, tuple->protocol, place.bucket->seen[at], now))
        change = occupy(flows, &place, at, now);
    struct flow_entry *entry = &place.entries[at];
    struct encapsulation *kept = &entry->came_in[place.direction];
    bool *has_seen = &entry->has_seen[place.direction];
    if (!*has_seen || !is_same(kept, came_in)) {
        if (*has_seen)
            change = FLOW_CHANGED;
        copy(kept, came_in);
        *has_seen = true;
    }
    place.bucket->seen[at] = now;
    flow_unlock(place.bucket);
    return change;
}

bool flows_find(struct flows *flows, const struct tuple *tuple, enum flow_direction direction, uint32_t now,
                struct encapsulation *found)
{
    struct flow_place place;
    flow_place(flows, tuple, &place);
    struct flow_bucket *bucket = place.bucket;
    bool is_known = false;

    flow_lock(bucket);
    unsigned at = search(&place);
    if (at != NO_ENTRY && !flow_has_expired(flows, tuple->protocol, bucket->seen[at], now)) {
        const struct flow_entry *entry = &place.entries[at];
        unsigned way = place.direction;
        if (!entry->has_seen[way] && direction == FLOW_SAME_OR_REVERSE)
            way = !way;
        is_known = entry->has_seen[way];
        if (is_known) {
            copy(found, &entry->came_in[way]);
            bucket->seen[at] = now;
        }
    }
    flow_unlock(bucket);
    return is_known;
}
