/* feeds: what the commands about feeds share. */
#ifndef CLI_FEEDS_H
#define CLI_FEEDS_H

#include "cli.h"
#include "newsfs/feeds.h"

/* The feed that a word means: its address, its number, or its title or source as a slug. ERR_NOT_FOUND where there is none, or where
 * several are meant. Strings are in the arena. */
bool feeds_find(struct invocation *in, const char *word, struct arena *arena, struct feed *out, struct err *e) MUST_USE;

/* An address as typed: "example.org/feed" is https. In the arena. */
const char *feeds_address(struct arena *arena, const char *typed);

bool feeds_topics(struct invocation *in, struct feed *f, struct arena *arena,
                  struct err *e) MUST_USE; /* of --topic; none given: as they are */

#endif
