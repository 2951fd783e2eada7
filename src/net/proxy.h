/* proxy: which proxy the environment names for an address. */
#ifndef NET_PROXY_H
#define NET_PROXY_H

const char *proxy_for(const char *url); /* borrowed from the environment; NULL: none */

#endif
