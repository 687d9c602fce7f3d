identification division.
program-id. demo.
procedure division.
    display undeclared.
    stop run.
