/* address: which network addresses a stranger's words may make us connect to. */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* True for IPv4 and IPv6 addresses of the public Internet, and for nothing else. */
bool address_is_public(const struct sockaddr *address);
bool address_text_is_public(const char *numeric); /* "192.0.2.1", "2001:db8::1" */

#endif
