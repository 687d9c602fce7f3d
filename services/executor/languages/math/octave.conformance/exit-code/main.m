disp("before")
exit(7)
