/* Load for a WhisperDesk server (or, with --floor, for floor.c). Linux, one thread, epoll.
 *
 * load rounds --port P --setup FILE --conversations N --in-flight K --seconds S
 *             [--operators M] [--text-bytes B] [--warm-up W] [--floor]
 *   Each customer keeps K messages in flight. A round lasts from the customer's `send` until the
 *   customer has its `ack` AND the operator's socket has the `item`; then the next one is sent.
 *   Exit status 1 when an item is lost, doubled, altered or out of order, or a message is refused.
 * load idle --port P --setup FILE --sockets N --pid PID [--hold S]
 *   Opens N customer sockets that say `hello` and then nothing; reports the server's memory.
 *
 * The setup file has one line a session: `operator TOKEN` or `customer TOKEN CONVERSATION LASTSEQ`
 * (`-` and 0 without a conversation). The result is one JSON line.
 */
#define _GNU_SOURCE
#include "client.h"

#include <inttypes.h>

enum { MAX_IN_FLIGHT = 64, MAX_TEXT = 5000, DRAIN_SECONDS = 10, SHOWN_ERRORS = 5 };

typedef struct { uint64_t number, ackSeq, itemSeq; int64_t sentAt; int used; } Pending;

typedef struct {
    char token[256], conversation[64];
    uint64_t operatorSeq, customerSeq, next;
    Pending pending[MAX_IN_FLIGHT];
} Session;

static struct { int port, conversations, inFlight, seconds, operators, textBytes, warmUp, floor, sockets, pid, hold; const char *setup; }
    options = {.operators = 1, .textBytes = 80, .warmUp = 2, .inFlight = 1, .seconds = 10, .hold = 5};
static Session *customers;
static char operatorToken[256], runId[16], filler[MAX_TEXT];
static int customerCount, operatorsReady;
static int64_t countFrom, countUntil;
static int sending;
static uint64_t rounds, sent, errors, doubled, disordered, altered;
static uint32_t *latencies;   /* microseconds */
static size_t latencyCount, latencyCapacity;

static void read_setup(int wanted) {
    FILE *file = fopen(options.setup, "r");
    if (!file) die("%s: %s", options.setup, strerror(errno));
    customers = calloc((size_t)wanted, sizeof *customers);
    if (!customers) die("out of memory");
    char line[512];
    while (fgets(line, sizeof line, file)) {
        Session *s = &customers[customerCount];
        if (sscanf(line, "operator %255s", operatorToken) == 1 || customerCount == wanted) continue;
        if (sscanf(line, "customer %255s %63s %" SCNu64, s->token, s->conversation, &s->operatorSeq) != 3) die("bad setup line: %s", line);
        s->customerSeq = s->operatorSeq;
        customerCount++;
    }
    fclose(file);
    if (customerCount < wanted) die("%s has %d customers, %d are needed", options.setup, customerCount, wanted);
}

static void complain(const char *what, Slice frame) {
    static int shown;
    if (shown++ < SHOWN_ERRORS) fprintf(stderr, "%s: %.*s\n", what, (int)frame.count, frame.bytes);
}

static void say_hello(Peer *p) {
    char hello[512];
    int count;
    if (p->isOperator) {
        count = snprintf(hello, sizeof hello, "{\"type\":\"hello\",\"token\":\"%s\"}", operatorToken);
    } else {
        Session *s = &customers[p->index];
        if (s->operatorSeq == 0) count = snprintf(hello, sizeof hello, "{\"type\":\"hello\",\"token\":\"%s\"}", s->token);
        else count = snprintf(hello, sizeof hello, "{\"type\":\"hello\",\"token\":\"%s\",\"after\":{\"%s\":%" PRIu64 "}}", s->token, s->conversation, s->operatorSeq);
    }
    peer_send(p, hello, (size_t)count);
}

/* An operator watches every Mth conversation; the pong proves that all watches are in force. */
static void begin_watching(Peer *p) {
    if (!p->isOperator) return;
    char watch[256];
    for (int i = p->index - customerCount; i < customerCount; i += options.operators) {
        int count = snprintf(watch, sizeof watch, "{\"type\":\"watch\",\"conversation\":\"%s\",\"after\":%" PRIu64 "}",
                             customers[i].conversation, customers[i].operatorSeq);
        peer_send(p, watch, (size_t)count);
    }
    peer_send(p, "{\"type\":\"ping\"}", 15);
}

