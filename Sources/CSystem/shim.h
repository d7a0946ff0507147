#pragma once
#include <malloc.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timex.h>

// Swift sees glibc's SOCK_ constants as an enum or not at all, depending on what else was imported before.
static inline int cs_datagram_socket(void) { return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0); }

// 1: a time server keeps the kernel's clock in step. 0: none does. -1: the kernel does not say.
static inline int cs_clock_is_kept(void) {
  struct timex state = {0};
  return adjtimex(&state) < 0 ? -1 : !(state.status & STA_UNSYNC);
}

// Hands memory that was freed back to the system.
static inline void cs_trim_heap(void) { malloc_trim(0); }

// Lets the process open as many files as wanted, as far as it may. Service managers begin with 1024, for programs that
// use select(), of which this is none. Returns how many it may open then.
static inline long cs_allow_files(long wanted) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit)) return -1;
  if (limit.rlim_cur >= (rlim_t)wanted) return (long)limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max < (rlim_t)wanted ? limit.rlim_max : (rlim_t)wanted;
  return setrlimit(RLIMIT_NOFILE, &limit) ? -1 : (long)limit.rlim_cur;
}
