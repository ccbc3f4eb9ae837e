/* From the load balancer into the device. */
#include "worker.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The address that this datagram was sent to, which its answer comes from. */
static uint32_t local_address(struct msghdr *message)
{
    struct in_pktinfo info = {0};
    for (struct cmsghdr *at = CMSG_FIRSTHDR(message); at != NULL; at = CMSG_NXTHDR(message, at))
        if (at->cmsg_level == IPPROTO_IP && at->cmsg_type == IP_PKTINFO)
            memcpy(&info, CMSG_DATA(at), sizeof info);
    return info.ipi_addr.s_addr;
}

static enum drop deliver(struct worker *worker, struct mmsghdr *message, uint8_t *datagram, uint32_t now)
{
    if (message->msg_hdr.msg_flags & MSG_TRUNC)
        return DROP_too_big;
    const struct sockaddr_in *peer = message->msg_hdr.msg_name;
    struct outer outer = {.peer = peer->sin_addr.s_addr,
                          .peer_port = peer->sin_port,
                          .local = local_address(&message->msg_hdr),
                          .local_port = worker->port};
    struct piece packet = {.at = datagram, .length = message->msg_len};
    enum drop drop = handler_receive(worker->handler, &outer, &packet, now, &worker->counters);
    if (drop != DROP_NOTHING)
        return drop;
    count(&worker->counters.received_packets, 1);
    count(&worker->counters.received_bytes, packet.length);
    ssize_t written = write(worker->device, packet.at, packet.length);
    return written == (ssize_t)packet.length ? DROP_NOTHING : DROP_device_refused;
}

int worker_receive(struct worker *worker, uint32_t now)
{
    struct batch *batch = &worker->received;
    for (unsigned at = 0; at < BATCH; at++) {
        struct msghdr *message = &batch->messages[at].msg_hdr;
        batch->pieces[at] = (struct iovec){.iov_base = batch_packet(batch, at), .iov_len = batch->room};
        message->msg_namelen = sizeof batch->names[at];
        message->msg_control = &batch->controls[at];
        message->msg_controllen = sizeof batch->controls[at];
    }
    int number = recvmmsg(worker->udp, batch->messages, BATCH, MSG_DONTWAIT, NULL);
    if (number < 0)
        return errno == EBADF || errno == ENOTSOCK ? -1 : 0;
    for (int at = 0; at < number; at++) {
        enum drop drop = deliver(worker, &batch->messages[at], batch_packet(batch, (unsigned)at), now);
        if (drop != DROP_NOTHING)
            count(&worker->counters.dropped[drop], 1);
    }
    return number;
}
