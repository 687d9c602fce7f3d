        global  main
        extern  multiply, printf

        section .text
main:   sub     rsp, 8
        mov     edi, 6
        mov     esi, 7
        call    multiply
        lea     rdi, [rel format]
        mov     esi, eax
        xor     eax, eax
        call    printf
        xor     eax, eax
        add     rsp, 8
        ret

        section .rodata
format: db      "6 times 7 is %d", 10, 0
