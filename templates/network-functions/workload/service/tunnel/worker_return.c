/* From the device back to the load balancer. */
#include "worker.h"

#include "log.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* A network that takes nothing for so long loses packets, as it would without us. */
#define PATIENCE_MILLISECONDS 10

static void refused(struct worker *worker, int reason)
{
    count(&worker->counters.dropped[DROP_send_refused], 1);
    if (worker->has_logged_refusal)
        return;
    worker->has_logged_refusal = true;
    log_error("The network did not take an answer (%s); further ones are counted as send_refused.", strerror(reason));
}

static void send_all(struct worker *worker, unsigned number)
{
    struct batch *batch = &worker->returned;
    unsigned at = 0;
    while (at < number) {
        int sent = sendmmsg(worker->raw, batch->messages + at, number - at, MSG_DONTWAIT);
        if (sent > 0) {
            at += (unsigned)sent;
            continue;
        }
        struct pollfd room = {.fd = worker->raw, .events = POLLOUT};
        if (errno == EINTR || (errno == EAGAIN && poll(&room, 1, PATIENCE_MILLISECONDS) > 0))
            continue;
        refused(worker, errno);
        at++;
    }
}

/* Reads one packet and prepares it as message number `at`. Returns its bytes, 0 if there is no further one, or -1. */
static ssize_t collect(struct worker *worker, unsigned at, uint32_t now, enum drop *drop)
{
    struct batch *batch = &worker->returned;
    struct piece packet = {.at = batch_packet(batch, at)};
    ssize_t bytes = read(worker->device, packet.at, batch->room);
    if (bytes <= 0)
        return bytes < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
    packet.length = (size_t)bytes;
    batch->names[at].sin_family = AF_INET;
    *drop = handler_return(worker->handler, &packet, now, &batch->names[at].sin_addr.s_addr);
    batch->pieces[at] = (struct iovec){.iov_base = packet.at, .iov_len = packet.length};
    return bytes;
}

int worker_return(struct worker *worker, uint32_t now)
{
    unsigned ready = 0;
    int number = 0;
    ssize_t bytes = 0;
    while (ready < BATCH && number < 2 * (int)BATCH) {
        enum drop drop = DROP_NOTHING;
        bytes = collect(worker, ready, now, &drop);
        if (bytes <= 0)
            break;
        number++;
        if (drop != DROP_NOTHING) {
            count(&worker->counters.dropped[drop], 1);
            continue;
        }
        count(&worker->counters.returned_packets, 1);
        count(&worker->counters.returned_bytes, (uint64_t)bytes);
        ready++;
    }
    int failure = errno;
    send_all(worker, ready);
    errno = failure;
    return bytes < 0 ? -1 : number;
}
