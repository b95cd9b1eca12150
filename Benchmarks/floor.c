/* The floor: the least that any chat server must do for a message on this machine.
 *
 * Speaks WebSocket, appends each message to a file, calls fdatasync once for whatever has gathered
 * while the last call ran, and only then sends an `ack` to the sender and an `item` of WhisperDesk's
 * size to the operator's socket that watches everything. No rules, no rights, no database, no
 * resume. load.c drives it with `--floor`. Linux only.
 *
 * Usage: floor --port PORT --file FILE [--echo]
 *   --echo   sends the item to its sender too, as WhisperDesk does
 */
#define _GNU_SOURCE
#include "wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_BYTES = 65536, MAX_EVENTS = 256, MAX_SOCKETS = 65536 };

typedef struct Socket {
    int fd, upgraded, dirty, waiting;   /* waiting: EPOLLOUT is on */
    uint64_t seq;                       /* the customer's conversation is its socket */
    uint32_t generation;                /* tells a reused descriptor from the one that sent */
    Buffer in, out;
} Socket;

/* One stored message that waits for its sync. The texts stand in the batch's `words`. */
typedef struct { int fd; uint32_t generation; uint64_t seq; size_t id, idCount, conversation, conversationCount, text, textCount; } Entry;

typedef struct { Buffer log, words; Entry *entries; size_t count, capacity; } Batch;

static Socket sockets[MAX_SOCKETS];
static int dirty[MAX_SOCKETS], dirtyCount;
static int poller, operator = -1, echo, logFile, handOver, handBack;
static Batch batches[2], *gathering = &batches[0], *syncing = &batches[1];
static int syncRunning;

static void touch(Socket *s) {
    if (s->dirty) return;
    s->dirty = 1;
    dirty[dirtyCount++] = s->fd;
}

static void hang_up(Socket *s) {
    if (operator == s->fd) operator = -1;
    close(s->fd);
    free(s->in.bytes);
    free(s->out.bytes);
    uint32_t generation = s->generation + 1;
    *s = (Socket){.fd = -1, .generation = generation, .dirty = s->dirty};
}

static void flush(Socket *s) {
    s->dirty = 0;
    while (s->fd >= 0 && buffer_count(&s->out)) {
        ssize_t sent = send(s->fd, s->out.bytes + s->out.start, buffer_count(&s->out), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && errno != EAGAIN) return hang_up(s);
        if (sent < 0) break;
        s->out.start += (size_t)sent;
    }
    int waiting = s->fd >= 0 && buffer_count(&s->out) > 0;
    if (s->fd < 0 || waiting == s->waiting) return;
    s->waiting = waiting;
    struct epoll_event event = {.events = EPOLLIN | (waiting ? EPOLLOUT : 0u), .data.fd = s->fd};
    epoll_ctl(poller, EPOLL_CTL_MOD, s->fd, &event);
}

static size_t keep(Buffer *words, Slice text) {
    size_t at = words->end;
    buffer_append(words, text.bytes, text.count);
    return at;
}

static void store(Socket *s, Slice id, Slice conversation, Slice text) {
    Batch *b = gathering;
    if (b->count == b->capacity) {
        b->capacity = b->capacity ? b->capacity * 2 : 1024;
        b->entries = realloc(b->entries, b->capacity * sizeof *b->entries);
        if (!b->entries) die("out of memory");
    }
    Entry *e = &b->entries[b->count++];
    e->fd = s->fd;
    e->generation = s->generation;
    e->seq = ++s->seq;
    e->id = keep(&b->words, id), e->idCount = id.count;
    e->conversation = keep(&b->words, conversation), e->conversationCount = conversation.count;
    e->text = keep(&b->words, text), e->textCount = text.count;
    char head[96];
    int count = snprintf(head, sizeof head, "%.*s %llu ", (int)(conversation.count < 64 ? conversation.count : 64),
                         conversation.bytes, (unsigned long long)e->seq);
    buffer_append(&b->log, head, (size_t)count);
    buffer_append(&b->log, text.bytes, text.count);
    buffer_append(&b->log, "\n", 1);
}

