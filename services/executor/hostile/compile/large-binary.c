// A program of 80 MiB, in one line.
char large[80 << 20] = {1};

int main(void) { return large[0] - 1; }
