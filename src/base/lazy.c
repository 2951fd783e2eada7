#include "newsfs/lazy.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

void lazy_load(struct lazy_library *library)
{
    library->handle = dlopen(library->file, RTLD_NOW | RTLD_LOCAL);
    if (library->handle)
        return;
    fprintf(stderr, "newsfs: %s cannot be loaded: %s: install the package %s\n", library->file, dlerror(),
            library->package);
    exit(1);
}

void *lazy_symbol(struct lazy_library *library, void (*load)(void), const char *name)
{
    pthread_once(&library->once, load);
    void *symbol = dlsym(library->handle, name);
    if (symbol)
        return symbol;
    fprintf(stderr, "newsfs: %s has no %s: it is of another version than this program was built for\n", library->file,
            name);
    exit(1);
}
