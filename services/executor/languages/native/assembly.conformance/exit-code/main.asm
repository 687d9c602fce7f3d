        global  main
        extern  puts

        section .text
main:   sub     rsp, 8
        lea     rdi, [rel text]
        call    puts
        mov     eax, 7
        add     rsp, 8
        ret

        section .rodata
text:   db      "before", 0
