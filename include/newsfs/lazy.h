/* lazy: a shared library that is loaded when it is first called.
 *
 * Some libraries bring dozens of others along: to have them at every start costs more than many commands take. A module that hides such a
 * library defines its functions itself, as calls through LAZY_CALL; the rest of the module uses them as if they were linked. */
#ifndef NEWSFS_LAZY_H
#define NEWSFS_LAZY_H

#include <pthread.h>

struct lazy_library {
    const char *file;    /* "libcurl.so.4" */
    const char *package; /* where it comes from, for the message */
    pthread_once_t once;
    void *handle;
};

/* The address of a symbol. A library or a symbol that is missing ends the process with a sentence: the program is not installed whole. */
void *lazy_symbol(struct lazy_library *library, void (*load)(void), const char *name);
void lazy_load(struct lazy_library *library); /* what `load` calls */

/* The function, looked up where it is called for the first time. */
#define LAZY_CALL(library, load, function)                                                                             \
    ((__typeof__(&function))__extension__({                                                                            \
        static void *known;                                                                                            \
        void *at = __atomic_load_n(&known, __ATOMIC_ACQUIRE);                                                          \
        if (!at) {                                                                                                     \
            at = lazy_symbol(library, load, #function);                                                                \
            __atomic_store_n(&known, at, __ATOMIC_RELEASE);                                                            \
        }                                                                                                              \
        at;                                                                                                            \
    }))

#endif
