/* The client side of many WebSockets in one thread: connect, upgrade, `hello`, then frames.
 * A socket that the server closes ends the program: under a benchmark that is a failure. */
#ifndef CLIENT_H
#define CLIENT_H

#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_BYTES = 65536, MAX_EVENTS = 256, SOCKETS_AN_ADDRESS = 20000, OPENING_AT_ONCE = 100 };

typedef enum { CONNECTING, UPGRADING, GREETING, OPEN } PeerState;

typedef struct Peer {
    int fd, index, isOperator, dirty, waiting;   /* waiting: EPOLLOUT is on */
    PeerState state;
    Buffer in, out;
} Peer;

static Peer *peers;
static Peer **dirtyPeers;
static int peerCount, dirtyCount, opening, clientPoller, serverPort;
static uint32_t maskState = 2463534242u;
static void (*on_hello)(Peer *), (*on_open)(Peer *), (*on_text)(Peer *, Slice);

static void touch(Peer *p) {
    if (p->dirty) return;
    p->dirty = 1;
    dirtyPeers[dirtyCount++] = p;
}

static void peer_send(Peer *p, const char *text, size_t count) {
    maskState ^= maskState << 13, maskState ^= maskState >> 17, maskState ^= maskState << 5;
    frame_write(&p->out, WS_TEXT, text, count, maskState);
    touch(p);
}

static void peer_watch(Peer *p, uint32_t events, int operation) {
    struct epoll_event event = {.events = events, .data.ptr = p};
    if (epoll_ctl(clientPoller, operation, p->fd, &event)) die("epoll: %s", strerror(errno));
}

static void peer_connect(Peer *p) {
    p->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (p->fd < 0) die("socket %d: %s (ulimit -n?)", p->index, strerror(errno));
    int on = 1;
    setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons((uint16_t)serverPort), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (p->index >= SOCKETS_AN_ADDRESS) {   /* one address has about 28,000 free ports */
        struct sockaddr_in source = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(p->index / SOCKETS_AN_ADDRESS))};
        setsockopt(p->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
        if (bind(p->fd, (struct sockaddr *)&source, sizeof source)) die("bind: %s", strerror(errno));
    }
    if (connect(p->fd, (struct sockaddr *)&server, sizeof server) && errno != EINPROGRESS) die("connect: %s", strerror(errno));
    p->state = CONNECTING;
    opening++;
    peer_watch(p, EPOLLOUT, EPOLL_CTL_ADD);
}

static void peer_connected(Peer *p) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(p->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) die("connect to port %d: %s", serverPort, strerror(error));
    char request[256];
    int count = snprintf(request, sizeof request,
        "GET /api/v1/socket HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " WS_KEY "\r\nSec-WebSocket-Protocol: whisper.v1\r\n\r\n", serverPort);
    p->state = UPGRADING;
    peer_watch(p, EPOLLIN, EPOLL_CTL_MOD);
    buffer_append(&p->out, request, (size_t)count);
    touch(p);
}

static void peer_flush(Peer *p) {
    p->dirty = 0;
    while (buffer_count(&p->out)) {
        ssize_t sent = send(p->fd, p->out.bytes + p->out.start, buffer_count(&p->out), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && errno == EAGAIN) break;
        if (sent < 0) die("socket %d: %s", p->index, strerror(errno));
        p->out.start += (size_t)sent;
    }
    int waiting = buffer_count(&p->out) > 0;
    buffer_release(&p->out);
    if (waiting == p->waiting) return;
    p->waiting = waiting;
    peer_watch(p, EPOLLIN | (waiting ? EPOLLOUT : 0u), EPOLL_CTL_MOD);
}

static void peer_upgraded(Peer *p) {
    char *begin = p->in.bytes + p->in.start, *end = memmem(begin, buffer_count(&p->in), "\r\n\r\n", 4);
    if (!end) return;
    if (buffer_count(&p->in) < 12 || memcmp(begin + 8, " 101", 4))
        die("socket %d was not upgraded: %.*s", p->index, (int)(end - begin), begin);
    p->in.start += (size_t)(end + 4 - begin);
    p->state = GREETING;
    on_hello(p);
}

