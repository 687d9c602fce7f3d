export type Factors = readonly [number, number]

export const multiply = ([a, b]: Factors): number => a * b
