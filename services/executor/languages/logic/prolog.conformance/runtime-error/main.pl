main :- write(before), nl, Zero = 0, Result is 1 / Zero, write(Result), nl.
