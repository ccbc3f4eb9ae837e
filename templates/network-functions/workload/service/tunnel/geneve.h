/* The GENEVE header (RFC 8926): read from a datagram, written before an answer. */
#pragma once

#include "drops.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GENEVE_HEADER 8U
#define GENEVE_MAX_OPTIONS 252U /* 63 words */

/* What goes back as it came. Options are opaque: no class and no type is left out, critical or not. */
struct geneve {
    uint8_t vni[3];
    uint8_t options_length; /* bytes, a multiple of 4 */
    bool critical;          /* one of the options is */
    uint8_t options[GENEVE_MAX_OPTIONS];
};

/* Reads the header of a datagram. `ip_version` becomes 4 or 6 by the announced protocol, `header` the bytes before the
 * inner packet. Returns why the datagram has to be dropped, or DROP_NOTHING. `geneve` is only filled then. */
enum drop geneve_read(const uint8_t *datagram, size_t length, struct geneve *geneve, unsigned *ip_version,
                      size_t *header);

/* Writes header and options; returns their length, at most GENEVE_HEADER + GENEVE_MAX_OPTIONS bytes. */
size_t geneve_write(uint8_t *at, const struct geneve *geneve, unsigned ip_version);

/* The length that `geneve_write` is going to return. */
static inline size_t geneve_length(const struct geneve *geneve)
{
    return GENEVE_HEADER + geneve->options_length;
}
