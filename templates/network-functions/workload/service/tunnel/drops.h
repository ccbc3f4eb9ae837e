/* Why a packet is dropped. The names are the keys of "dropped" in the statistics, and of the alarms on them. */
#pragma once

#define DROPS(X)                                                                                                       \
    X(geneve_truncated) /* datagram is shorter than a GENEVE header */                                                 \
    X(geneve_version)   /* version of GENEVE is not 0 */                                                               \
    X(geneve_options)   /* options end after the datagram, or an option ends after the options */                      \
    X(geneve_control)   /* control message, carries no packet */                                                       \
    X(geneve_protocol)  /* payload is neither IPv4 nor IPv6 */                                                         \
    X(too_big)          /* inner packet is larger than --mtu */                                                        \
    X(inner_version)    /* IP version of the inner packet is not the announced one */                                  \
    X(inner_truncated)  /* inner packet, or one of its headers, is cut off */                                          \
    X(inner_malformed)  /* header length that cannot be, or too many extension headers */                              \
    X(device_refused)   /* the TUN device did not take the packet (it is down) */                                      \
    X(link_local)       /* the kernel's own IPv6 neighbour or multicast traffic on the device; never forwarded */      \
    X(unknown_flow)     /* from the device, without a flow to return it in */                                          \
    X(unknown_fragment) /* later fragment from the device, of a packet whose first fragment was not seen */            \
    X(send_refused)     /* the network did not take the answer (no route, outer MTU too small) */

enum drop {
    DROP_NOTHING,
#define NAME(reason) DROP_##reason,
    DROPS(NAME)
#undef NAME
    DROP_REASONS,
};

/* The name of a reason, as in DROPS. `DROP_NOTHING` is "nothing". */
const char *drop_name(enum drop reason);
