/*
 * A terminal has neither an end of input nor lines of any length: both have to be typed.
 *
 * In line mode ^D hands over what was typed of the line, and with nothing typed the read returns 0, which is the end.
 * So a line longer than the kernel's line editor is typed in pieces with ^D between them, and at the end ^D is typed
 * again whenever the one before was read. Without line mode VMIN and VTIME are made 0: a read that finds nothing then
 * returns 0. A read that sleeps already does not know; SIGSTOP and at once SIGCONT, which takes it back, make the kernel
 * begin it again. For who sleeps in poll(), line mode is lent for as long as it takes to read one ^D. What still sleeps
 * then, as a read of one among many threads, gets the byte 04, once per change of mode.
 *
 * A ^D that nobody has read when the program leaves line mode becomes a byte of its input (00). Therefore one is only
 * typed when nobody in the cell runs or would, as when the program waits to read, not while an interpreter starts that will
 * change the mode. A program with something else to do must get its end too, so this patience has an end.
 *
 * A program that changes the mode as it starts often throws away what was typed ahead (TCSAFLUSH). So the first byte, too,
 * waits until the program does, or a second at most.
 *
 * Nobody tells us that input was read. So we look, at the times that typing_due() says.
 */
#define _GNU_SOURCE
#include "typing.h"
#include "clock.h"
#include "meter.h"
#include "terminal.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <termios.h>
#include <unistd.h>

enum {
    LONGEST_LINE = 4095, /* of the kernel's line editor, its end not counted */
    MOST_AT_ONCE = 64 * 1024,
    LOOK_BACK = 64,
    END_KEY = 4,         /* ^D, as a terminal has it before anybody changes that */
    LENT = 0xed,         /* in VTIME, which means nothing in line mode: that mode is ours, not the program's */
    BUSY_SHARE = 8,      /* busy is who uses more than this part of a processor */
    STARTING_SHARE = 64  /* the same of who may be starting on a busy machine */
};

static const int64_t look_soonest = 2 * MILLISECOND, look_latest = 16 * MILLISECOND;
static const int64_t patience = SECOND, starts_for = SECOND;

/* Who was told of the end since the program last changed the mode; line mode needs no such thing. */
enum told { NOBODY, READERS, POLLERS, EVERYBODY };

static int master = -1, slave = -1;
static size_t line;       /* bytes typed of the line that is not finished, in line mode */
static bool piece_ends;   /* the next to be typed is ^D behind a piece of a long line */
static bool in_pieces;    /* the line before it was one, so nobody has to be waited for */
static enum told told;
static bool begun; /* something may be typed */
static int64_t due, pause_for, wanted_since, told_at, opened_at;
static int64_t cpu_at;    /* when the CPU time was last looked at */
static uint64_t cpu_then; /* microseconds */

void typing_open(int ours, int theirs) {
    master = ours;
    slave = theirs;
    line = 0;
    piece_ends = in_pieces = begun = false;
    told = NOBODY;
    due = wanted_since = told_at = 0;
    pause_for = look_soonest;
    cpu_at = opened_at = now();
    cpu_then = meter_cpu_micros();
}

int64_t typing_due(void) { return due == 0 ? INT64_MAX : due; }

/* Whether everybody in the cell is asleep, and has been since the last time but for that part of a processor. */
static bool is_quiet(int64_t time, int64_t share) {
    uint64_t cpu = meter_cpu_micros();
    if (cpu == UNKNOWN || cpu_then == UNKNOWN) return !meter_anybody_runs();
    int64_t elapsed = (time - cpu_at) / 1000, used = (int64_t)(cpu - cpu_then);
    cpu_at = time;
    cpu_then = cpu;
    return used < elapsed / share && !meter_anybody_runs();
}

/* Whether a ^D that is wanted may be typed now. Call once per look. */
static bool may_type(int64_t time) {
    if (wanted_since == 0) wanted_since = time;
    bool may = is_quiet(time, BUSY_SHARE) || time - wanted_since > patience;
    if (may) wanted_since = 0;
    return may;
}

static bool type(unsigned char key) { return write(master, &key, 1) == 1; }

static bool in_lines(const struct termios *mode) { return mode->c_lflag & ICANON; }

static unsigned char end_key(const struct termios *mode) {
    return mode->c_cc[VEOF] == _POSIX_VDISABLE ? END_KEY : mode->c_cc[VEOF];
}

static bool ends_line(unsigned char byte, const struct termios *mode) {
    const cc_t *keys = mode->c_cc;
    return byte == '\n' || (byte == '\r' && mode->c_iflag & ICRNL) ||
           (byte != _POSIX_VDISABLE && (byte == keys[VEOF] || byte == keys[VEOL] || byte == keys[VEOL2]));
}

