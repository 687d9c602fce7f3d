-module(main).
-export([main/1]).

main(_) ->
    ok = io:setopts(standard_io, [binary]),
    copy(io:get_chars("", 4096)).

copy(eof) ->
    ok;
copy(Text) ->
    io:put_chars(Text),
    copy(io:get_chars("", 4096)).
