identification division.
program-id. demo.
data division.
working-storage section.
01 argument pic x(256).
01 arguments pic 9(4).
procedure division.
    accept arguments from argument-number.
    perform arguments times
        move spaces to argument
        accept argument from argument-value
        display function trim(argument trailing)
    end-perform.
    stop run.
