#define _GNU_SOURCE
#include "order.h"
#include "terminal.h"
#include "wire.h"

#include <string.h>

enum { RUN_FIXED_BYTES = 49, RUN_SIZE_BYTES = 4, RUN_STDIN_OPEN = 1, RUN_TERMINAL = 2, MAX_STRINGS = 8192 };

/* Numbers up to here stay exact in the host's doubles, and sums of two cannot overflow. */
static const uint64_t largest = UINT64_C(1) << 53;

static uint64_t positive(uint64_t value) {
    if (value == 0 || value > largest) fail(FAIL_PROTOCOL, 0, "RUN has a limit out of range");
    return value;
}

/* `count` strings, each ended by NUL, beginning at *text; moves *text behind them. */
static void take_strings(char **text, const char *end, char **list, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char *nul = memchr(*text, '\0', (size_t)(end - *text));
        if (nul == NULL) fail(FAIL_PROTOCOL, 0, "RUN has too few strings");
        list[i] = *text;
        *text = nul + 1;
    }
    list[count] = NULL;
}

void order_decode(unsigned char *payload, size_t length, struct order *order) {
    static char *cwd[2], *strings[MAX_STRINGS + 2];
    if (length < RUN_FIXED_BYTES) fail(FAIL_PROTOCOL, 0, "short RUN");
    unsigned flags = payload[0];
    if (flags > (RUN_STDIN_OPEN | RUN_TERMINAL)) fail(FAIL_PROTOCOL, 0, "RUN has an unknown flag");
    order->stdin_open = flags & RUN_STDIN_OPEN;
    order->wall_ms = (uint32_t)positive(get32(payload + 1));
    order->cpu_ms = (uint32_t)positive(get32(payload + 5));
    order->stdout_bytes = positive(get64(payload + 9));
    order->stderr_bytes = positive(get64(payload + 17));
    order->file_bytes = positive(get64(payload + 25));
    order->stack_bytes = positive(get64(payload + 33));
    order->open_files = (uint32_t)positive(get32(payload + 41));
    size_t argc = get16(payload + 45), envc = get16(payload + 47);
    if (argc == 0 || argc + envc > MAX_STRINGS) fail(FAIL_PROTOCOL, 0, "RUN has no program or too many strings");

    size_t fixed = RUN_FIXED_BYTES;
    order->on_terminal = flags & RUN_TERMINAL;
    if (order->on_terminal) {
        if (length < fixed + RUN_SIZE_BYTES) fail(FAIL_PROTOCOL, 0, "short RUN");
        order->size = terminal_size(payload + fixed);
        fixed += RUN_SIZE_BYTES;
    }
    char *text = (char *)payload + fixed;
    const char *end = (const char *)payload + length;
    take_strings(&text, end, cwd, 1);
    take_strings(&text, end, strings, argc);
    take_strings(&text, end, strings + argc + 1, envc);
    if (text != end) fail(FAIL_PROTOCOL, 0, "RUN has bytes left over");
    order->cwd = cwd[0];
    order->argv = strings;
    order->env = strings + argc + 1;
}
