-module(multiply).
-export([multiply/2]).

multiply(A, B) ->
    A * B.
