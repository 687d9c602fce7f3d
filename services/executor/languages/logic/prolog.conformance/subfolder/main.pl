:- include('shapes/square.pl').

main :- area(12, Area), write('the square of 12 is '), write(Area), nl.
