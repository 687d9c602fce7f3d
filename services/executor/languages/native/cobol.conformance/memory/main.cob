identification division.
program-id. demo.
data division.
working-storage section.
01 memory-block pic x(67108864) value all "x".
procedure division.
    display function length(memory-block).
    stop run.
