identification division.
program-id. demo.
environment division.
input-output section.
file-control.
    select input-lines assign to keyboard organization line sequential.
data division.
file section.
fd input-lines.
01 input-line pic x(256).
procedure division.
    display "Grüße, 世界 🌍".
    open input input-lines.
    perform until exit
        read input-lines at end exit perform end-read
        display function trim(input-line trailing)
    end-perform.
    close input-lines.
    stop run.
