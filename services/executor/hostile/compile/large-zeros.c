// Nothing of this is in the file; all of it would be in memory.
char large[1L << 30];

int main(void) {
  for (unsigned long at = 0; at < sizeof large; at += 4096) large[at] = 1;
}
