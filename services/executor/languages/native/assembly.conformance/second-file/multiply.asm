        global  multiply

        section .text
multiply:
        mov     eax, edi
        imul    eax, esi
        ret
