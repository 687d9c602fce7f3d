identification division.
program-id. demo.
procedure division.
    display "hello, world".
    stop run.
