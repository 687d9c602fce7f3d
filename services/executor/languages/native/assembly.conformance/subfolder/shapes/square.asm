        global  area

        section .text
area:   mov     eax, edi
        imul    eax, eax
        ret
