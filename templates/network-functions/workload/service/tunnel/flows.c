#include "flow_bucket.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

/* Pages that no flow has needed yet take no memory. Returns NULL without memory. */
static void *reserve(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return memory == MAP_FAILED ? NULL : memory;
}

bool flows_open(struct flows *flows, size_t size, uint32_t tcp_idle_seconds, uint32_t other_idle_seconds)
{
    size_t buckets = 1;
    while (buckets * BUCKET_ENTRIES < size)
        buckets *= 2;
    memset(flows, 0, sizeof *flows);
    flows->bucket_mask = buckets - 1;
    flows->tcp_idle_seconds = tcp_idle_seconds;
    flows->other_idle_seconds = other_idle_seconds;
    if (getrandom(flows->secret, sizeof flows->secret, 0) != sizeof flows->secret)
        return false;
    flows->buckets = reserve(buckets * sizeof *flows->buckets);
    flows->entries = reserve(buckets * BUCKET_ENTRIES * sizeof *flows->entries);
    if (flows->buckets == NULL || flows->entries == NULL) {
        flows_close(flows);
        return false;
    }
    /* Every packet reads a bucket somewhere, so those get large pages. Large pages of entries would be mostly unused. */
    (void)madvise(flows->buckets, buckets * sizeof *flows->buckets, MADV_HUGEPAGE);
    (void)madvise(flows->entries, buckets * BUCKET_ENTRIES * sizeof *flows->entries, MADV_NOHUGEPAGE);
    return true;
}

void flows_close(struct flows *flows)
{
    size_t buckets = flows->bucket_mask + 1;
    if (flows->buckets != NULL)
        munmap(flows->buckets, buckets * sizeof *flows->buckets);
    if (flows->entries != NULL)
        munmap(flows->entries, buckets * BUCKET_ENTRIES * sizeof *flows->entries);
    flows->buckets = NULL;
    flows->entries = NULL;
}

size_t flows_size(const struct flows *flows)
{
    return (flows->bucket_mask + 1) * BUCKET_ENTRIES;
}

size_t flows_expire(struct flows *flows, uint32_t now, size_t share)
{
    size_t freed = 0;
    size_t part = (flows->bucket_mask + share) / share;
    for (; part > 0; part--) {
        size_t index = flows->next_bucket++ & flows->bucket_mask;
        struct flow_bucket *bucket = &flows->buckets[index];
        flow_lock(bucket);
        for (unsigned at = 0; at < BUCKET_ENTRIES; at++) {
            uint8_t bit = (uint8_t)(1U << at);
            const struct flow_entry *entry = &flows->entries[index * BUCKET_ENTRIES + at];
            if ((bucket->used & bit) && flow_has_expired(flows, entry->key.protocol, bucket->seen[at], now)) {
                bucket->used &= (uint8_t)~bit;
                freed++;
            }
        }
        flow_unlock(bucket);
    }
    atomic_fetch_sub_explicit(&flows->count, freed, memory_order_relaxed);
    return freed;
}
