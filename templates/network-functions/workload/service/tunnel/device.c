#include "device.h"

#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define FILE_OF_TUN "/dev/net/tun"
/* Packets that the kernel may have ready for us; its 500 are less than a burst of two threads. */
#define QUEUE_LENGTH 4096

static int open_queue(const char *name, bool is_one_of_many)
{
    int queue = open(FILE_OF_TUN, O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (queue < 0) {
        log_error("%s cannot be opened (%s): give the container this device, and run as root.", FILE_OF_TUN,
                  strerror(errno));
        return -1;
    }
    struct ifreq request = {.ifr_flags = IFF_TUN | IFF_NO_PI};
    if (is_one_of_many)
        request.ifr_flags |= IFF_MULTI_QUEUE;
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    if (ioctl(queue, TUNSETIFF, &request) == 0)
        return queue;
    log_error("TUN device %s cannot be made (%s): this needs the capability NET_ADMIN and a name that nobody uses.",
              name, strerror(errno));
    close(queue);
    return -1;
}

static bool configure(const char *name, size_t mtu)
{
    int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct ifreq request = {0};
    strncpy(request.ifr_name, name, IFNAMSIZ - 1);
    request.ifr_mtu = (int)mtu;
    bool is_done = any >= 0 && ioctl(any, SIOCSIFMTU, &request) == 0;
    request.ifr_qlen = QUEUE_LENGTH;
    is_done = is_done && ioctl(any, SIOCSIFTXQLEN, &request) == 0;
    is_done = is_done && ioctl(any, SIOCGIFFLAGS, &request) == 0;
    request.ifr_flags |= IFF_UP;
    is_done = is_done && ioctl(any, SIOCSIFFLAGS, &request) == 0;
    if (!is_done)
        log_error("TUN device %s cannot be given MTU %zu and brought up (%s).", name, mtu, strerror(errno));
    if (any >= 0)
        close(any);
    return is_done;
}

bool device_open(const char *name, size_t mtu, int *queues, unsigned count)
{
    for (unsigned at = 0; at < count; at++) {
        queues[at] = open_queue(name, count > 1);
        if (queues[at] < 0)
            return false;
    }
    return configure(name, mtu);
}
