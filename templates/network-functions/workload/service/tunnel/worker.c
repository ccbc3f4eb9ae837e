#include "worker.h"

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

static uint32_t seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (uint32_t)now.tv_sec;
}

static int watch(const struct worker *worker)
{
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    const int files[] = {worker->udp, worker->device, worker->stop};
    for (size_t at = 0; epoll >= 0 && at < sizeof files / sizeof files[0]; at++) {
        struct epoll_event event = {.events = EPOLLIN};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, files[at], &event) != 0) {
            close(epoll);
            return -1;
        }
    }
    return epoll;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    int epoll = watch(worker);
    int moved = epoll < 0 ? -1 : 0;
    while (moved >= 0 && !atomic_load_explicit(&worker->is_stopping, memory_order_relaxed)) {
        uint32_t now = seconds();
        /* What a batch put into the device has mostly come out of it again when the batch is done. */
        int received = worker_receive(worker, now);
        int returned = received < 0 ? -1 : worker_return(worker, now);
        moved = returned < 0 ? -1 : received + returned;
        struct epoll_event ready;
        if (moved == 0)
            (void)epoll_wait(epoll, &ready, 1, -1);
    }
    if (moved < 0) {
        worker->failure = errno;
        (void)!write(worker->stop, &(uint64_t){1}, sizeof(uint64_t)); /* wakes the main thread */
    }
    if (epoll >= 0)
        close(epoll);
    return NULL;
}

bool worker_start(struct worker *worker)
{
    /* One byte more than fits, so that a packet that is too big is seen to be. */
    if (!batch_open(&worker->received, 0, GENEVE_HEADER + GENEVE_MAX_OPTIONS + worker->mtu + 1) ||
        !batch_open(&worker->returned, OUTER_HEADROOM, worker->mtu + 1))
        return false;
    errno = pthread_create(&worker->thread, NULL, work, worker);
    return errno == 0;
}

void worker_stop(struct worker *worker)
{
    atomic_store(&worker->is_stopping, true);
    (void)!write(worker->stop, &(uint64_t){1}, sizeof(uint64_t));
    pthread_join(worker->thread, NULL);
    batch_close(&worker->received);
    batch_close(&worker->returned);
}
