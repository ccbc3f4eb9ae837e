#include "transport.h"

#include "bytes.h"

#include <netinet/in.h>
#include <netinet/icmp6.h>
#include <netinet/ip_icmp.h>

#define PORTS 4U
#define ICMP_ERROR_HEADER 8U

/* The shortest header of a protocol with ports, 0 for one without. */
static size_t header_with_ports(uint8_t protocol)
{
    switch (protocol) {
    case IPPROTO_TCP:
        return 20;
    case IPPROTO_UDP:
    case IPPROTO_UDPLITE:
        return 8;
    case IPPROTO_SCTP:
    case IPPROTO_DCCP:
        return 12;
    default:
        return 0;
    }
}

static bool is_query(const struct tuple *flow, uint8_t type)
{
    if (flow->protocol == IPPROTO_ICMPV6)
        return type == ICMP6_ECHO_REQUEST || type == ICMP6_ECHO_REPLY;
    return type == ICMP_ECHO || type == ICMP_ECHOREPLY || (type >= ICMP_TIMESTAMP && type <= ICMP_ADDRESSREPLY);
}

/* Not those that are addressed to a neighbour: a redirect of our kernel, which sees packets leave by the device that they
 * came from, would send the client around the load balancer. */
static bool is_error(const struct tuple *flow, uint8_t type)
{
    if (flow->protocol == IPPROTO_ICMPV6)
        return (type & ICMP6_INFOMSG_MASK) == 0;
    return type == ICMP_DEST_UNREACH || type == ICMP_TIME_EXCEEDED || type == ICMP_PARAMETERPROB;
}

static enum drop icmp_read(const uint8_t *at, size_t length, struct inner *inner)
{
    if (length < PORTS)
        return DROP_inner_truncated;
    if (is_query(&inner->flow, at[0])) {
        if (length < PORTS + 2)
            return DROP_inner_truncated;
        inner->flow.source_port = inner->flow.destination_port = read_16(at + PORTS);
    } else if (is_error(&inner->flow, at[0])) {
        if (length < ICMP_ERROR_HEADER)
            return DROP_inner_truncated;
        inner->quoted = at + ICMP_ERROR_HEADER;
        inner->quoted_length = length - ICMP_ERROR_HEADER;
    }
    return DROP_NOTHING;
}

enum drop transport_read(const uint8_t *at, size_t length, bool is_quoted, struct inner *inner)
{
    struct tuple *flow = &inner->flow;
    if (flow->protocol == (flow->ip_version == 4 ? IPPROTO_ICMP : IPPROTO_ICMPV6))
        return icmp_read(at, length, inner);
    size_t header = header_with_ports(flow->protocol);
    if (header == 0)
        return DROP_NOTHING;
    if (length < (is_quoted ? PORTS : header))
        return DROP_inner_truncated;
    flow->source_port = read_16(at);
    flow->destination_port = read_16(at + 2);
    return DROP_NOTHING;
}
