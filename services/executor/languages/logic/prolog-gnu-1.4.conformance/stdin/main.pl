:- initialization(main).

main :- get_char(Char), copy(Char).

copy(end_of_file) :- !.
copy(Char) :- put_char(Char), get_char(Next), copy(Next).
