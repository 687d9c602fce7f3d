/* COLLECT: files out of the cell, between phases. */
#ifndef COLLECT_H
#define COLLECT_H

#include <stdbool.h>
#include <stddef.h>

/* `work` is the folder whose files are meant. */
void collect_open(int work);

void collect_begin(const unsigned char *payload, size_t length);

/* True from COLLECT until COLLECT_ENDED is queued. */
bool collect_active(void);

/* True when the next step will get on without any event. */
bool collect_due(void);

/* Sends what the host will take. Call after every wake-up. */
void collect_step(void);

#endif
