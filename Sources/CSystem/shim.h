#pragma once
#include <sys/socket.h>

// Swift sees glibc's SOCK_ constants as an enum or not at all, depending on what else was imported before.
static inline int cs_datagram_socket(void) { return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0); }
