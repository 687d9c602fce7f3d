-module(main).
-export([main/1]).

main(_) ->
    io:put_chars("before\n"),
    io:format("~b~n", [1 div list_to_integer("0")]).
