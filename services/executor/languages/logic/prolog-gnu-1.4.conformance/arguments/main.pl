:- initialization(main).

main :-
    argument_list(Arguments),
    forall(member(Argument, Arguments), (write(Argument), nl)).
