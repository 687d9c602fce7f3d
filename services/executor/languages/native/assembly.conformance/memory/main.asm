        global  main
        extern  malloc, memset, printf

        section .text
main:   sub     rsp, 8
        mov     edi, size
        call    malloc
        mov     rdi, rax
        mov     esi, 1
        mov     edx, size
        call    memset
        lea     rdi, [rel format]
        mov     esi, size
        xor     eax, eax
        call    printf
        xor     eax, eax
        add     rsp, 8
        ret

        section .rodata
size:   equ     64 * 1024 * 1024
format: db      "%u", 10, 0
