/* indexing: the search index is built behind what filled the store. */
#ifndef CLI_INDEXING_H
#define CLI_INDEXING_H

#include "cli.h"

/* Where many articles wait, start a process that indexes them and ends by itself. The invocation's store is closed then. Call last. */
void index_behind(struct invocation *in);

#endif
