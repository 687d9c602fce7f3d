disp("before")
error("no luck")
