/* One phase: a program, its three pipes or its terminal, its limits, and the account of how it ended. */
#ifndef PHASE_H
#define PHASE_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PHASE_POLLS = 3 };

/* `work` is the folder that relative cwds start from. */
void phase_open(int work);

/* True from RUN until ENDED is queued. */
bool phase_active(void);

/* RUN: starts the program. */
void phase_run(unsigned char *payload, size_t length);

/* Makes sure that nobody but init is alive; fails when somebody does not die. Only while no phase runs. */
void phase_settle(void);

/* STDIN and STDIN_END: dropped when no phase runs any more, because the host cannot know yet. */
void phase_stdin(const unsigned char *bytes, size_t length);
void phase_stdin_end(void);

/* To the foreground group of the terminal, else to the process group of the program. */
void phase_signal(const unsigned char *payload, size_t length);
void phase_kill(const unsigned char *payload, size_t length);
void phase_resize(const unsigned char *payload, size_t length);

/* Fills in what to wait for; entries that are not needed get fd -1. */
void phase_polls(struct pollfd polls[PHASE_POLLS]);

/* How long until the phase wants its turn without any event; -1 for never. */
int64_t phase_timeout_ns(void);

/* Reaps, moves bytes, enforces limits, and reports the end. Call after every wake-up. */
void phase_step(void);

#endif
