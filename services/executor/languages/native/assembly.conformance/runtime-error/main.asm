        global  main
        extern  errx, puts

        section .text
main:   sub     rsp, 8
        lea     rdi, [rel text]
        call    puts
        mov     edi, 1
        lea     rsi, [rel reason]
        xor     eax, eax
        call    errx

        section .rodata
text:   db      "before", 0
reason: db      "no luck", 0
