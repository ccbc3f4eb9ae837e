/* Packets that enter or leave the kernel with one system call. */
#pragma once

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/* 32 packets of 8,500 bytes stay in the second-level cache until they have left again. */
#define BATCH 32U

union control {
    struct cmsghdr header;
    uint8_t bytes[CMSG_SPACE(sizeof(struct in_pktinfo))];
};

struct batch {
    uint8_t *buffer;
    size_t headroom, room; /* of each packet: bytes before it, and its own */
    struct mmsghdr messages[BATCH];
    struct iovec pieces[BATCH];
    struct sockaddr_in names[BATCH];
    union control controls[BATCH];
};

/* Allocates; returns false without memory (errno says so). */
bool batch_open(struct batch *batch, size_t headroom, size_t room);
void batch_close(struct batch *batch);

/* Where packet number `at` begins. */
static inline uint8_t *batch_packet(const struct batch *batch, unsigned at)
{
    return batch->buffer + at * (batch->headroom + batch->room) + batch->headroom;
}
