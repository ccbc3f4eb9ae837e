/* The handler that the speed of geneve-tunnel is compared with: takes any header off and puts one fixed header on. No
 * flow is remembered and nothing is checked. Everything around it is the program's own loop.
 *
 * The outer checksum is computed, as RFC 8926 wants it: a receiver in the same run would otherwise verify the packets of
 * one program and not of the other, and the ratio would measure the receiver. With -DWITHOUT_CHECKSUM there is none. */
#include "handler.h"

#include <stdlib.h>

#define OPTIONS_LENGTH 32
#ifdef WITHOUT_CHECKSUM
#define HAS_CHECKSUM false
#else
#define HAS_CHECKSUM true
#endif

/* The three options of a Gateway Load Balancer: endpoint, attachment, flow cookie. */
static const struct geneve fixed = {
    .options_length = OPTIONS_LENGTH,
    .options = {1, 8, 1, 2, 0, 0, 0, 0, 0, 0, 0, 1, 1, 8, 2, 2, 0, 0, 0, 0, 0, 0, 0, 2, 1, 8, 3, 1, 0, 0, 0, 3},
};

struct handler {
    struct encapsulation last; /* answers go to whoever sent last */
};

struct handler *handler_open(const struct handler_limits *limits)
{
    (void)limits;
    struct handler *handler = calloc(1, sizeof *handler);
    if (handler != NULL)
        handler->last.geneve = fixed;
    return handler;
}

void handler_close(struct handler *handler)
{
    free(handler);
}

enum drop handler_receive(struct handler *handler, const struct outer *outer, struct piece *packet, uint32_t now,
                          struct counters *counters)
{
    (void)now;
    (void)counters;
    size_t header = GENEVE_HEADER + (packet->at[0] & 0x3FU) * 4U;
    handler->last.outer = *outer;
    packet->at += header;
    packet->length -= header;
    return DROP_NOTHING;
}

enum drop handler_return(struct handler *handler, struct piece *packet, uint32_t now, uint32_t *destination)
{
    (void)now;
    packet->at = outer_write(packet->at, &packet->length, packet->at[0] >> 4, &handler->last, HAS_CHECKSUM);
    *destination = handler->last.outer.peer;
    return DROP_NOTHING;
}

void handler_expire(struct handler *handler, uint32_t now)
{
    (void)handler;
    (void)now;
}

void handler_flows(const struct handler *handler, size_t *known, size_t *limit)
{
    (void)handler;
    *known = *limit = 0;
}
