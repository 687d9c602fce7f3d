main :-
    length(Codes, 64),
    maplist(=(0'x), Codes),
    string_codes(Line, Codes),
    findall(Line, between(1, 1048576, _), Lines),
    maplist(string_length, Lines, Lengths),
    sum_list(Lengths, Bytes),
    write(Bytes), nl.
