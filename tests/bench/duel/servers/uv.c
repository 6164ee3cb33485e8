// The echo server on libuv, as its manual would have it: a handle a client, which brings its own
// buffer. A reply is tried at once; what the kernel did not take goes the way of a write request,
// and until that is done nothing more is read from this client.
//
//     duel_uv PORT     port 0 is a free one; serves until a signal ends it
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { message_bytes = 1000, prefix_bytes = 4, backlog = 4096 };

// A client. Its reply is built where its message is read: behind the prefix, which stays.
struct client {
    uv_tcp_t handle;  // its data is the client
    uv_write_t write;
    char reply[prefix_bytes + message_bytes];
};

static void check(int result, const char* what) {
    if (result >= 0) return;
    fprintf(stderr, "The libuv server cannot %s: %s\n", what, uv_strerror(result));
    exit(1);
}

static void release(uv_handle_t* handle) { free(handle->data); }

static void end(struct client* client) {
    uv_handle_t* handle = (uv_handle_t*)&client->handle;
    if (!uv_is_closing(handle)) uv_close(handle, release);
}

static void give_buffer(uv_handle_t* handle, size_t suggested, uv_buf_t* buffer) {
    (void)suggested;
    struct client* client = handle->data;
    *buffer = uv_buf_init(client->reply + prefix_bytes, message_bytes);
}

static void on_message(uv_stream_t* stream, ssize_t got, const uv_buf_t* buffer);

static void on_written(uv_write_t* request, int status) {
    struct client* client = request->data;
    uv_stream_t* stream = (uv_stream_t*)&client->handle;
    if (status < 0 || uv_read_start(stream, give_buffer, on_message) < 0) end(client);
}

static void on_message(uv_stream_t* stream, ssize_t got, const uv_buf_t* buffer) {
    (void)buffer;
    struct client* client = stream->data;
    if (got == 0) return;  // woken for nothing
    if (got < 0) {
        end(client);
        return;
    }
    uv_buf_t reply = uv_buf_init(client->reply, (unsigned)(prefix_bytes + got));
    int taken = uv_try_write(stream, &reply, 1);
    if (taken == (int)reply.len) return;
    if (taken == UV_EAGAIN) taken = 0;
    if (taken < 0) {
        end(client);
        return;
    }
    uv_read_stop(stream);
    reply.base += taken;
    reply.len -= (size_t)taken;
    client->write.data = client;
    if (uv_write(&client->write, stream, &reply, 1, on_written) < 0) end(client);
}

static void on_connection(uv_stream_t* listener, int status) {
    check(status, "accept a client");
    struct client* client = calloc(1, sizeof *client);
    if (!client) check(UV_ENOMEM, "remember a client");
    check(uv_tcp_init(listener->loop, &client->handle), "make a socket");
    client->handle.data = client;
    memcpy(client->reply, "GOT:", prefix_bytes);
    uv_stream_t* stream = (uv_stream_t*)&client->handle;
    if (uv_accept(listener, stream) < 0 || uv_tcp_nodelay(&client->handle, 1) < 0 ||
        uv_read_start(stream, give_buffer, on_message) < 0) {
        end(client);
    }
}

int main(int count, char** arguments) {
    if (count != 2) {
        fprintf(stderr, "usage: duel_uv PORT\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    uv_loop_t* loop = uv_default_loop();
    uv_tcp_t listener;
    struct sockaddr_in address;
    check(uv_ip4_addr("127.0.0.1", atoi(arguments[1]), &address), "read its port");
    check(uv_tcp_init(loop, &listener), "make a socket");
    check(uv_tcp_bind(&listener, (struct sockaddr*)&address, 0), "have its port");
    check(uv_listen((uv_stream_t*)&listener, backlog, on_connection), "listen");
    int size = sizeof address;
    check(uv_tcp_getsockname(&listener, (struct sockaddr*)&address, &size), "find its port");
    printf("Listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return uv_run(loop, UV_RUN_DEFAULT);
}
