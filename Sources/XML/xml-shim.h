/* Debian's libxml2 would bring the headers of its own ICU along, which clash with those of Swift's Foundation.
   Only the tail of a structure that is never looked into differs without them. */
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>

/// xmlFree is a variable that holds a function, which Swift takes for shared state.
static inline void whisper_xml_free(void *memory) {
    xmlFree(memory);
}
