:- initialization(main).

% An element takes four cells of eight bytes.
main :-
    length(List, 2097152),
    List = [x | _],
    length(List, Length),
    Bytes is Length * 32,
    write(Bytes), nl.
