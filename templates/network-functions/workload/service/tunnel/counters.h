/* What one worker counts. Only that worker writes; the thread that reports reads at any time. */
#pragma once

#include "drops.h"

#include <stdatomic.h>
#include <stdint.h>

typedef _Atomic uint64_t counter;

struct counters {
    counter received_packets, received_bytes; /* from the load balancer; inner packets */
    counter returned_packets, returned_bytes; /* to the load balancer; inner packets */
    counter flows_new, flows_evicted;
    counter flows_changed; /* a known direction came in with other options or from another address */
    counter dropped[DROP_REASONS];
} __attribute__((aligned(64)));

/* Cheaper than an atomic addition, and right with one writer. */
static inline void count(counter *at, uint64_t number)
{
    uint64_t now = atomic_load_explicit(at, memory_order_relaxed);
    atomic_store_explicit(at, now + number, memory_order_relaxed);
}
