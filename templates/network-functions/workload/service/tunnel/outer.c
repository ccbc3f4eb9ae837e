#include "outer.h"

#include "bytes.h"

#include <netinet/in.h>
#include <string.h>

#define IPV4_HEADER 20U
#define UDP_HEADER 8U
#define DONT_FRAGMENT 0x4000U
#define HOPS 64U

/* A vector of GCC and clang: SSE2 on x86-64, NEON on ARM64. */
typedef uint32_t lanes __attribute__((vector_size(16)));

static lanes next_lanes(const uint8_t *data, size_t length)
{
    lanes next = {0};
    memcpy(&next, data, length);
    return (next & 0xFFFFU) + (next >> 16U);
}

/* The sum of the 16-bit words of at most 64 KiB, carries not folded in. Words are in memory order: the one's complement
 * sum does not depend on it. A lane grows by less than 2^17 each time, so it does not overflow. Two sums, because one
 * would wait for itself. */
static uint64_t words(const uint8_t *data, size_t length)
{
    lanes even = {0};
    lanes odd = {0};
    for (; length >= 2 * sizeof even; data += 2 * sizeof even, length -= 2 * sizeof even) {
        even += next_lanes(data, sizeof even);
        odd += next_lanes(data + sizeof even, sizeof odd);
    }
    if (length >= sizeof even) {
        even += next_lanes(data, sizeof even);
        data += sizeof even;
        length -= sizeof even;
    }
    odd += next_lanes(data, length);
    even += odd;
    return (uint64_t)even[0] + even[1] + even[2] + even[3];
}

/* The UDP checksum in memory order. `udp` is the header with a checksum of 0, `addresses` both addresses of IPv4. */
static uint16_t udp_checksum(const uint8_t *addresses, const uint8_t *udp, size_t length)
{
    uint64_t sum = words(addresses, 8) + words(udp, length) + htons((uint16_t)length) + htons(IPPROTO_UDP);
    while (sum >> 16 != 0)
        sum = (sum & 0xFFFFU) + (sum >> 16);
    uint16_t checksum = (uint16_t)~sum;
    return checksum == 0 ? 0xFFFFU : checksum; /* 0 would mean that there is none */
}

uint8_t *outer_write(uint8_t *packet, size_t *length, unsigned ip_version, const struct encapsulation *to,
                     bool has_checksum)
{
    size_t header = geneve_length(&to->geneve);
    size_t datagram = UDP_HEADER + header + *length;
    uint8_t *udp = packet - header - UDP_HEADER;
    uint8_t *ip = udp - IPV4_HEADER;

    geneve_write(udp + UDP_HEADER, &to->geneve, ip_version);
    memcpy(udp, &to->outer.peer_port, 2);
    memcpy(udp + 2, &to->outer.local_port, 2);
    write_16(udp + 4, (uint32_t)datagram);
    write_16(udp + 6, 0);

    memset(ip, 0, IPV4_HEADER); /* the kernel fills in identification and header checksum */
    ip[0] = 0x45;
    write_16(ip + 2, (uint32_t)(IPV4_HEADER + datagram));
    write_16(ip + 6, DONT_FRAGMENT);
    ip[8] = HOPS;
    ip[9] = IPPROTO_UDP;
    memcpy(ip + 12, &to->outer.local, 4);
    memcpy(ip + 16, &to->outer.peer, 4);

    if (has_checksum) {
        uint16_t checksum = udp_checksum(ip + 12, udp, datagram);
        memcpy(udp + 6, &checksum, sizeof checksum);
    }
    *length += OUTER_HEADERS + header;
    return ip;
}