static int message_id(char *id, size_t size, int customer, uint64_t number) {
    return snprintf(id, size, "%s-%d-%" PRIu64, runId, customer, number);
}

static int message_text(char *text, const char *id, int idCount) {
    int count = options.textBytes > idCount + 1 ? options.textBytes : idCount + 1;
    memcpy(text, id, (size_t)idCount);
    memcpy(text + idCount, filler, (size_t)(count - idCount));
    return count;
}

static void send_message(int customer) {
    Session *s = &customers[customer];
    Pending *free = NULL;
    for (int i = 0; i < options.inFlight && !free; i++)
        if (!s->pending[i].used) free = &s->pending[i];
    if (!free) die("no free place in flight: the program is wrong");
    char id[64], text[MAX_TEXT + 64], frame[MAX_TEXT + 512];
    int idCount = message_id(id, sizeof id, customer, s->next);
    int textCount = message_text(text, id, idCount);
    int count = snprintf(frame, sizeof frame, "{\"type\":\"send\",\"id\":\"%s\",\"text\":\"%.*s\",\"conversation\":\"%s\"}",
                         id, textCount, text, s->conversation);
    *free = (Pending){.number = s->next++, .sentAt = now_ns(), .used = 1};
    sent++;
    peer_send(&peers[customer], frame, (size_t)count);
}

/* Customer and number of one of this run's own ids; 0 for any other id. */
static int own_id(Slice id, int *customer, uint64_t *number) {
    size_t prefix = strlen(runId);
    if (id.count <= prefix + 1 || memcmp(id.bytes, runId, prefix) || id.bytes[prefix] != '-') return 0;
    const char *rest = id.bytes + prefix + 1, *dash = memchr(rest, '-', id.count - prefix - 1);
    if (!dash) return 0;
    *customer = (int)slice_number((Slice){rest, (size_t)(dash - rest)});
    *number = slice_number((Slice){dash + 1, (size_t)(id.bytes + id.count - dash - 1)});
    return *customer < customerCount;
}

static Pending *pending_of(int customer, uint64_t number) {
    for (int i = 0; i < options.inFlight; i++) {
        Pending *p = &customers[customer].pending[i];
        if (p->used && p->number == number) return p;
    }
    return NULL;
}

static void finish_round(int customer, Pending *p) {
    if (!p->ackSeq || !p->itemSeq) return;
    if (p->ackSeq != p->itemSeq) disordered++;
    int64_t now = now_ns();
    p->used = 0;
    if (now >= countFrom && now < countUntil) {
        rounds++;
        if (latencyCount == latencyCapacity) {
            latencyCapacity = latencyCapacity ? latencyCapacity * 2 : 1 << 16;
            latencies = realloc(latencies, latencyCapacity * sizeof *latencies);
            if (!latencies) die("out of memory");
        }
        latencies[latencyCount++] = (uint32_t)((now - p->sentAt) / 1000);
    }
    if (sending) send_message(customer);
}

static void got_ack(Peer *peer, Slice frame, Slice id, Slice seq) {
    int customer;
    uint64_t number;
    Pending *p = own_id(id, &customer, &number) && customer == peer->index ? pending_of(customer, number) : NULL;
    if (!p || p->ackSeq) {
        doubled++;
        return complain("an ack that nobody waits for", frame);
    }
    p->ackSeq = slice_number(seq);
    finish_round(customer, p);
}

static void check_text(int customer, uint64_t number, Slice text, Slice frame) {
    char id[64], expected[MAX_TEXT + 64];
    int idCount = message_id(id, sizeof id, customer, number);
    int count = message_text(expected, id, idCount);
    if (text.count == (size_t)count && memcmp(text.bytes, expected, text.count) == 0) return;
    altered++;
    complain("altered text", frame);
}

static int conversation_index(Slice conversation) {
    for (int i = 0; i < customerCount; i++)
        if (slice_is(conversation, customers[i].conversation)) return i;
    return -1;
}

