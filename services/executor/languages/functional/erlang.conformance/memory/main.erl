-module(main).
-export([main/1]).

main(_) ->
    Block = binary:copy(<<1>>, 64 * 1024 * 1024),
    io:format("~b~n", [byte_size(Block)]).
