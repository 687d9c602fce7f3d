identification division.
program-id. demo.
data division.
working-storage section.
01 item usage binary-long.
procedure division.
    perform until exit
        call "getchar" returning item
        if item < 0
            exit perform
        end-if
        call "putchar" using by value item
    end-perform.
    stop run returning 0.