static void got_item(Peer *peer, Slice frame, Slice conversation, Slice item) {
    static const char *const names[] = {"seq", "id", "text"};
    Slice v[3];
    int customer;
    uint64_t number;
    if (!json_fields(item, names, v, 3)) die("an item that is none: %.*s", (int)frame.count, frame.bytes);
    int own = own_id(v[1], &customer, &number) && slice_is(conversation, customers[customer].conversation);
    if (!own && (customer = conversation_index(conversation)) < 0) die("an item of a foreign conversation: %.*s", (int)frame.count, frame.bytes);
    Session *s = &customers[customer];
    uint64_t seq = slice_number(v[0]), *last = peer->isOperator ? &s->operatorSeq : &s->customerSeq;
    if (seq <= *last) {
        doubled++;
        return complain("an item twice, or late", frame);
    }
    if (seq != *last + 1) {
        disordered++;
        complain("a gap before this item", frame);
    }
    *last = seq;
    if (!own) return;
    check_text(customer, number, v[2], frame);
    Pending *p = pending_of(customer, number);
    if (!peer->isOperator) {
        if (!p || p->ackSeq) return;
        disordered++;
        return complain("the sender's own item before its ack", frame);
    }
    if (!p || p->itemSeq) {
        doubled++;
        return complain("an item that nobody waits for", frame);
    }
    p->itemSeq = seq;
    finish_round(customer, p);
}

static void got_error(Peer *peer, Slice frame, Slice id) {
    int customer;
    uint64_t number;
    errors++;
    complain("refused", frame);
    Pending *p = !peer->isOperator && own_id(id, &customer, &number) ? pending_of(customer, number) : NULL;
    if (!p) return;
    p->used = 0;
    if (sending) send_message(customer);
}

static void got_text(Peer *p, Slice frame) {
    static const char *const names[] = {"type", "id", "conversation", "seq", "item"};
    Slice v[5];
    if (!json_fields(frame, names, v, 5)) die("not a JSON object: %.*s", (int)frame.count, frame.bytes);
    if (slice_is(v[0], "item")) return got_item(p, frame, v[2], v[4]);
    if (slice_is(v[0], "ack")) return got_ack(p, frame, v[1], v[3]);
    if (slice_is(v[0], "error")) return got_error(p, frame, v[1]);
    if (slice_is(v[0], "pong")) operatorsReady++;
    if (slice_is(v[0], "resync")) die("a resync under load: items were skipped");
}

