main :-
    current_prolog_flag(argv, Arguments),
    forall(member(Argument, Arguments), (write(Argument), nl)).
