/* The work folder, and FILE frames: source files below it, written between phases. */
#ifndef FILES_H
#define FILES_H

#include <stddef.h>

enum { MAX_PATH = 1024 };

/* Takes the current folder as the work folder; returns its descriptor. */
int files_open(void);

void files_take(const unsigned char *payload, size_t length);

/* Fails when a file was begun and not finished. */
void files_settled(void);

#endif
