__asm__(".fill 1 << 34, 1, 0");
int main(void) {}
