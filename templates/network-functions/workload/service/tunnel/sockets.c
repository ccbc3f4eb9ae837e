#include "sockets.h"

#include "log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/sock_diag.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A burst of some 20 ms at 5 Gbit/s. The kernel counts about twice the bytes of a packet. */
#define BUFFER_BYTES (16 * 1024 * 1024)

static void enlarge(int socket_, int forced, int plain)
{
    int bytes = BUFFER_BYTES;
    if (setsockopt(socket_, SOL_SOCKET, forced, &bytes, sizeof bytes) != 0)
        (void)setsockopt(socket_, SOL_SOCKET, plain, &bytes, sizeof bytes); /* as much as net.core allows */
}

static int open_one(const struct sockaddr_in *address, bool is_shared)
{
    int one = 1;
    int opened = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (opened >= 0 && (!is_shared || setsockopt(opened, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one) == 0) &&
        setsockopt(opened, IPPROTO_IP, IP_PKTINFO, &one, sizeof one) == 0 &&
        bind(opened, (const struct sockaddr *)address, sizeof *address) == 0) {
        enlarge(opened, SO_RCVBUFFORCE, SO_RCVBUF);
        return opened;
    }
    char text[INET_ADDRSTRLEN];
    log_error("UDP port %u of %s cannot be opened (%s).", ntohs(address->sin_port),
              inet_ntop(AF_INET, &address->sin_addr, text, sizeof text), strerror(errno));
    if (opened >= 0)
        close(opened);
    return -1;
}

bool sockets_open(const struct sockaddr_in *address, int *sockets, unsigned count)
{
    /* Shared sockets would share the port with another handler too. One that is not shared is refused instead. */
    int first = open_one(address, false);
    if (first < 0)
        return false;
    if (count == 1) {
        sockets[0] = first;
        return true;
    }
    close(first);
    for (unsigned at = 0; at < count; at++) {
        sockets[at] = open_one(address, true);
        if (sockets[at] < 0)
            return false;
    }
    return true;
}

int sockets_open_raw(void)
{
    int opened = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
    if (opened < 0)
        log_error("A raw socket cannot be opened (%s): run as root, or with the capability NET_RAW.", strerror(errno));
    else
        enlarge(opened, SO_SNDBUFFORCE, SO_SNDBUF);
    return opened;
}

unsigned long sockets_overflows(const int *sockets, unsigned count)
{
    unsigned long sum = 0;
    for (unsigned at = 0; at < count; at++) {
        uint32_t memory[SK_MEMINFO_VARS] = {0};
        socklen_t length = sizeof memory;
        if (getsockopt(sockets[at], SOL_SOCKET, SO_MEMINFO, memory, &length) == 0)
            sum += memory[SK_MEMINFO_DROPS];
    }
    return sum;
}
