/* Lets a test hand packets to the handler without a device, a socket or root. Reads commands, one a line; answers each
 * with one line:
 *
 *     open FLOWS MTU TCP_IDLE OTHER_IDLE                     -> ok
 *     in NOW PEER PEER_PORT LOCAL LOCAL_PORT DATAGRAM        -> inner PACKET | drop REASON
 *     out NOW PACKET                                         -> outer PACKET | drop REASON
 *     expire NOW                                             -> (an empty line)
 *     flows                                                  -> KNOWN LIMIT NEW EVICTED CHANGED
 *     mutate SEED COUNT                                      -> DELIVERED RETURNED DROPPED
 *
 * NOW is in seconds, addresses and ports are decimal in host order, packets are hexadecimal. */
#include "handler.h"
#include "mutations.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PACKET 16384
#define MAX_SAMPLES 64

static struct handler *handler;
static struct counters counters;
/* What mutate starts from: all datagrams and packets of this run so far. */
static struct {
    uint8_t *at;
    size_t length;
} samples[MAX_SAMPLES];
static size_t sample_count;

static size_t decode(const char *text, uint8_t *bytes)
{
    size_t length = 0;
    for (; length < MAX_PACKET && sscanf(text + 2 * length, "%2hhx", &bytes[length]) == 1; length++)
        ;
    return length;
}

static void print(const char *what, const struct piece *piece)
{
    fputs(what, stdout);
    for (size_t at = 0; at < piece->length; at++)
        printf("%02x", piece->at[at]);
}

static void keep(const uint8_t *bytes, size_t length)
{
    if (sample_count == MAX_SAMPLES || length == 0)
        return;
    samples[sample_count].at = malloc(length);
    samples[sample_count].length = length;
    memcpy(samples[sample_count++].at, bytes, length);
}

/* Memory of exactly this size, so that the sanitizer sees a read behind its end. */
static enum drop receive(const uint8_t *bytes, size_t length, uint32_t now, const struct outer *outer, bool is_printed,
                         struct piece *inner)
{
    uint8_t *exact = malloc(length == 0 ? 1 : length);
    memcpy(exact, bytes, length);
    struct piece piece = {exact, length};
    enum drop drop = handler_receive(handler, outer, &piece, now, &counters);
    if (is_printed && drop == DROP_NOTHING)
        print("inner ", &piece);
    if (drop == DROP_NOTHING && inner != NULL) {
        memcpy(inner->at, piece.at, piece.length);
        inner->length = piece.length;
    }
    free(exact);
    return drop;
}

static enum drop give_back(const uint8_t *bytes, size_t length, uint32_t now, bool is_printed)
{
    uint8_t *exact = malloc(OUTER_HEADROOM + length);
    memcpy(exact + OUTER_HEADROOM, bytes, length);
    struct piece piece = {exact + OUTER_HEADROOM, length};
    uint32_t destination = 0;
    enum drop drop = handler_return(handler, &piece, now, &destination);
    if (is_printed && drop == DROP_NOTHING)
        print("outer ", &piece);
    if (drop == DROP_NOTHING && memcmp(piece.at + 16, &destination, sizeof destination) != 0)
        abort();
    free(exact);
    return drop;
}

static void run_mutations(uint64_t seed, unsigned long number)
{
    static uint8_t bytes[MAX_PACKET], inner_bytes[MAX_PACKET];
    uint64_t state = seed * 2 + 1;
    unsigned long delivered = 0, returned = 0, dropped = 0;
    const struct outer outer = {1, 2, 3, 4};
    for (unsigned long at = 0; at < number && sample_count > 0; at++) {
        size_t choice = random_number(&state) % sample_count;
        memcpy(bytes, samples[choice].at, samples[choice].length);
        size_t length = mutate(bytes, samples[choice].length, &state);
        uint32_t now = (uint32_t)(at / 64);
        struct piece inner = {inner_bytes, 0};
        if (receive(bytes, length, now, &outer, false, &inner) == DROP_NOTHING) {
            delivered++;
            length = mutate(inner.at, inner.length, &state);
            memcpy(bytes, inner.at, length);
        }
        if (give_back(bytes, length, now, false) == DROP_NOTHING)
            returned++;
        else
            dropped++;
        if (at % 64 == 0)
            handler_expire(handler, now);
    }
    printf("%lu %lu %lu", delivered, returned, dropped);
}

static void open_handler(const char *line)
{
    unsigned long flows = 0;
    struct handler_limits limits = {0};
    sscanf(line, "%lu %zu %u %u", &flows, &limits.mtu, &limits.tcp_idle_seconds, &limits.other_idle_seconds);
    limits.flows = flows;
    if (handler != NULL)
        handler_close(handler);
    memset(&counters, 0, sizeof counters);
    handler = handler_open(&limits);
    fputs(handler == NULL ? "no memory" : "ok", stdout);
}

static enum drop receive_line(const char *line)
{
    static uint8_t bytes[MAX_PACKET];
    uint32_t now = 0, peer = 0, local = 0;
    uint16_t peer_port = 0, local_port = 0;
    int text = 0;
    sscanf(line, "%u %u %hu %u %hu %n", &now, &peer, &peer_port, &local, &local_port, &text);
    size_t length = decode(line + text, bytes);
    keep(bytes, length);
    struct outer outer = {htonl(peer), htonl(local), htons(peer_port), htons(local_port)};
    return receive(bytes, length, now, &outer, true, NULL);
}

static enum drop return_line(const char *line)
{
    static uint8_t bytes[MAX_PACKET];
    uint32_t now = 0;
    int text = 0;
    sscanf(line, "%u %n", &now, &text);
    size_t length = decode(line + text, bytes);
    keep(bytes, length);
    return give_back(bytes, length, now, true);
}

static void print_flows(void)
{
    size_t known = 0, limit = 0;
    handler_flows(handler, &known, &limit);
    printf("%zu %zu %lu %lu %lu", known, limit, counters.flows_new, counters.flows_evicted, counters.flows_changed);
}

static void obey(const char *line)
{
    unsigned long seed = 0, number = 0;
    enum drop drop = DROP_NOTHING;
    if (strncmp(line, "open ", 5) == 0)
        open_handler(line + 5);
    else if (strncmp(line, "in ", 3) == 0)
        drop = receive_line(line + 3);
    else if (strncmp(line, "out ", 4) == 0)
        drop = return_line(line + 4);
    else if (sscanf(line, "expire %lu", &number) == 1)
        handler_expire(handler, (uint32_t)number);
    else if (sscanf(line, "mutate %lu %lu", &seed, &number) == 2)
        run_mutations(seed, number);
    else if (strncmp(line, "flows", 5) == 0)
        print_flows();
    else
        fputs("not understood", stdout);
    if (drop != DROP_NOTHING)
        printf("drop %s", drop_name(drop));
    putchar('\n');
    fflush(stdout);
}

int main(void)
{
    static char line[4 * MAX_PACKET];
    while (fgets(line, sizeof line, stdin) != NULL)
        obey(line);
    if (handler != NULL)
        handler_close(handler);
    while (sample_count > 0)
        free(samples[--sample_count].at);
    return 0;
}
