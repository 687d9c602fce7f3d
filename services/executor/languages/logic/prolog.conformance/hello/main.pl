main :- write('hello, world'), nl.
