__asm__(".rept 1 << 30\n nop\n .endr");
int main(void) {}
