/* Typing on a terminal: long lines in pieces, and an end of input that lasts. */
#ifndef TYPING_H
#define TYPING_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Both stay the caller's. The slave tells which mode the program made, and what it has not read yet. */
void typing_open(int master, int slave);

/* As write(2) to the terminal. EAGAIN: it is full, or a piece of a long line has to wait until typing_due_ns(). */
ssize_t typing_write(const unsigned char *bytes, size_t length);

/* Once all there is was typed: keeps an end there for every further read. Call after every wake-up. */
void typing_end(void);

/* When the next call is worth while although nothing happened, by the clock of now_ns(); INT64_MAX for never. */
int64_t typing_due_ns(void);

#endif
