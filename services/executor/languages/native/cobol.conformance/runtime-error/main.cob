identification division.
program-id. demo.
procedure division.
    display "before".
    call "absent".
    stop run.
