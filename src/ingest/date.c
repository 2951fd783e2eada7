#include "newsfs/ingest.h"
bool ingest_parse_date(const char *s, int64_t *seconds)
{
    return time_parse(s, seconds);
}
