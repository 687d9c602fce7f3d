/** As many of the first `rows` as have at most `maxBytes` together; at least one, if there is one. */
export function fitPage<Row extends { readonly bytes: number }>(
  rows: readonly Row[],
  maxBytes: number,
): readonly Row[] {
  let total = 0
  const tooMany = rows.findIndex(({ bytes }, at) => {
    total += bytes
    return at > 0 && total > maxBytes
  })
  return tooMany === -1 ? rows : rows.slice(0, tooMany)
}
