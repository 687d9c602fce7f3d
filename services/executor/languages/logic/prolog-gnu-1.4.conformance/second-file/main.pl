:- initialization(main).
:- include('multiply.pl').

main :- multiply(6, 7, Product), write('6 times 7 is '), write(Product), nl.
