/* The TUN device that inner packets enter and leave the kernel by. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Opens `count` queues of the device, non-blocking, sets its MTU and brings it up. A device that is not there is made,
 * and goes when the queues are closed. Returns false after having logged why. */
bool device_open(const char *name, size_t mtu, int *queues, unsigned count);