/* How much can be typed before a line gets longer than the kernel keeps; all of it when none does. */
static size_t fitting(const unsigned char *bytes, size_t length, const struct termios *mode) {
    size_t so_far = line;
    for (size_t at = 0; at < length; at++) {
        if (ends_line(bytes[at], mode)) {
            so_far = 0;
        } else if (so_far++ == LONGEST_LINE) {
            /* Behind a key that erases, the line may be empty, where ^D would be the end. */
            for (size_t cut = at; cut > 0 && at - cut < LOOK_BACK; cut--)
                if (bytes[cut - 1] >= ' ' && bytes[cut - 1] != 0x7f) return cut;
            return at;
        }
    }
    return length;
}

static void count(const unsigned char *bytes, size_t length, const struct termios *mode) {
    for (size_t at = 0; at < length; at++) line = ends_line(bytes[at], mode) ? 0 : line + 1;
}

static ssize_t full(void) {
    errno = EAGAIN;
    return -1;
}

static void look_again(int64_t time, bool soon) {
    pause_for = soon ? look_soonest : 2 * pause_for < look_latest ? 2 * pause_for : look_latest;
    due = time + pause_for;
}

/* Whether the program has started, as far as can be told. */
static bool has_begun(void) {
    int64_t time = now();
    if (begun) return true;
    if (time < due) return false;
    begun = is_quiet(time, STARTING_SHARE) || time - opened_at > starts_for;
    due = begun ? 0 : time + look_latest;
    return begun;
}

/* ^D behind a piece. False: not yet. */
static bool end_piece(const struct termios *mode) {
    int64_t time = now();
    if (!in_pieces && time < due) return false;
    if (!in_pieces && !may_type(time)) {
        look_again(time, true);
        return false;
    }
    due = 0;
    if (!type(end_key(mode))) return false;
    line = 0;
    piece_ends = false;
    in_pieces = true;
    return true;
}

ssize_t typing_write(const unsigned char *bytes, size_t length) {
    struct termios mode;
    if (!has_begun()) return full();
    if (tcgetattr(slave, &mode) < 0) return -1;
    if (!in_lines(&mode)) {
        line = 0;
        piece_ends = in_pieces = false;
        due = 0;
        return write(master, bytes, length);
    }
    if (piece_ends && !end_piece(&mode)) return full();
    if (length > MOST_AT_ONCE) length = MOST_AT_ONCE;
    size_t fits = fitting(bytes, length, &mode);
    ssize_t n = fits == 0 ? 0 : write(master, bytes, fits);
    if (n < 0) return n;
    count(bytes, (size_t)n, &mode);
    piece_ends = fits < length && (size_t)n == fits;
    return n == 0 ? full() : n;
}

/* Makes every read that finds nothing return at once. True when it was otherwise. */
static bool end_reads(struct termios *mode) {
    if (mode->c_cc[VMIN] == 0 && mode->c_cc[VTIME] == 0) return false;
    mode->c_cc[VMIN] = mode->c_cc[VTIME] = 0;
    tcsetattr(slave, TCSANOW, mode);
    return true;
}

static bool has_input(void) {
    struct pollfd poll_slave = {.fd = slave, .events = POLLIN};
    return poll(&poll_slave, 1, 0) > 0 && (poll_slave.revents & POLLIN);
}

/* Reads that sleep begin again, and see the mode as it is now. */
static void restart_reads(void) {
    terminal_signal(master, SIGSTOP);
    terminal_signal(master, SIGCONT);
}

static bool is_lent(const struct termios *mode) { return in_lines(mode) && mode->c_cc[VTIME] == LENT; }

static void lend_line_mode(struct termios *mode) {
    mode->c_lflag |= ICANON;
    mode->c_cc[VTIME] = LENT;
    mode->c_cc[VEOF] = end_key(mode);
    if (tcsetattr(slave, TCSANOW, mode) == 0) type(mode->c_cc[VEOF]);
}

static void take_back_line_mode(struct termios *mode) {
    mode->c_lflag &= ~(tcflag_t)ICANON;
    end_reads(mode);
    restart_reads();
}

/* Tells a program that reads keys, in the ways that disturb it least first. */
static void tell(struct termios *mode, int64_t time) {
    static const int64_t after[] = {0, 10 * MILLISECOND, 50 * MILLISECOND, 10 * MILLISECOND};
    if (time - told_at < after[told]) return;
    told_at = time;
    switch (told) {
    case NOBODY:
        restart_reads();
        told = READERS;
        return;
    case READERS:
        lend_line_mode(mode);
        told = POLLERS;
        return;
    case POLLERS:
        if (type(END_KEY)) told = EVERYBODY;
        return;
    case EVERYBODY:
        lend_line_mode(mode);
    }
}

void typing_end(void) {
    struct termios mode;
    int64_t time = now();
    if (time < due || tcgetattr(slave, &mode) < 0) return;
    bool wanted = !has_input();
    if (is_lent(&mode)) {
        if (wanted) take_back_line_mode(&mode);
        look_again(time, wanted);
        return;
    }
    bool lines = in_lines(&mode), changed = !lines && end_reads(&mode);
    if (lines || changed) told = NOBODY;
    if (!wanted) {
        wanted_since = 0;
    } else if (may_type(time)) {
        if (lines) type(end_key(&mode));
        else tell(&mode, time);
    }
    look_again(time, changed || wanted);
}
