identification division.
program-id. demo.
procedure division.
    display "before".
    stop run returning 7.
