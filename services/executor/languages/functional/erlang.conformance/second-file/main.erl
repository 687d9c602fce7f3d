-module(main).
-export([main/1]).

main(_) ->
    io:format("6 times 7 is ~b~n", [multiply:multiply(6, 7)]).
