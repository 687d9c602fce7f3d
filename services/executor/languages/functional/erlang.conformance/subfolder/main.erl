-module(main).
-export([main/1]).

main(_) ->
    io:format("the square of 12 is ~b~n", [square:area(12)]).
