/*
 * A terminal has neither an end of input nor lines of any length: both have to be typed.
 *
 * In line mode ^D hands over what was typed of the line, and with nothing typed the read returns 0, which is the end.
 * So a line longer than the kernel's line editor is typed in pieces with ^D between them, and at the end ^D is typed
 * again whenever the one before was read. Without line mode VMIN and VTIME are made 0: a read that finds nothing then
 * returns 0. A read that sleeps already does not know; SIGSTOP and at once SIGCONT, which takes it back, make the
 * kernel begin it again. For a program that sleeps in poll(), line mode is lent for as long as it takes to read one ^D.
 * What still sleeps then, such as a read of one among many threads, gets the byte 04, once per change of mode.
 *
 * A ^D that nobody has read when the program leaves line mode becomes a byte of its input (00). Therefore one is only
 * typed when nothing in the cell runs or is about to, as when the program waits to read, and not while an interpreter
 * starts that will change the mode. A program with something else to do must get its end too, so this wait is bounded.
 *
 * A program that changes the mode as it starts often throws away what was typed ahead (TCSAFLUSH). So the first byte,
 * too, waits until the program waits, or a second at most.
 *
 * Nobody tells us that input was read. So we look, at the times that typing_due_ns() says.
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
    LONGEST_LINE_BYTES = 4095, /* of the kernel's line editor, its end not counted */
    MOST_AT_ONCE_BYTES = 64 * 1024,
    LOOK_BACK_BYTES = 64,
    END_KEY = 4,        /* ^D, as a terminal has it before anybody changes that */
    LENT = 0xed,        /* in VTIME, which means nothing in line mode: that mode is ours, not the program's */
    BUSY_SHARE = 8,     /* a cell is busy if it uses more than a processor divided by this */
    STARTING_SHARE = 64 /* the same for a program that may be starting on a busy machine */
};

static const int64_t shortest_pause_ns = 2 * NS_PER_MS, longest_pause_ns = 16 * NS_PER_MS;
static const int64_t longest_wait_ns = NS_PER_SECOND, longest_start_ns = NS_PER_SECOND;

/* Who was notified of the end since the program last changed the mode; line mode needs no such thing. */
enum notified { NOBODY, READERS, POLLERS, EVERYBODY };

static int master = -1, slave = -1;
static size_t line_bytes; /* typed of the line that is not finished, in line mode */
static bool piece_ends;   /* the next to be typed is ^D behind a piece of a long line */
static bool in_pieces;    /* the line before it was one, so nobody has to be waited for */
static bool begun;        /* something may be typed */
static enum notified notified;
static int64_t due_ns, pause_ns, wanted_since_ns, notified_at_ns, opened_at_ns;
static int64_t cpu_read_at_ns; /* when the CPU time was last read */
static uint64_t cpu_then_us;   /* what it was then */

void typing_open(int ours, int theirs) {
    master = ours;
    slave = theirs;
    line_bytes = 0;
    piece_ends = in_pieces = begun = false;
    notified = NOBODY;
    due_ns = wanted_since_ns = notified_at_ns = 0;
    pause_ns = shortest_pause_ns;
    cpu_read_at_ns = opened_at_ns = now_ns();
    cpu_then_us = meter_cpu_us();
}

int64_t typing_due_ns(void) { return due_ns == 0 ? INT64_MAX : due_ns; }

/* Whether everybody in the cell is asleep, and has been since the last time but for that part of a processor. */
static bool is_quiet(int64_t time_ns, int64_t share) {
    uint64_t cpu_us = meter_cpu_us();
    if (cpu_us == UNKNOWN || cpu_then_us == UNKNOWN) return !meter_anybody_runs();
    int64_t elapsed_us = (time_ns - cpu_read_at_ns) / NS_PER_US, used_us = (int64_t)(cpu_us - cpu_then_us);
    cpu_read_at_ns = time_ns;
    cpu_then_us = cpu_us;
    return used_us < elapsed_us / share && !meter_anybody_runs();
}

