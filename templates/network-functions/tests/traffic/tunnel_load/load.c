/* Volume for a GENEVE tunnel: plays the Gateway Load Balancer, and measures what comes back.
 *
 *     tunnel-load ADDRESS INNER_BYTES FLOWS WINDOW SECONDS
 *
 * Sends inner IPv4 UDP packets of INNER_BYTES in FLOWS flows to UDP port 6081 of ADDRESS, at most WINDOW of them on their
 * way at once, so that the tunnel is the bottleneck and nothing is lost by flooding it. The flows come from several outer
 * ports, each always from the same one. Prints one JSON object. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BATCH 32
#define OUTER_PORTS 16 /* FLOWS is rounded up to a multiple of it */
#define GENEVE_BYTES 40 /* header and three options */
#define PORT 6081
#define FIRST_INNER_PORT 10000
#define LOST_AFTER_SECONDS 0.05

static const uint8_t geneve[GENEVE_BYTES] = {
    8, 0, 8, 0, 0, 0, 0, 0, 1, 8, 1, 2, 0, 0, 0, 0, 0, 0, 0, 1, 1, 8, 2, 2, 0, 0, 0, 0, 0, 0, 0, 2, 1, 8, 3, 1, 0, 0, 0, 3,
};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int open_socket(uint16_t port)
{
    int size = 8 * 1024 * 1024;
    int opened = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(port)};
    if (opened < 0 || bind(opened, (struct sockaddr *)&any, sizeof any) != 0) {
        perror("tunnel-load: socket");
        exit(1);
    }
    setsockopt(opened, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    setsockopt(opened, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    return opened;
}

static uint16_t ip_checksum(const struct iphdr *header)
{
    const uint16_t *words = (const uint16_t *)header;
    uint32_t sum = 0;
    for (int at = 0; at < 10; at++)
        sum += words[at];
    sum = (sum & 0xFFFF) + (sum >> 16);
    return (uint16_t)~(sum + (sum >> 16));
}

/* A datagram with an inner UDP packet without checksum from 10.1.0.2 to 10.2.0.2. */
static void compose(uint8_t *datagram, size_t inner)
{
    memcpy(datagram, geneve, GENEVE_BYTES);
    struct iphdr *ip = (struct iphdr *)(datagram + GENEVE_BYTES);
    *ip = (struct iphdr){.version = 4, .ihl = 5, .tot_len = htons((uint16_t)inner), .ttl = 64, .protocol = IPPROTO_UDP};
    ip->saddr = inet_addr("10.1.0.2");
    ip->daddr = inet_addr("10.2.0.2");
    ip->check = ip_checksum(ip);
    struct udphdr *udp = (struct udphdr *)(ip + 1);
    udp->dest = htons(9);
    udp->len = htons((uint16_t)(inner - sizeof *ip));
}

int main(int count, char **words)
{
    if (count != 6) {
        fputs("tunnel-load: five arguments are needed: ADDRESS INNER_BYTES FLOWS WINDOW SECONDS.\n", stderr);
        return 2;
    }
    struct sockaddr_in tunnel = {.sin_family = AF_INET, .sin_port = htons(PORT), .sin_addr.s_addr = inet_addr(words[1])};
    size_t inner = strtoul(words[2], NULL, 10);
    unsigned flows = ((unsigned)strtoul(words[3], NULL, 10) + OUTER_PORTS - 1) / OUTER_PORTS * OUTER_PORTS;
    long window = strtol(words[4], NULL, 10);
    double seconds = strtod(words[5], NULL);
    int out[OUTER_PORTS];
    for (int at = 0; at < OUTER_PORTS; at++)
        out[at] = open_socket(0);
    int in = open_socket(PORT);

    static uint8_t buffers[BATCH][16384] __attribute__((aligned(64)));
    static uint8_t answers[BATCH][64]; /* only counted */
    struct mmsghdr sent[BATCH] = {0}, received[BATCH] = {0};
    struct iovec send_pieces[BATCH], receive_pieces[BATCH];
    for (int at = 0; at < BATCH; at++) {
        compose(buffers[at], inner);
        send_pieces[at] = (struct iovec){buffers[at], GENEVE_BYTES + inner};
        receive_pieces[at] = (struct iovec){answers[at], sizeof answers[at]};
        sent[at].msg_hdr = (struct msghdr){.msg_name = &tunnel, .msg_namelen = sizeof tunnel,
                                           .msg_iov = &send_pieces[at], .msg_iovlen = 1};
        received[at].msg_hdr = (struct msghdr){.msg_iov = &receive_pieces[at], .msg_iovlen = 1};
    }
    unsigned long round = 0, packets_out = 0, packets_in = 0, given_up = 0;
    double start = now(), moved = start, time = start;
    for (; time - start < seconds; time = now()) {
        int got = recvmmsg(in, received, BATCH, MSG_DONTWAIT, NULL);
        if (got > 0) {
            packets_in += (unsigned)got;
            moved = time;
        }
        if (time - moved > LOST_AFTER_SECONDS) {
            given_up = packets_out - packets_in;
            moved = time;
        }
        if ((long)(packets_out - packets_in - given_up) > window - BATCH)
            continue;
        for (int at = 0; at < BATCH; at++) {
            struct udphdr *udp = (struct udphdr *)(buffers[at] + GENEVE_BYTES + sizeof(struct iphdr));
            unsigned long flow = (round / OUTER_PORTS * BATCH + (unsigned)at) * OUTER_PORTS + round % OUTER_PORTS;
            udp->source = htons((uint16_t)(FIRST_INNER_PORT + flow % flows));
        }
        int gone = sendmmsg(out[round++ % OUTER_PORTS], sent, BATCH, 0);
        if (gone > 0)
            packets_out += (unsigned)gone;
    }
    double took = time - start;
    printf("{\"inner_bytes\": %zu, \"packets_per_second\": %.0f, \"gigabits_per_second\": %.3f, \"sent\": %lu, "
           "\"returned\": %lu}\n", inner, (double)packets_in / took,
           (double)packets_in * (double)inner * 8 / took / 1e9, packets_out, packets_in);
    return 0;
}
