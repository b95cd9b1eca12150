#include <zlib.h>

/// deflateInit2 is a macro, which Swift does not see. 15 + 16 window bits write gzip (RFC 1952).
static inline int whisper_gzip_init(z_stream *stream) {
    return deflateInit2(stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
}
