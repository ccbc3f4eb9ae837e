/* What happens to one packet in each direction. The loop around it knows nothing of GENEVE: tests/traffic/empty_tunnel
 * measures the same loop with a handler that does nothing else than take off and put on a header. */
#pragma once

#include "counters.h"
#include "outer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct handler;

struct handler_limits {
    size_t mtu;   /* of inner packets, bytes */
    size_t flows; /* entries of the table */
    uint32_t tcp_idle_seconds, other_idle_seconds;
};

/* Returns NULL without memory (errno says so). */
struct handler *handler_open(const struct handler_limits *limits);
void handler_close(struct handler *handler);

/* A piece of a buffer. */
struct piece {
    uint8_t *at;
    size_t length;
};

/* From the load balancer: a UDP payload that came as `outer` says. Narrows `packet` down to the inner packet. `now` is
 * in seconds of a monotonic clock. Returns why the packet has to be dropped, or DROP_NOTHING. */
enum drop handler_receive(struct handler *handler, const struct outer *outer, struct piece *packet, uint32_t now,
                          struct counters *counters);

/* To the load balancer: a packet from the device, with OUTER_HEADROOM bytes before it. Widens `packet` to the outer
 * packet, and `destination` becomes its address. Returns why the packet has to be dropped, or DROP_NOTHING. */
enum drop handler_return(struct handler *handler, struct piece *packet, uint32_t now, uint32_t *destination);

/* Once a second, from one thread: forgets what has expired. */
void handler_expire(struct handler *handler, uint32_t now);

/* How many flows are known, and how many can be. */
void handler_flows(const struct handler *handler, size_t *known, size_t *limit);
