#pragma once
#include <sys/socket.h>
#include <sys/timex.h>

// Swift sees glibc's SOCK_ constants as an enum or not at all, depending on what else was imported before.
static inline int cs_datagram_socket(void) { return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0); }

// 1: a time server keeps the kernel's clock in step. 0: none does. -1: the kernel does not say.
static inline int cs_clock_is_kept(void) {
  struct timex state = {0};
  return adjtimex(&state) < 0 ? -1 : !(state.status & STA_UNSYNC);
}
