/* Frames for cell init: valid ones, and what comes of those by chance. */
#ifndef MESSAGES_H
#define MESSAGES_H

#include <stddef.h>
#include <stdint.h>

enum { LONGEST = 300 * 1024 };

/* What the last make_… function made, header included. */
extern unsigned char message[LONGEST];
extern size_t length;

/* Chance, the same for the same seed. */
void seed(uint64_t value);
uint32_t pick(uint32_t below);

void make_file(void);
void make_run(void);
void make_collect(void);

/* A frame of one of the types with a short payload or none. */
void make_small(unsigned type);

enum { SLEEP = 0, STDIN_OPEN = 1, TERMINAL = 2 };

/* One of the programs, and flags of RUN. */
void make_run_of(uint32_t number, unsigned flags);

/* Any of these, damaged, or noise. */
void make_hostile(void);

/* By hand. */
void begin(unsigned type);
void put_noise(size_t count);
void end(void);

#endif