static void answer(Socket *s, const char *text) {
    frame_write(&s->out, WS_TEXT, text, strlen(text), 0);
    touch(s);
}

static void receive(Socket *s, Slice payload) {
    static const char *const names[] = {"type", "id", "conversation", "text", "token", "after"};
    Slice v[6];
    if (!json_fields(payload, names, v, 6)) return hang_up(s);
    if (slice_is(v[0], "send")) return store(s, v[1], v[2], v[3]);
    if (slice_is(v[0], "ping")) return answer(s, "{\"type\":\"pong\"}");
    if (!slice_is(v[0], "hello")) return;   /* watch: the operator sees everything anyway */
    if (v[4].count > 8 && memcmp(v[4].bytes, "operator", 8) == 0) {
        operator = s->fd;
    } else if (v[5].count) {                /* {"conv_…":4}: number on from there */
        const char *colon = memchr(v[5].bytes, ':', v[5].count);
        if (colon) s->seq = slice_number((Slice){colon + 1, (size_t)(v[5].bytes + v[5].count - colon - 1)});
    }
    answer(s, "{\"type\":\"welcome\",\"role\":\"customer\",\"conversation\":null}");
}

static void upgrade(Socket *s) {
    char *begin = s->in.bytes + s->in.start;
    char *end = memmem(begin, buffer_count(&s->in), "\r\n\r\n", 4);
    if (!end) return;
    static const char reply[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                "Sec-WebSocket-Accept: " WS_ACCEPT "\r\nSec-WebSocket-Protocol: whisper.v1\r\n\r\n";
    s->in.start += (size_t)(end + 4 - begin);
    s->upgraded = 1;
    buffer_append(&s->out, reply, sizeof reply - 1);
    touch(s);
}

static void readable(Socket *s) {
    ssize_t got = recv(s->fd, buffer_room(&s->in, READ_BYTES), READ_BYTES, 0);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return hang_up(s);
    if (got < 0) return;
    s->in.end += (size_t)got;
    if (!s->upgraded) upgrade(s);
    Frame frame;
    while (s->fd >= 0 && s->upgraded && frame_read(s->in.bytes + s->in.start, buffer_count(&s->in), &frame)) {
        s->in.start += frame.total;
        if (frame.opcode == WS_CLOSE) return hang_up(s);
        if (frame.opcode == WS_TEXT) receive(s, (Slice){frame.payload, frame.count});
    }
}

static void send_item(Socket *s, const Entry *e, const char *words, const char *at) {
    char item[8192];
    int count = snprintf(item, sizeof item,
        "{\"type\":\"item\",\"conversation\":\"%.*s\",\"item\":{\"seq\":%llu,\"kind\":\"message\",\"id\":\"%.*s\","
        "\"role\":\"customer\",\"author\":{\"id\":\"cust_01hzzzzzzzzzzzzzzzzzzzzzzz\",\"name\":null},\"text\":\"%.*s\",\"at\":\"%s\"}}",
        (int)e->conversationCount, words + e->conversation, (unsigned long long)e->seq, (int)e->idCount, words + e->id,
        (int)e->textCount, words + e->text, at);
    if (count >= (int)sizeof item) die("a message is too long for the floor");
    frame_write(&s->out, WS_TEXT, item, (size_t)count, 0);
    touch(s);
}

/* The batch is on stable storage: tell sender and operator. */
static void announce(Batch *b) {
    char ack[512], at[40];
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct tm utc;
    gmtime_r(&now.tv_sec, &utc);
    size_t length = strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(at + length, sizeof at - length, ".%03ldZ", now.tv_nsec / 1000000);
    for (size_t i = 0; i < b->count; i++) {
        const Entry *e = &b->entries[i];
        Socket *sender = &sockets[e->fd];
        if (sender->fd == e->fd && sender->generation == e->generation) {
            int count = snprintf(ack, sizeof ack, "{\"type\":\"ack\",\"id\":\"%.*s\",\"conversation\":\"%.*s\",\"seq\":%llu,\"at\":\"%s\"}",
                (int)e->idCount, b->words.bytes + e->id, (int)e->conversationCount, b->words.bytes + e->conversation,
                (unsigned long long)e->seq, at);
            if (count >= (int)sizeof ack) die("an id is too long for the floor");
            frame_write(&sender->out, WS_TEXT, ack, (size_t)count, 0);
            touch(sender);
            if (echo) send_item(sender, e, b->words.bytes, at);
        }
        if (operator >= 0) send_item(&sockets[operator], e, b->words.bytes, at);
    }
    b->count = b->log.start = b->log.end = b->words.start = b->words.end = 0;
}

static void *sync_loop(void *nothing) {
    uint64_t signal;
    for (;;) {
        if (read(handOver, &signal, sizeof signal) != sizeof signal) die("hand-over: %s", strerror(errno));
        Buffer *log = &syncing->log;
        while (buffer_count(log)) {
            ssize_t written = write(logFile, log->bytes + log->start, buffer_count(log));
            if (written < 0) die("write: %s", strerror(errno));
            log->start += (size_t)written;
        }
        if (fdatasync(logFile)) die("fdatasync: %s", strerror(errno));
        signal = 1;
        if (write(handBack, &signal, sizeof signal) != sizeof signal) die("hand-back: %s", strerror(errno));
    }
    return nothing;
}

static void start_sync(void) {
    if (syncRunning || gathering->count == 0) return;
    Batch *full = gathering;
    gathering = syncing;
    syncing = full;
    syncRunning = 1;
    uint64_t signal = 1;
    if (write(handOver, &signal, sizeof signal) != sizeof signal) die("hand-over: %s", strerror(errno));
}

static void accept_all(int listener) {
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        if (fd >= MAX_SOCKETS) die("more than %d sockets", MAX_SOCKETS);
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        sockets[fd] = (Socket){.fd = fd, .generation = sockets[fd].generation + 1, .dirty = sockets[fd].dirty};
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
        epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
    }
}

