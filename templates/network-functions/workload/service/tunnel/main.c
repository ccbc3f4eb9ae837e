/* Starts the workers, writes the statistics each second, and ends at SIGTERM or SIGINT with exit code 0. When something
 * cannot be done: one line in the log and exit code 1. */
#include "arguments.h"
#include "device.h"
#include "log.h"
#include "privileges.h"
#include "sockets.h"
#include "statistics.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static struct worker workers[ARGUMENTS_MAX_THREADS];

enum event { STOP_SIGNAL, WORKER_FAILED, SECOND_OVER, EVENTS };

static int signals(void)
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    pthread_sigmask(SIG_BLOCK, &stop, NULL); /* before the workers start: they inherit it */
    return signalfd(-1, &stop, SFD_CLOEXEC);
}

static int clock_of_seconds(void)
{
    struct itimerspec second = {.it_interval = {.tv_sec = 1}, .it_value = {.tv_sec = 1}};
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (timer >= 0)
        timerfd_settime(timer, 0, &second, NULL);
    return timer;
}

static uint32_t monotonic_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)now.tv_sec;
}

/* Until a signal or a failure. Returns which. */
static enum event run(struct statistics *statistics, struct handler *handler, const int *sockets, int failure,
                      int signal_)
{
    struct pollfd files[EVENTS] = {
        [STOP_SIGNAL] = {.fd = signal_, .events = POLLIN},
        [WORKER_FAILED] = {.fd = failure, .events = POLLIN},
        [SECOND_OVER] = {.fd = clock_of_seconds(), .events = POLLIN},
    };
    uint32_t start = monotonic_seconds();
    bool has_logged = false;
    for (;;) {
        if (poll(files, EVENTS, -1) < 0)
            continue;
        uint32_t now = monotonic_seconds();
        statistics->seconds = now - start;
        statistics->socket_overflows = sockets_overflows(sockets, statistics->count);
        if (!statistics_write(statistics) && !has_logged) {
            has_logged = true;
            log_error("The statistics cannot be written to %s (%s); packets go on.", statistics->file, strerror(errno));
        }
        if (files[STOP_SIGNAL].revents != 0)
            return STOP_SIGNAL;
        if (files[WORKER_FAILED].revents != 0)
            return WORKER_FAILED;
        uint64_t ticks;
        (void)!read(files[SECOND_OVER].fd, &ticks, sizeof ticks);
        handler_expire(handler, now);
    }
}

static int fail(const char *what)
{
    log_error("%s (%s).", what, strerror(errno));
    return 1;
}

static int stop_all(unsigned count, enum event reason)
{
    int failure = 0;
    for (unsigned at = 0; at < count; at++) {
        worker_stop(&workers[at]);
        failure = workers[at].failure != 0 ? workers[at].failure : failure;
    }
    handler_close(workers[0].handler);
    if (reason == STOP_SIGNAL)
        log_info("Tunnel stopped.");
    else
        log_error("Tunnel ended, because its device or socket is gone (%s).", strerror(failure));
    return reason == STOP_SIGNAL ? 0 : 1;
}

int main(int count, char **words)
{
    (void)count;
    struct arguments arguments = arguments_read(words);
    int signal_ = signals();
    int stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    int raw = sockets_open_raw();
    int udp[ARGUMENTS_MAX_THREADS];
    int device[ARGUMENTS_MAX_THREADS];
    if (raw < 0 || !sockets_open(&arguments.address, udp, arguments.threads) ||
        !device_open(arguments.device, arguments.limits.mtu, device, arguments.threads))
        return 1;
    if (!privileges_drop())
        return fail("Capabilities cannot be dropped");
    struct handler *handler = handler_open(&arguments.limits);
    if (handler == NULL || signal_ < 0 || stop < 0)
        return fail("Memory or files are missing");
    struct statistics statistics = {.file = arguments.statistics, .workers = workers, .count = arguments.threads};
    for (unsigned at = 0; at < arguments.threads; at++) {
        workers[at].udp = udp[at];
        workers[at].raw = raw;
        workers[at].device = device[at];
        workers[at].stop = stop;
        workers[at].port = arguments.address.sin_port;
        workers[at].mtu = arguments.limits.mtu;
        workers[at].handler = handler;
    }
    if (!statistics_write(&statistics))
        return fail("The statistics cannot be written; give --statistics a file in a folder that is there");
    for (unsigned at = 0; at < arguments.threads; at++)
        if (!worker_start(&workers[at]))
            return fail("A thread cannot be started");
    log_info("Tunnel started: device %s, UDP port %u, MTU %zu, %u threads.", arguments.device,
             ntohs(arguments.address.sin_port), arguments.limits.mtu, arguments.threads);
    return stop_all(arguments.threads, run(&statistics, handler, udp, stop, signal_));
}
