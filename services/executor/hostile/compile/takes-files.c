// The compiler reads what it may: the cell's own files, and nothing of the host's.
#include <stdio.h>
__asm__("passwd: .incbin \"/etc/passwd\"\n.byte 0\nenvironment: .incbin \"/proc/self/environ\"\n.byte 0");
extern const char passwd[];

int main(void) { return printf("%.8s\n", passwd) < 0; }
