#include "inner.h"

#include "bytes.h"
#include "transport.h"

#include <netinet/in.h>
#include <string.h>

#define IPV4_HEADER 20U
#define IPV6_HEADER 40U
#define FRAGMENT_HEADER 8U
/* RFC 8200 names six, each once but one. More are an attack on whoever walks along them. */
#define MAX_EXTENSIONS 8

static void fill(struct tuple *tuple, enum tuple_kind kind, unsigned ip_version, const uint8_t *addresses)
{
    size_t size = ip_version == 4 ? 4 : 16;
    memset(tuple, 0, sizeof *tuple);
    memcpy(tuple->source, addresses, size);
    memcpy(tuple->destination, addresses + size, size);
    tuple->ip_version = (uint8_t)ip_version;
    tuple->kind = (uint8_t)kind;
}

static enum drop read_ipv4(const uint8_t *packet, size_t length, bool is_quoted, struct inner *inner)
{
    if (length < IPV4_HEADER)
        return DROP_inner_truncated;
    size_t header = (packet[0] & 0x0FU) * 4U;
    inner->length = read_16(packet + 2);
    if (header < IPV4_HEADER || inner->length < header)
        return DROP_inner_malformed;
    if (header > length || (inner->length > length && !is_quoted))
        return DROP_inner_truncated;
    size_t end = inner->length < length ? inner->length : length;
    uint16_t fragment = read_16(packet + 6);
    inner->is_fragment = (fragment & 0x3FFFU) != 0; /* more fragments, or an offset */
    if (inner->is_fragment) {
        fill(&inner->fragments, TUPLE_FRAGMENTS, 4, packet + 12);
        inner->fragments.protocol = packet[9];
        inner->fragments.identification = read_16(packet + 4);
    }
    if ((fragment & 0x1FFFU) != 0)
        return DROP_NOTHING;
    inner->has_flow = true;
    fill(&inner->flow, TUPLE_FLOW, 4, packet + 12);
    inner->flow.protocol = packet[9];
    return transport_read(packet + header, end - header, is_quoted, inner);
}

/* Length in bytes of the extension header at `at`, 0 if `protocol` is none. At least two bytes are there. */
static size_t extension_length(uint8_t protocol, const uint8_t *at)
{
    switch (protocol) {
    case IPPROTO_HOPOPTS:
    case IPPROTO_ROUTING:
    case IPPROTO_DSTOPTS:
        return (at[1] + 1U) * 8U;
    case IPPROTO_AH:
        return (at[1] + 2U) * 4U;
    case IPPROTO_FRAGMENT:
        return FRAGMENT_HEADER;
    default:
        return 0;
    }
}

static bool is_extension(uint8_t protocol)
{
    static const uint8_t any[2];
    return extension_length(protocol, any) != 0;
}

static enum drop read_ipv6(const uint8_t *packet, size_t length, bool is_quoted, struct inner *inner)
{
    if (length < IPV6_HEADER)
        return DROP_inner_truncated;
    inner->length = IPV6_HEADER + read_16(packet + 4);
    if (inner->length > length && !is_quoted)
        return DROP_inner_truncated;
    inner->is_link_local = (packet[8] == 0xFE && (packet[9] & 0xC0U) == 0x80) || packet[24] == 0xFF;
    size_t end = inner->length < length ? inner->length : length;
    size_t at = IPV6_HEADER;
    uint8_t protocol = packet[6];
    for (int count = 0; is_extension(protocol); count++) {
        if (count == MAX_EXTENSIONS)
            return DROP_inner_malformed;
        if (end - at < 2 || extension_length(protocol, packet + at) > end - at)
            return DROP_inner_truncated;
        const uint8_t *header = packet + at;
        at += extension_length(protocol, header);
        if (protocol == IPPROTO_FRAGMENT) {
            if (inner->is_fragment)
                return DROP_inner_malformed;
            uint16_t fragment = read_16(header + 2);
            inner->is_fragment = (fragment & 0xFFF9U) != 0; /* RFC 6946: neither offset nor more means whole */
            fill(&inner->fragments, TUPLE_FRAGMENTS, 6, packet + 8);
            inner->fragments.identification = read_32(header + 4);
            if ((fragment & 0xFFF8U) != 0)
                return DROP_NOTHING;
        }
        protocol = header[0];
    }
    inner->has_flow = true;
    fill(&inner->flow, TUPLE_FLOW, 6, packet + 8);
    inner->flow.protocol = protocol;
    return transport_read(packet + at, end - at, is_quoted, inner);
}

enum drop inner_read(const uint8_t *packet, size_t length, bool is_quoted, struct inner *inner)
{
    inner->is_fragment = inner->has_flow = inner->is_link_local = false;
    inner->quoted = NULL;
    if (length == 0)
        return DROP_inner_truncated;
    inner->ip_version = packet[0] >> 4;
    if (inner->ip_version == 4)
        return read_ipv4(packet, length, is_quoted, inner);
    if (inner->ip_version == 6)
        return read_ipv6(packet, length, is_quoted, inner);
    return DROP_inner_version;
}
