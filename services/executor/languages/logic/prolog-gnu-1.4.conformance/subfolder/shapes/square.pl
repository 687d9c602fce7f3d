area(Side, Area) :- Area is Side * Side.
