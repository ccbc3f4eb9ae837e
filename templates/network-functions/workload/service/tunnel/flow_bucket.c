#include "flow_bucket.h"

#include <netinet/in.h>
#include <sched.h>
#include <string.h>

/* A bucket is held for some hundred nanoseconds, unless its holder lost its core. */
#define TRIES_BEFORE_YIELD 200

_Static_assert(sizeof(struct tuple) == 44, "hashed and compared as bytes, so without gaps");

static uint64_t mix(uint64_t left, uint64_t right)
{
    __uint128_t product = (__uint128_t)left * right;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t hash(const struct tuple *key, const uint64_t secret[2])
{
    uint64_t word[6] = {0};
    memcpy(word, key, sizeof *key);
    uint64_t value = mix(word[0] ^ secret[0], word[1] ^ secret[1]);
    value = mix(word[2] ^ secret[0] ^ value, word[3] ^ secret[1]);
    value = mix(word[4] ^ secret[0] ^ value, word[5] ^ secret[1]);
    return mix(value ^ secret[1], secret[0]);
}

static bool is_reversed(const struct tuple *tuple)
{
    if (tuple->kind == TUPLE_FRAGMENTS)
        return false; /* an identification belongs to its sender */
    int order = memcmp(tuple->source, tuple->destination, sizeof tuple->source);
    return order > 0 || (order == 0 && tuple->source_port > tuple->destination_port);
}

void flow_place(const struct flows *flows, const struct tuple *tuple, struct flow_place *place)
{
    place->key = *tuple;
    place->direction = is_reversed(tuple);
    if (place->direction) {
        memcpy(place->key.source, tuple->destination, sizeof tuple->source);
        memcpy(place->key.destination, tuple->source, sizeof tuple->source);
        place->key.source_port = tuple->destination_port;
        place->key.destination_port = tuple->source_port;
    }
    uint64_t value = hash(&place->key, flows->secret);
    size_t index = value & flows->bucket_mask;
    place->tag = (uint16_t)(value >> 48);
    place->bucket = &flows->buckets[index];
    place->entries = &flows->entries[index * BUCKET_ENTRIES];
}

void flow_lock(struct flow_bucket *bucket)
{
    for (int tries = 0; atomic_flag_test_and_set_explicit(&bucket->busy, memory_order_acquire); tries++)
        if (tries >= TRIES_BEFORE_YIELD)
            sched_yield();
}

void flow_unlock(struct flow_bucket *bucket)
{
    atomic_flag_clear_explicit(&bucket->busy, memory_order_release);
}

bool flow_has_expired(const struct flows *flows, uint8_t protocol, uint32_t seen, uint32_t now)
{
    uint32_t idle = protocol == IPPROTO_TCP ? flows->tcp_idle_seconds : flows->other_idle_seconds;
    /* Another thread may have a clock that is a second ahead of ours. */
    return now > seen && now - seen >= idle;
}
