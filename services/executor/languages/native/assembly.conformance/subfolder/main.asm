        global  main
        extern  area, printf

        section .text
main:   sub     rsp, 8
        mov     edi, 12
        call    area
        lea     rdi, [rel format]
        mov     esi, eax
        xor     eax, eax
        call    printf
        xor     eax, eax
        add     rsp, 8
        ret

        section .rodata
format: db      "the square of 12 is %d", 10, 0
