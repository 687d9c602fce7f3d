/** As many of the first `items` as have at most `maxBytes` of JSON together; at least one, if there is one. */
export function fitPage<T>(items: readonly T[], maxBytes: number): readonly T[] {
  let total = 0
  const tooMany = items.findIndex((item, at) => {
    total += Buffer.byteLength(JSON.stringify(item))
    return at > 0 && total > maxBytes
  })
  return tooMany === -1 ? items : items.slice(0, tooMany)
}