static int listen_at(int port) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 4096)) die("port %d: %s", port, strerror(errno));
    return listener;
}

static void serve(int listener) {
    struct epoll_event events[MAX_EVENTS];
    uint64_t signal;
    for (;;) {
        int count = epoll_wait(poller, events, MAX_EVENTS, -1);
        for (int i = 0; i < count; i++) {
            int fd = events[i].data.fd;
            if (fd == listener) {
                accept_all(listener);
            } else if (fd == handBack) {
                if (read(handBack, &signal, sizeof signal) != sizeof signal) die("hand-back: %s", strerror(errno));
                announce(syncing);
                syncRunning = 0;
            } else if (sockets[fd].fd == fd) {
                if (events[i].events & EPOLLOUT) touch(&sockets[fd]);
                if (events[i].events & ~(uint32_t)EPOLLOUT) readable(&sockets[fd]);
            }
        }
        start_sync();
        for (int i = 0; i < dirtyCount; i++) flush(&sockets[dirty[i]]);
        dirtyCount = 0;
    }
}

int main(int argc, char **argv) {
    int port = 0;
    const char *file = NULL;
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--echo")) echo = 1;
        else if (i + 1 < argc && !strcmp(argv[i], "--port")) port = atoi(argv[++i]);
        else if (i + 1 < argc && !strcmp(argv[i], "--file")) file = argv[++i];
        else die("unknown argument %s", argv[i]);
    }
    if (!port || !file) die("usage: floor --port PORT --file FILE [--echo]");
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    for (int i = 0; i < MAX_SOCKETS; i++) sockets[i].fd = -1;
    logFile = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (logFile < 0) die("%s: %s", file, strerror(errno));
    handOver = eventfd(0, EFD_CLOEXEC);
    handBack = eventfd(0, EFD_CLOEXEC);
    poller = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_at(port);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    event.data.fd = handBack;
    epoll_ctl(poller, EPOLL_CTL_ADD, handBack, &event);
    pthread_t thread;
    if (pthread_create(&thread, NULL, sync_loop, NULL)) die("no thread");
    serve(listener);
}
