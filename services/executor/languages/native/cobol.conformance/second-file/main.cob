identification division.
program-id. demo.
data division.
working-storage section.
01 a usage binary-long value 6.
01 b usage binary-long value 7.
01 product pic 99.
procedure division.
    call "multiply" using a b product.
    display "6 times 7 is " product.
    stop run.
