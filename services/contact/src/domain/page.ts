/** The longest part of `items`, from the front, whose JSON together stays within `maxBytes`; one at least, if there is one. */
export function fitPage<T>(items: readonly T[], maxBytes: number): readonly T[] {
  let total = 0
  const tooMany = items.findIndex((item, at) => {
    total += Buffer.byteLength(JSON.stringify(item))
    return at > 0 && total > maxBytes
  })
  return tooMany === -1 ? items : items.slice(0, tooMany)
}