/* Whether a ^D that is wanted may be typed now. Call once per look. */
static bool may_type(int64_t time_ns) {
    if (wanted_since_ns == 0) wanted_since_ns = time_ns;
    bool may = is_quiet(time_ns, BUSY_SHARE) || time_ns - wanted_since_ns > longest_wait_ns;
    if (may) wanted_since_ns = 0;
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
    size_t so_far_bytes = line_bytes;
    for (size_t at = 0; at < length; at++) {
        if (ends_line(bytes[at], mode)) {
            so_far_bytes = 0;
        } else if (so_far_bytes++ == LONGEST_LINE_BYTES) {
            /* Behind a key that erases, the line may be empty, where ^D would be the end. */
            for (size_t cut = at; cut > 0 && at - cut < LOOK_BACK_BYTES; cut--)
                if (bytes[cut - 1] >= ' ' && bytes[cut - 1] != 0x7f) return cut;
            return at;
        }
    }
    return length;
}

static void count(const unsigned char *bytes, size_t length, const struct termios *mode) {
    for (size_t at = 0; at < length; at++) line_bytes = ends_line(bytes[at], mode) ? 0 : line_bytes + 1;
}

static ssize_t full(void) {
    errno = EAGAIN;
    return -1;
}

static void look_again(int64_t time_ns, bool soon) {
    pause_ns = soon ? shortest_pause_ns : 2 * pause_ns < longest_pause_ns ? 2 * pause_ns : longest_pause_ns;
    due_ns = time_ns + pause_ns;
}

/* Whether the program has started, as far as can be told. */
static bool has_begun(void) {
    int64_t time_ns = now_ns();
    if (begun) return true;
    if (time_ns < due_ns) return false;
    begun = is_quiet(time_ns, STARTING_SHARE) || time_ns - opened_at_ns > longest_start_ns;
    due_ns = begun ? 0 : time_ns + longest_pause_ns;
    return begun;
}

/* ^D behind a piece. False: not yet. */
static bool end_piece(const struct termios *mode) {
    int64_t time_ns = now_ns();
    if (!in_pieces && time_ns < due_ns) return false;
    if (!in_pieces && !may_type(time_ns)) {
        look_again(time_ns, true);
        return false;
    }
    due_ns = 0;
    if (!type(end_key(mode))) return false;
    line_bytes = 0;
    piece_ends = false;
    in_pieces = true;
    return true;
}

ssize_t typing_write(const unsigned char *bytes, size_t length) {
    struct termios mode;
    if (!has_begun()) return full();
    if (tcgetattr(slave, &mode) < 0) return -1;
    if (!in_lines(&mode)) {
        line_bytes = 0;
        piece_ends = in_pieces = false;
        due_ns = 0;
        return write(master, bytes, length);
    }
    if (piece_ends && !end_piece(&mode)) return full();
    if (length > MOST_AT_ONCE_BYTES) length = MOST_AT_ONCE_BYTES;
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

/* Notifies a program that reads keys, in the ways that disturb it least first. */
static void notify(struct termios *mode, int64_t time_ns) {
    static const int64_t pauses_ns[] = {0, 10 * NS_PER_MS, 50 * NS_PER_MS, 10 * NS_PER_MS};
    if (time_ns - notified_at_ns < pauses_ns[notified]) return;
    notified_at_ns = time_ns;
    switch (notified) {
    case NOBODY:
        restart_reads();
        notified = READERS;
        return;
    case READERS:
        lend_line_mode(mode);
        notified = POLLERS;
        return;
    case POLLERS:
        if (type(END_KEY)) notified = EVERYBODY;
        return;
    case EVERYBODY:
        lend_line_mode(mode);
    }
}

void typing_end(void) {
    struct termios mode;
    int64_t time_ns = now_ns();
    if (time_ns < due_ns || tcgetattr(slave, &mode) < 0) return;
    bool wanted = !has_input();
    if (is_lent(&mode)) {
        if (wanted) take_back_line_mode(&mode);
        look_again(time_ns, wanted);
        return;
    }
    bool lines = in_lines(&mode), changed = !lines && end_reads(&mode);
    if (lines || changed) notified = NOBODY;
    if (!wanted) {
        wanted_since_ns = 0;
    } else if (may_type(time_ns)) {
        if (lines) type(end_key(&mode));
        else notify(&mode, time_ns);
    }
    look_again(time_ns, changed || wanted);
}