static int by_size(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static double percentile(double share) {
    if (latencyCount == 0) return 0;
    size_t at = (size_t)(share * (double)latencyCount);
    return latencies[at < latencyCount ? at : latencyCount - 1] / 1000.0;
}

static uint64_t waiting_rounds(void) {
    uint64_t waiting = 0;
    for (int c = 0; c < customerCount; c++) {
        for (int i = 0; i < options.inFlight; i++) waiting += (uint64_t)customers[c].pending[i].used;
        /* WhisperDesk sends each item to its sender too; the floor does not. */
        if (!options.floor && customers[c].customerSeq < customers[c].operatorSeq)
            waiting += customers[c].operatorSeq - customers[c].customerSeq;
    }
    return waiting;
}

static int run_rounds(void) {
    if (!options.conversations || options.inFlight < 1 || options.inFlight > MAX_IN_FLIGHT) die("rounds needs --conversations and --in-flight 1 to %d", MAX_IN_FLIGHT);
    if (options.textBytes > MAX_TEXT - 64 || options.operators < 1) die("--text-bytes is at most %d, --operators at least 1", MAX_TEXT - 64);
    read_setup(options.conversations);
    if (!operatorToken[0]) die("%s names no operator", options.setup);
    static const char words[] = " Where is my parcel? It was due on Tuesday, and I have heard nothing since.";
    for (size_t i = 0; i < sizeof filler; i++) filler[i] = words[i % (sizeof words - 1)];
    snprintf(runId, sizeof runId, "%" PRIx64, (uint64_t)time(NULL) << 8 | (uint64_t)(getpid() & 255));
    peers_make(options.port, customerCount + options.operators);
    for (int i = customerCount; i < peerCount; i++) peers[i].isOperator = 1;
    peers_open(0, customerCount, 30);
    peers_open(customerCount, peerCount, 10);
    for (int64_t deadline = now_ns() + 10000000000; operatorsReady < options.operators;) {
        turn(50);
        if (now_ns() > deadline) die("the operator's pong did not come within 10 s");
    }
    countFrom = now_ns() + (int64_t)options.warmUp * 1000000000;
    countUntil = countFrom + (int64_t)options.seconds * 1000000000;
    sending = 1;
    for (int k = 0; k < options.inFlight; k++)
        for (int c = 0; c < customerCount; c++) send_message(c);
    while (now_ns() < countUntil) turn(50);
    sending = 0;
    int64_t deadline = now_ns() + (int64_t)DRAIN_SECONDS * 1000000000;
    while (waiting_rounds() && now_ns() < deadline) turn(50);
    uint64_t lost = waiting_rounds();
    qsort(latencies, latencyCount, sizeof *latencies, by_size);
    printf("{\"perSecond\":%.1f,\"rounds\":%" PRIu64 ",\"seconds\":%d,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"max\":%.3f,\"sent\":%" PRIu64
           ",\"errors\":%" PRIu64 ",\"lost\":%" PRIu64 ",\"doubled\":%" PRIu64 ",\"disordered\":%" PRIu64 ",\"altered\":%" PRIu64 "}\n",
           (double)rounds / options.seconds, rounds, options.seconds, percentile(0.5), percentile(0.9), percentile(0.99), percentile(1), sent,
           errors, lost, doubled, disordered, altered);
    return errors || lost || doubled || disordered || altered || rounds == 0;
}

static void server_memory(uint64_t *rss, uint64_t *pss) {
    char path[64], line[256];
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", options.pid);
    FILE *file = fopen(path, "r");
    if (!file) die("%s: %s", path, strerror(errno));
    *rss = *pss = 0;
    while (fgets(line, sizeof line, file)) {
        sscanf(line, "Rss: %" SCNu64, rss);
        sscanf(line, "Pss: %" SCNu64, pss);
    }
    fclose(file);
    *rss *= 1024, *pss *= 1024;
}

static void stay_silent(Peer *p) { (void)p; }

static void wait_quietly(int seconds) {
    for (int64_t until = now_ns() + (int64_t)seconds * 1000000000; now_ns() < until;) turn(50);
}

static int run_idle(void) {
    if (!options.sockets || !options.pid) die("idle needs --sockets and --pid");
    read_setup(options.sockets);
    on_open = stay_silent;
    peers_make(options.port, customerCount);
    uint64_t rssBefore, pssBefore, rssAfter, pssAfter;
    server_memory(&rssBefore, &pssBefore);
    int64_t began = now_ns();
    peers_open(0, customerCount, 120);
    double seconds = (double)(now_ns() - began) / 1e9;
    wait_quietly(options.hold);
    server_memory(&rssAfter, &pssAfter);
    printf("{\"sockets\":%d,\"openSeconds\":%.2f,\"rssBefore\":%" PRIu64 ",\"rssAfter\":%" PRIu64 ",\"pssBefore\":%" PRIu64 ",\"pssAfter\":%" PRIu64
           ",\"rssPerSocket\":%.0f,\"pssPerSocket\":%.0f}\n", customerCount, seconds, rssBefore, rssAfter, pssBefore, pssAfter,
           ((double)rssAfter - (double)rssBefore) / customerCount, ((double)pssAfter - (double)pssBefore) / customerCount);
    return errors > 0;
}

static void read_options(int argc, char **argv) {
    struct { const char *name; int *value; } numbers[] = {
        {"--port", &options.port}, {"--conversations", &options.conversations}, {"--in-flight", &options.inFlight},
        {"--seconds", &options.seconds}, {"--operators", &options.operators}, {"--text-bytes", &options.textBytes},
        {"--warm-up", &options.warmUp}, {"--sockets", &options.sockets}, {"--pid", &options.pid}, {"--hold", &options.hold}};
    for (int i = 2; i < argc; i++) {
        int known = 0;
        if (!strcmp(argv[i], "--floor")) {
            options.floor = 1;
            continue;
        }
        if (i + 1 == argc) die("%s takes a value", argv[i]);
        if (!strcmp(argv[i], "--setup")) options.setup = argv[i + 1], known = 1;
        for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++)
            if (!strcmp(argv[i], numbers[n].name)) *numbers[n].value = atoi(argv[i + 1]), known = 1;
        if (!known) die("unknown argument %s", argv[i]);
        i++;
    }
    if (!options.port || !options.setup) die("--port and --setup are needed");
}

int main(int argc, char **argv) {
    if (argc < 2) die("usage: load rounds|idle --port P --setup FILE …, see the head of load.c");
    read_options(argc, argv);
    on_hello = say_hello;
    on_open = begin_watching;
    on_text = got_text;
    if (!strcmp(argv[1], "rounds")) return run_rounds();
    if (!strcmp(argv[1], "idle")) return run_idle();
    die("unknown mode %s", argv[1]);
}
