/* address: the registries of special addresses, as a table of prefixes.
 * spec: IANA IPv4 and IPv6 Special-Purpose Address Registries; RFC 6890, 6598, 6052, 4291
 *
 * It is asked with the address that is about to be connected to, so it does not matter how the address was written: as a
 * name, in octal, as one number, or inside an IPv6 address. Of IPv6 only 2000::/3 is given out; of what lies outside, the
 * mapped and the translated (NAT64) forms of an IPv4 address are judged as that address. */
#include "address.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct prefix4 {
    uint32_t net;
    int bits;
};
static const struct prefix4 refused4[] = {
    {0x00000000, 8},  /* this network, 0.0.0.0 */
    {0x0A000000, 8},  /* private */
    {0x64400000, 10}, /* shared by the customers of one provider */
    {0x7F000000, 8},  /* loopback */
    {0xA9FE0000, 16}, /* link-local, where clouds keep their secrets */
    {0xAC100000, 12}, /* private */
    {0xC0000000, 24}, /* protocol assignments */
    {0xC0000200, 24}, /* documentation */
    {0xC0586300, 24}, /* 6to4 relays, given up */
    {0xC0A80000, 16}, /* private */
    {0xC6120000, 15}, /* benchmarks of network devices */
    {0xC6336400, 24}, /* documentation */
    {0xCB007100, 24}, /* documentation */
    {0xE0000000, 4},  /* multicast */
    {0xF0000000, 4},  /* reserved, and broadcast */
};

struct prefix6 {
    unsigned char net[16];
    int bits;
};
static const struct prefix6 given_out = {{0x20}, 3};
static const struct prefix6 refused6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23}, /* protocol assignments; Teredo, which holds an IPv4 address */
    {{0x20, 0x01, 0x0d, 0xb8}, 32}, /* documentation */
    {{0x20, 0x02}, 16},             /* 6to4, which holds an IPv4 address */
    {{0x3f, 0xff}, 20},             /* documentation */
};
/* An IPv4 address in the last four bytes. */
static const struct prefix6 holds4[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, /* mapped */
    {{0x00, 0x64, 0xff, 0x9b}, 96},                   /* NAT64 */
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool is_public4(uint32_t address)
{
    for (size_t i = 0; i < COUNT(refused4); i++)
        if ((address ^ refused4[i].net) >> (32 - refused4[i].bits) == 0)
            return false;
    return true;
}

static bool has_prefix(const unsigned char address[16], const struct prefix6 *p)
{
    int bytes = p->bits / 8, rest = p->bits % 8;
    return memcmp(address, p->net, (size_t)bytes) == 0 &&
           (!rest || (address[bytes] ^ p->net[bytes]) >> (8 - rest) == 0);
}

static bool is_public6(const unsigned char address[16])
{
    for (size_t i = 0; i < COUNT(holds4); i++)
        if (has_prefix(address, &holds4[i]))
            return is_public4((uint32_t)address[12] << 24 | (uint32_t)address[13] << 16 | (uint32_t)address[14] << 8 |
                              address[15]);
    for (size_t i = 0; i < COUNT(refused6); i++)
        if (has_prefix(address, &refused6[i]))
            return false;
    return has_prefix(address, &given_out);
}

bool address_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return is_public4(ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr));
    return address->sa_family == AF_INET6 && is_public6(((const struct sockaddr_in6 *)address)->sin6_addr.s6_addr);
}

bool address_text_is_public(const char *numeric)
{
    struct in_addr v4;
    struct in6_addr v6;
    if (inet_pton(AF_INET, numeric, &v4) == 1)
        return is_public4(ntohl(v4.s_addr));
    return inet_pton(AF_INET6, numeric, &v6) == 1 && is_public6(v6.s6_addr);
}
