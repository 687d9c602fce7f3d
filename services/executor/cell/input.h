/* The program's input: what the host sent and its pipe or terminal has not taken yet, one window at most. */
#ifndef INPUT_H
#define INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Takes over `fd`, the writing end. Not `open`: the program has no input, and sees its end at once. The end of a pipe
 * is that it is closed. On a terminal, whose other end is `slave` (-1 for a pipe), it is typed: see typing.h.
 */
void input_open(int fd, bool open, int slave);

/* STDIN and STDIN_END. More than fits the window, or after the end, is the host's mistake. */
void input_take(const unsigned char *bytes, size_t length);
void input_end(void);

/* Writes what the pipe or terminal will take without blocking. */
void input_push(void);

/* Tells the host that there is room again, in steps of a quarter of the window. */
void input_tell(void);

/* The descriptor to wait on before the next push, -1 when nothing waits. */
int input_waiting(void);

/* When the next push is worth while without any event, by the clock of now_ns(); INT64_MAX for never. */
int64_t input_due_ns(void);

void input_close(void);

#endif
