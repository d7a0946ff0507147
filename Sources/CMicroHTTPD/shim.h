#if !__has_include(<microhttpd.h>)
#error "libmicrohttpd headers not found. Debian/Ubuntu: apt-get install libmicrohttpd-dev"
#else
#include <microhttpd.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// libmicrohttpd's start and its getters are variadic, which Swift cannot call.

typedef void *(*cm_opened)(void *context, const char *uri, struct MHD_Connection *connection);

struct cm_callbacks {
  void *context;
  cm_opened opened;
  MHD_AccessHandlerCallback handle;
  MHD_RequestCompletedCallback completed;
  MHD_NotifyConnectionCallback connection;
};

struct cm_limits {
  unsigned connections;
  unsigned idle_seconds;
  size_t header_memory;
};

/// Poll mode, one thread. Never epoll: in 0.9.75 it stalls when exactly 128 connections are ready.
static inline struct MHD_Daemon *cm_start(int listening, struct cm_limits limits, struct cm_callbacks callbacks) {
  return MHD_start_daemon(
      MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, callbacks.handle, callbacks.context,
      MHD_OPTION_LISTEN_SOCKET, (MHD_socket)listening,
      MHD_OPTION_URI_LOG_CALLBACK, callbacks.opened, callbacks.context,
      MHD_OPTION_NOTIFY_COMPLETED, callbacks.completed, callbacks.context,
      MHD_OPTION_NOTIFY_CONNECTION, callbacks.connection, callbacks.context,
      MHD_OPTION_CONNECTION_LIMIT, limits.connections,
      MHD_OPTION_CONNECTION_TIMEOUT, limits.idle_seconds,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits.header_memory,
      MHD_OPTION_STRICT_FOR_CLIENT, (int)1,
      MHD_OPTION_END);
}

static inline int cm_descriptor(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}

/// A socket to listen with. What of <sys/socket.h> Swift sees in its Glibc module changes with the build.
static inline int cm_socket(int family) {
  return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/// A descriptor that `poll` can wait on and another thread can make readable.
static inline int cm_bell(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/// Linux: the other side has closed its writing half. Not in every libc header without _GNU_SOURCE.
enum { CM_POLLRDHUP = 0x2000 };
#endif
