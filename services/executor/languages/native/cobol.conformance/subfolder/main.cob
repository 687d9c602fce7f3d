identification division.
program-id. demo.
data division.
working-storage section.
01 side usage binary-long value 12.
01 area-of-square pic 999.
procedure division.
    call "square" using side area-of-square.
    display "the square of 12 is " area-of-square.
    stop run.
