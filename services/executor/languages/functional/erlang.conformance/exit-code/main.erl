-module(main).
-export([main/1]).

main(_) ->
    io:put_chars("before\n"),
    halt(7).
