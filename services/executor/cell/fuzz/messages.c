#include "messages.h"

#include <string.h>

unsigned char message[LONGEST];
size_t length;

static uint64_t state;

void seed(uint64_t value) { state = value | 1; }

uint32_t pick(uint32_t below) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 24) % below;
}

static void put(const void *bytes, size_t count) {
    memcpy(message + length, bytes, count);
    length += count;
}

static void put_number(uint64_t value, int bytes) {
    while (bytes-- > 0) message[length++] = (unsigned char)(value >> (8 * bytes));
}

void begin(unsigned type) {
    length = 0;
    put_number(type, 1);
    put_number(0, 4);
}

void end(void) {
    size_t total = length;
    length = 1;
    put_number(total - 5, 4);
    length = total;
}

void put_noise(size_t count) {
    for (size_t i = 0; i < count; i++) message[length++] = (unsigned char)pick(256);
}

void make_file(void) {
    static const char *const paths[] = {"main.py", "a/b/c.txt", "../up", "/etc/x", "a//b", "a/./b", "", "dir/", "a"};
    const char *path = paths[pick(pick(2) ? 2 : 9)];
    begin(0x01);
    put_number(pick(8) ? 3 : pick(5), 1);
    put_number(pick(01000), 2);
    put_number(strlen(path), 2);
    put(path, strlen(path));
    put_noise(pick(pick(4) ? 100 : 200000));
    end();
}

enum { PROGRAMS = 9 };

static void put_size(void) {
    put_number(pick(8) ? 1 + pick(1000) : pick(1100), 2);
    put_number(pick(8) ? 1 + pick(1000) : pick(1100), 2);
}

void make_run_of(uint32_t number, unsigned flags) {
    static const char *const programs[PROGRAMS][3] = {
        {"sleep", "1", "1"},
        {"/bin/true", "", ""},
        {"/bin/cat", "-", "-"},
        {"sh", "-c", "yes | head -c 300000"},
        {"sh", "-c", "sleep 1 & cat"},
        {"/none", "x", "y"},
        {"sh", "-c", "kill -9 $$"},
        {"sh", "-c", "stty raw; sleep 1"},
        {"sh", "-c", "rm -rf ./*; mkdir -p d/$$; ln -s . d/l; mkfifo p; head -c 70000 /dev/zero > d/$$/f"},
    };
    const char *const *program = programs[number];
    begin(0x02);
    put_number(flags, 1);
    put_number(1 + pick(200), 4);
    put_number(1 + pick(200), 4);
    put_number(1 + pick(400000), 8);
    put_number(1 + pick(1000), 8);
    put_number(1 << 20, 8);
    put_number(1 << 20, 8);
    put_number(64, 4);
    put_number(3, 2);
    put_number(1, 2);
    if (flags & TERMINAL) put_size();
    put("", 1);
    for (int i = 0; i < 3; i++) put(program[i], strlen(program[i]) + 1);
    put("PATH=/bin", 10);
    end();
}

void make_run(void) { make_run_of(pick(PROGRAMS), pick(4)); }

void make_small(unsigned type) {
    begin(type);
    if (type == 0x03) put_noise(pick(pick(3) ? 100 : 250000));
    if (type == 0x05) put_number(1 + pick(31), 1);
    if (type == 0x06) put_number(pick(3), 1);
    if (type == 0x09) put_size();
    end();
}

void make_collect(void) {
    static const char *const patterns[] = {"**", "*", "?*/*", "d/*/[!g]", "[", "*.py", "",
                                           "**/f", "d/**/**/?", "**/[]-\xff]*", "\\", "*[a-\\", "/", "**/"};
    enum { PATTERNS = sizeof patterns / sizeof *patterns };
    uint32_t count = pick(16) ? 1 + pick(4) : pick(80);
    begin(0x08);
    put_number(pick(4) ? 100 : pick(3), 4);
    put_number(pick(4) ? 1 << 20 : pick(100), 8);
    put_number(pick(4) ? 1 << 20 : pick(100), 8);
    put_number(count, 2);
    for (uint32_t i = 0; i < count; i++) {
        const char *pattern = patterns[pick(PATTERNS)];
        put(pattern, strlen(pattern) + 1);
    }
    end();
}

/* Bytes flipped, cut short, or a length that lies. */
static void mutate(void) {
    for (uint32_t i = 0, flips = 1 + pick(4); i < flips; i++)
        message[pick(pick(2) ? (uint32_t)length : length < 64 ? (uint32_t)length : 64)] = (unsigned char)pick(256);
    if (pick(4) == 0) length -= pick((uint32_t)length);
}

void make_hostile(void) {
    uint32_t kind = pick(10);
    if (kind == 0) {
        length = 0;
        put_noise(1 + pick(2000));
        return;
    }
    if (kind < 3) make_run();
    else if (kind == 3) make_collect();
    else if (kind < 7) make_file();
    else make_small(pick(12));
    if (kind == 4) {
        /* A path that may end behind its frame. */
        message[8] = 0;
        message[9] = (unsigned char)pick(256);
    } else {
        mutate();
    }
}
