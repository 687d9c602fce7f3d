disp("hello, world")
