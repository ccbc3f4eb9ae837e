#include "handler.h"

#include "flows.h"

#include <stdlib.h>

/* Fragments that do not meet within this time never will: RFC 8200, 4.5. */
#define FRAGMENTS_SECONDS 60U
/* Few packets are fragmented, and each is needed for a moment only. */
#define FLOWS_PER_FRAGMENTS 16U
/* Each second a part of the table is looked through, so that no second is a slow one. */
#define EXPIRY_SECONDS 8U

struct handler {
    size_t mtu;
    struct flows flows;
    struct flows fragments; /* how each fragmented packet came in */
};

struct handler *handler_open(const struct handler_limits *limits)
{
    struct handler *handler = calloc(1, sizeof *handler);
    if (handler == NULL)
        return NULL;
    handler->mtu = limits->mtu;
    if (!flows_open(&handler->flows, limits->flows, limits->tcp_idle_seconds, limits->other_idle_seconds)) {
        free(handler);
        return NULL;
    }
    if (!flows_open(&handler->fragments, limits->flows / FLOWS_PER_FRAGMENTS, FRAGMENTS_SECONDS, FRAGMENTS_SECONDS)) {
        flows_close(&handler->flows);
        free(handler);
        return NULL;
    }
    return handler;
}

void handler_close(struct handler *handler)
{
    flows_close(&handler->flows);
    flows_close(&handler->fragments);
    free(handler);
}

static void count_change(struct counters *counters, enum flow_change change)
{
    if (change == FLOW_NEW || change == FLOW_EVICTED_ANOTHER)
        count(&counters->flows_new, 1);
    if (change == FLOW_EVICTED_ANOTHER)
        count(&counters->flows_evicted, 1);
    if (change == FLOW_CHANGED)
        count(&counters->flows_changed, 1);
}

enum drop handler_receive(struct handler *handler, const struct outer *outer, struct piece *packet, uint32_t now,
                          struct counters *counters)
{
    struct encapsulation came_in = {.outer = *outer};
    unsigned ip_version = 0;
    size_t header = 0;
    enum drop drop = geneve_read(packet->at, packet->length, &came_in.geneve, &ip_version, &header);
    if (drop != DROP_NOTHING)
        return drop;
    packet->at += header;
    packet->length -= header;
    struct inner inner;
    drop = inner_read(packet->at, packet->length, false, &inner);
    if (drop != DROP_NOTHING)
        return drop;
    if (inner.ip_version != ip_version)
        return DROP_inner_version;
    if (inner.length > handler->mtu)
        return DROP_too_big;
    packet->length = inner.length;
    /* Fragments may leave the device in the order in which they came, so that the first is not the first. */
    if (inner.is_fragment)
        flows_learn(&handler->fragments, &inner.fragments, &came_in, now);
    if (inner.has_flow)
        count_change(counters, flows_learn(&handler->flows, &inner.flow, &came_in, now));
    return DROP_NOTHING;
}

/* The flow that an ICMP error is about. The error goes to the sender of the quoted packet, which is where that packet's
 * own direction came in. */
static bool find_quoted(struct handler *handler, const struct inner *error, uint32_t now, struct encapsulation *to)
{
    struct inner quoted;
    if (inner_read(error->quoted, error->quoted_length, true, &quoted) != DROP_NOTHING)
        return false;
    if (quoted.has_flow)
        return flows_find(&handler->flows, &quoted.flow, FLOW_SAME_OR_REVERSE, now, to);
    return flows_find(&handler->fragments, &quoted.fragments, FLOW_SAME, now, to);
}

static enum drop find(struct handler *handler, const struct inner *inner, uint32_t now, struct encapsulation *to)
{
    if (!inner->has_flow) {
        bool is_known = flows_find(&handler->fragments, &inner->fragments, FLOW_SAME, now, to);
        return is_known ? DROP_NOTHING : DROP_unknown_fragment;
    }
    bool is_known;
    if (inner->quoted != NULL) /* an error that passes through came in itself; one of our kernel's did not */
        is_known = flows_find(&handler->flows, &inner->flow, FLOW_SAME, now, to) ||
                   find_quoted(handler, inner, now, to);
    else
        is_known = flows_find(&handler->flows, &inner->flow, FLOW_SAME_OR_REVERSE, now, to);
    if (is_known && inner->is_fragment)
        flows_learn(&handler->fragments, &inner->fragments, to, now);
    return is_known ? DROP_NOTHING : DROP_unknown_flow;
}

enum drop handler_return(struct handler *handler, struct piece *packet, uint32_t now, uint32_t *destination)
{
    struct inner inner;
    enum drop drop = inner_read(packet->at, packet->length, false, &inner);
    if (drop != DROP_NOTHING)
        return drop;
    if (inner.is_link_local)
        return DROP_link_local;
    if (inner.length > handler->mtu)
        return DROP_too_big;
    struct encapsulation to;
    drop = find(handler, &inner, now, &to);
    if (drop != DROP_NOTHING)
        return drop;
    packet->length = inner.length;
    packet->at = outer_write(packet->at, &packet->length, inner.ip_version, &to, true);
    *destination = to.outer.peer;
    return DROP_NOTHING;
}

void handler_expire(struct handler *handler, uint32_t now)
{
    flows_expire(&handler->flows, now, EXPIRY_SECONDS);
    flows_expire(&handler->fragments, now, EXPIRY_SECONDS);
}

void handler_flows(const struct handler *handler, size_t *known, size_t *limit)
{
    *known = atomic_load_explicit(&handler->flows.count, memory_order_relaxed);
    *limit = flows_size(&handler->flows);
}
