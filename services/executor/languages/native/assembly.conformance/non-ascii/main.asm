        global  main
        extern  getchar, putchar, puts

        section .text
main:   sub     rsp, 8
        lea     rdi, [rel text]
        call    puts
.next:  call    getchar
        cmp     eax, -1
        je      .done
        mov     edi, eax
        call    putchar
        jmp     .next
.done:  xor     eax, eax
        add     rsp, 8
        ret

        section .rodata
text:   db      "Grüße, 世界 🌍", 0
