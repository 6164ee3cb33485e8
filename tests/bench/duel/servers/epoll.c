// The yardstick: the echo server that one would write by hand, in C. Each descriptor is registered
// once, level-triggered; a reply is sent as soon as its message was read; only what the kernel did
// not take waits for EPOLLOUT. So a message costs recv, send and its share of an epoll_wait.
//
//     duel_epoll PORT     port 0 is a free one; serves until a signal ends it
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

enum { message_bytes = 1000, prefix_bytes = 4, batch = 1024 };

// A client. Its reply is built where its message is read: behind the prefix, which stays.
struct client {
    int fd;
    size_t sent, reply_bytes;  // equal unless the kernel took only a part of the reply
    char reply[prefix_bytes + message_bytes];
};

static int poller;

static void stop(const char* what) {
    fprintf(stderr, "The epoll server cannot %s: %s\n", what, strerror(errno));
    exit(1);
}

static void watch(int operation, int fd, unsigned events, void* who) {
    struct epoll_event event = {.events = events, .data.ptr = who};
    if (epoll_ctl(poller, operation, fd, &event) < 0) stop("watch a socket");
}

static void end(struct client* client) {
    close(client->fd);  // which also takes it out of the poller
    free(client);
}

// What the kernel did not take waits, and meanwhile nothing more is read from this client.
static void send_reply(struct client* client, int was_waiting) {
    const size_t rest = client->reply_bytes - client->sent;
    ssize_t taken = send(client->fd, client->reply + client->sent, rest, MSG_NOSIGNAL);
    if (taken < 0) {
        if (errno != EAGAIN) {
            end(client);
            return;
        }
        taken = 0;
    }
    client->sent += (size_t)taken;
    const int waits = client->sent < client->reply_bytes;
    if (waits != was_waiting) {
        watch(EPOLL_CTL_MOD, client->fd, waits ? EPOLLOUT : EPOLLIN, client);
    }
}

static void read_message(struct client* client) {
    const ssize_t got = recv(client->fd, client->reply + prefix_bytes, message_bytes, 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) {
        end(client);
        return;
    }
    client->sent = 0;
    client->reply_bytes = prefix_bytes + (size_t)got;
    send_reply(client, 0);
}

static void accept_client(int listener) {
    const int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0 && (errno == EAGAIN || errno == ECONNABORTED)) return;
    if (fd < 0) stop("accept a client");
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct client* client = calloc(1, sizeof *client);
    if (!client) stop("remember a client");
    client->fd = fd;
    memcpy(client->reply, "GOT:", prefix_bytes);
    watch(EPOLL_CTL_ADD, fd, EPOLLIN, client);
}

static int listen_on(unsigned short port) {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr*)&address, size) < 0) stop("have its port");
    if (listen(listener, SOMAXCONN) < 0) stop("listen");
    getsockname(listener, (struct sockaddr*)&address, &size);
    printf("Listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

int main(int count, char** arguments) {
    if (count != 2) {
        fprintf(stderr, "usage: duel_epoll PORT\n");
        return 2;
    }
    poller = epoll_create1(EPOLL_CLOEXEC);
    const int listener = listen_on((unsigned short)atoi(arguments[1]));
    watch(EPOLL_CTL_ADD, listener, EPOLLIN, NULL);  // who has no client is the listener
    static struct epoll_event events[batch];
    for (;;) {
        const int ready = epoll_wait(poller, events, batch, -1);
        if (ready < 0 && errno != EINTR) stop("wait");
        for (int i = 0; i < ready; ++i) {
            struct client* client = events[i].data.ptr;
            if (!client) {
                accept_client(listener);
            } else if (client->sent < client->reply_bytes) {
                send_reply(client, 1);
            } else {
                read_message(client);
            }
        }
    }
}
