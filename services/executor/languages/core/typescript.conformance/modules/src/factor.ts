export const enum Unused {
  None,
}
export const factor = 2
