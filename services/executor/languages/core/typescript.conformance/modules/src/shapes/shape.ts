export type Shape = { kind: 'square'; side: number } | { kind: 'circle'; radius: number }
