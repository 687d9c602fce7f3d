        global  _start

        section .text
_start: xor     eax, eax                ; read
        xor     edi, edi
        lea     rsi, [rel buffer]
        mov     edx, 4096
        syscall
        test    rax, rax
        jle     .done
        mov     rdx, rax
        mov     eax, 1                  ; write
        mov     edi, 1
        syscall
        jmp     _start
.done:  mov     eax, 60                 ; exit
        xor     edi, edi
        syscall

        section .bss
buffer: resb    4096
