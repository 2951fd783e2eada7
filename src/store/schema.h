/* schema: what tells a store of ours from any other SQLite file. */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#define SCHEMA_APPLICATION 0x6e657773 /* "news" */
#define SCHEMA_PAGE_SIZE   16384

#endif
