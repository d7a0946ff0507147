#pragma once
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <link.h>
#include <malloc.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timex.h>
#include <unistd.h>

// Swift sees glibc's SOCK_ constants as an enum or not at all, depending on what else was imported before.
static inline int cs_datagram_socket(void) { return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0); }

// 1: a time server keeps the kernel's clock in step. 0: none does. -1: the kernel does not say.
static inline int cs_clock_is_kept(void) {
  struct timex state = {0};
  return adjtimex(&state) < 0 ? -1 : !(state.status & STA_UNSYNC);
}

static inline int cs_drop_code_pages_of(struct dl_phdr_info *object, size_t size, void *context) {
  (void)size;
  (void)context;
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (int index = 0; index < object->dlpi_phnum; index++) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[index];
    // Nothing else may be dropped: what can be written may have been.
    if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X) || (segment->p_flags & PF_W)) continue;
    uintptr_t start = (object->dlpi_addr + segment->p_vaddr + page - 1) & ~(page - 1);
    uintptr_t end = (object->dlpi_addr + segment->p_vaddr + segment->p_memsz) & ~(page - 1);
    if (end > start) madvise((void *)start, end - start, MADV_DONTNEED);
  }
  return 0;
}

// Takes the pages of code that were read in so far out of the process. They are mapped from files and never written, so
// each comes back from its file as soon as it is run again.
static inline void cs_drop_code_pages(void) { dl_iterate_phdr(cs_drop_code_pages_of, NULL); }

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
