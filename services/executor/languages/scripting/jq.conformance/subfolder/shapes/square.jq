def area(side): side * side;
