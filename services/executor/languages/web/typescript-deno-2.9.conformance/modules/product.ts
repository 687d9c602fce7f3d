export const product = (left, right) => left * right