static void peer_frame(Peer *p, Frame frame) {
    switch (frame.opcode) {
    case WS_TEXT:
        if (!frame.final) die("a fragmented message: WhisperDesk sends none");
        if (p->state == OPEN) return on_text(p, (Slice){frame.payload, frame.count});
        if (!memmem(frame.payload, frame.count, "\"welcome\"", 9))
            die("socket %d: no welcome but %.*s", p->index, (int)frame.count, frame.payload);
        p->state = OPEN;
        opening--;
        return on_open(p);
    case WS_PING:
        frame_write(&p->out, WS_PONG, frame.payload, frame.count, 0x5a17c3d1u);
        return touch(p);
    case WS_PONG:
        return;
    case WS_CLOSE:
        die("the server closed socket %d with %d", p->index,
            frame.count < 2 ? 1005 : (unsigned char)frame.payload[0] << 8 | (unsigned char)frame.payload[1]);
    default:
        die("an unexpected frame, opcode %d", frame.opcode);
    }
}

static void peer_parse(Peer *p) {
    Frame frame;
    if (p->state == UPGRADING) peer_upgraded(p);
    while (p->state >= GREETING && frame_read(p->in.bytes + p->in.start, buffer_count(&p->in), &frame)) {
        p->in.start += frame.total;
        peer_frame(p, frame);
    }
}

/* Reads into one shared buffer; only a socket with half a frame holds memory of its own. */
static void peer_readable(Peer *p) {
    static Buffer shared;
    int borrowed = p->in.bytes == NULL;
    if (borrowed) p->in = shared;
    ssize_t got = recv(p->fd, buffer_room(&p->in, READ_BYTES), READ_BYTES, 0);
    if (got == 0) die("the server ended socket %d", p->index);
    if (got < 0 && errno != EAGAIN && errno != EINTR) die("socket %d: %s", p->index, strerror(errno));
    if (got > 0) {
        p->in.end += (size_t)got;
        peer_parse(p);
    }
    if (!borrowed) return buffer_release(&p->in);
    shared = p->in;
    p->in = (Buffer){0};
    if (buffer_count(&shared)) buffer_append(&p->in, shared.bytes + shared.start, buffer_count(&shared));
    shared.start = shared.end = 0;
}

/* One turn: waits at most that long, handles what came, and writes each touched socket once. */
static void turn(int maxMilliseconds) {
    struct epoll_event events[MAX_EVENTS];
    for (int i = 0; i < dirtyCount; i++) peer_flush(dirtyPeers[i]);
    dirtyCount = 0;
    int count = epoll_wait(clientPoller, events, MAX_EVENTS, maxMilliseconds);
    for (int i = 0; i < count; i++) {
        Peer *p = events[i].data.ptr;
        if (p->state == CONNECTING) {
            peer_connected(p);
            continue;
        }
        if (events[i].events & EPOLLOUT) touch(p);
        if (events[i].events & ~(uint32_t)EPOLLOUT) peer_readable(p);
    }
    for (int i = 0; i < dirtyCount; i++) peer_flush(dirtyPeers[i]);
    dirtyCount = 0;
}

static void peers_make(int port, int count) {
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    serverPort = port;
    peerCount = count;
    peers = calloc((size_t)count, sizeof *peers);
    dirtyPeers = calloc((size_t)count, sizeof *dirtyPeers);
    if (!peers || !dirtyPeers) die("out of memory");
    for (int i = 0; i < count; i++) peers[i].index = i;
    clientPoller = epoll_create1(EPOLL_CLOEXEC);
}

/* Opens the sockets of a range, some at a time, until each has its `welcome`. */
static void peers_open(int from, int to, int maxSeconds) {
    int64_t deadline = now_ns() + (int64_t)maxSeconds * 1000000000;
    for (int next = from; next < to || opening > 0;) {
        while (next < to && opening < OPENING_AT_ONCE) peer_connect(&peers[next++]);
        turn(100);
        if (now_ns() > deadline) die("%d sockets had no welcome within %d s", opening, maxSeconds);
    }
}

#endif
