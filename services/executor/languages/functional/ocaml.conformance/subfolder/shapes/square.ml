let area side = side * side
