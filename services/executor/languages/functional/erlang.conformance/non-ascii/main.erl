-module(main).
-export([main/1]).

main(_) ->
    io:format("~ts~n", ["Grüße, 世界 🌍"]),
    copy(io:get_line("")).

copy(eof) ->
    ok;
copy(Line) ->
    io:format("~ts", [Line]),
    copy(io:get_line("")).
