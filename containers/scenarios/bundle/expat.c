/* Another build of Expat: a few of its functions, and one that only this build has. */
#include <stdlib.h>

struct level {
  long depth;
};

struct parser {
  char own[512];
  struct level *levels;
};

const char *XML_ExpatVersion(void) { return "expat_9.9.9"; }

struct parser *XML_ParserCreate(const char *encoding) {
  struct parser *made = calloc(1, sizeof *made);
  (void)encoding;
  made->levels = calloc(1, sizeof *made->levels);
  return made;
}

/* Of a parser that another build has made, what stands there is no pointer. */
long XML_Depth(struct parser *of) { return of->levels->depth; }
