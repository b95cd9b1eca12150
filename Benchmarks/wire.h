/* What load.c and floor.c share: byte buffers, RFC 6455 framing, and a scanner for the top level
 * of a JSON object. Header-only, so that each program is one compiler call. */
#ifndef WIRE_H
#define WIRE_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The key and the answer of RFC 6455 section 1.3. The client always sends this key and does not
 * check the answer, so neither program needs SHA-1. */
#define WS_KEY "dGhlIHNhbXBsZSBub25jZQ=="
#define WS_ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

enum { WS_CONTINUATION = 0, WS_TEXT = 1, WS_BINARY = 2, WS_CLOSE = 8, WS_PING = 9, WS_PONG = 10 };

__attribute__((noreturn, format(printf, 1, 2))) static inline void die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(1);
}

static inline int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

typedef struct { char *bytes; size_t start, end, capacity; } Buffer;

static inline size_t buffer_count(const Buffer *b) { return b->end - b->start; }

/* Room for `count` more bytes behind what is there; moves the rest to the front when that helps. */
static inline char *buffer_room(Buffer *b, size_t count) {
    if (b->start == b->end) b->start = b->end = 0;
    if (b->capacity - b->end >= count) return b->bytes + b->end;
    if (b->start > 0) {
        memmove(b->bytes, b->bytes + b->start, b->end - b->start);
        b->end -= b->start;
        b->start = 0;
    }
    if (b->capacity - b->end < count) {
        size_t capacity = b->capacity ? b->capacity : 256;
        while (capacity - b->end < count) capacity *= 2;
        b->bytes = realloc(b->bytes, capacity);
        if (!b->bytes) die("out of memory");
        b->capacity = capacity;
    }
    return b->bytes + b->end;
}

static inline void buffer_append(Buffer *b, const void *bytes, size_t count) {
    memcpy(buffer_room(b, count), bytes, count);
    b->end += count;
}

/* Gives the memory back when nothing waits: thousands of idle sockets must not hold buffers. */
static inline void buffer_release(Buffer *b) {
    if (b->start != b->end || !b->bytes) return;
    free(b->bytes);
    *b = (Buffer){0};
}

typedef struct { const char *bytes; size_t count; } Slice;

static inline int slice_is(Slice s, const char *text) {
    return s.count == strlen(text) && memcmp(s.bytes, text, s.count) == 0;
}

static inline uint64_t slice_number(Slice s) {
    uint64_t number = 0;
    for (size_t i = 0; i < s.count && s.bytes[i] >= '0' && s.bytes[i] <= '9'; i++)
        number = number * 10 + (uint64_t)(s.bytes[i] - '0');
    return number;
}

typedef struct { int opcode, final; char *payload; size_t count, total; } Frame;

/* Reads the frame at the front. 1: whole; 0: more bytes needed. A masked payload is unmasked in
 * place, so a whole frame must be taken out of the buffer before the next call. */
static inline int frame_read(char *bytes, size_t available, Frame *frame) {
    if (available < 2) return 0;
    const unsigned char *head = (const unsigned char *)bytes;
    size_t header = 2;
    uint64_t count = head[1] & 127;
    int masked = head[1] >> 7;
    if (count == 126) {
        if (available < 4) return 0;
        count = (uint64_t)head[2] << 8 | head[3];
        header = 4;
    } else if (count == 127) {
        if (available < 10) return 0;
        count = 0;
        for (int i = 2; i < 10; i++) count = count << 8 | head[i];
        header = 10;
    }
    size_t mask = header;
    if (masked) header += 4;
    if (available < header || available - header < count) return 0;
    frame->final = head[0] >> 7;
    frame->opcode = head[0] & 15;
    frame->payload = bytes + header;
    frame->count = count;
    frame->total = header + count;
    if (masked)
        for (size_t i = 0; i < count; i++) frame->payload[i] ^= bytes[mask + (i & 3)];
    return 1;
}

/* Appends one final frame; `key` 0 means unmasked (a server's frame). */
static inline void frame_write(Buffer *b, int opcode, const char *payload, size_t count, uint32_t key) {
    unsigned char *out = (unsigned char *)buffer_room(b, count + 14);
    unsigned char masked = key ? 128 : 0;
    size_t at = 0;
    out[at++] = (unsigned char)(128 | opcode);
    if (count < 126) {
        out[at++] = (unsigned char)(masked | count);
    } else if (count < 65536) {
        out[at++] = masked | 126;
        out[at++] = (unsigned char)(count >> 8);
        out[at++] = (unsigned char)count;
    } else {
        out[at++] = masked | 127;
        for (int i = 7; i >= 0; i--) out[at++] = (unsigned char)((uint64_t)count >> (8 * i));
    }
    if (key) {
        unsigned char mask[4];
        memcpy(mask, &key, 4);
        memcpy(out + at, mask, 4);
        at += 4;
        for (size_t i = 0; i < count; i++) out[at + i] = (unsigned char)payload[i] ^ mask[i & 3];
    } else {
        memcpy(out + at, payload, count);
    }
    b->end += at + count;
}

static inline const char *json_space(const char *p, const char *end) {
    while (p < end && (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r')) p++;
    return p;
}

/* Past the string that begins at the quote `p`; null when it does not end. */
static inline const char *json_string(const char *p, const char *end) {
    for (p++; p < end; p++) {
        if (*p == '"') return p + 1;
        if (*p == '\\') p++;
    }
    return NULL;
}

static inline const char *json_value(const char *p, const char *end) {
    if (p < end && *p == '"') return json_string(p, end);
    int depth = 0;
    while (p < end) {
        if (*p == '"') {
            if (!(p = json_string(p, end))) return NULL;
            continue;
        }
        if (*p == '{' || *p == '[') depth++;
        if (*p == '}' || *p == ']') {
            if (depth == 0) return p;
            if (--depth == 0) return p + 1;
        }
        if (*p == ',' && depth == 0) return p;
        p++;
    }
    return NULL;
}

/* Finds the named fields of one object, in any order, in one pass. Strings come without their
 * quotes and with their escapes as sent; what is missing stays empty. 0: not an object. */
static inline int json_fields(Slice object, const char *const *names, Slice *values, int count) {
    const char *p = object.bytes, *end = p + object.count;
    for (int i = 0; i < count; i++) values[i] = (Slice){0};
    p = json_space(p, end);
    if (p >= end || *p != '{') return 0;
    p = json_space(p + 1, end);
    while (p < end && *p == '"') {
        const char *name = p + 1;
        if (!(p = json_string(p, end))) return 0;
        Slice key = {name, (size_t)(p - 1 - name)};
        p = json_space(p, end);
        if (p >= end || *p != ':') return 0;
        const char *value = p = json_space(p + 1, end);
        if (!(p = json_value(p, end))) return 0;
        for (int i = 0; i < count; i++) {
            if (!slice_is(key, names[i])) continue;
            int text = *value == '"';
            values[i] = (Slice){value + text, (size_t)(p - value) - (text ? 2 : 0)};
        }
        p = json_space(p, end);
        if (p < end && *p == ',') p = json_space(p + 1, end);
    }
    return p < end && *p == '}';
}

#endif
