exports.multiply = (a, b) -> a * b
