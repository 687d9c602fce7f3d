/** Where a page of requests ended: the next one starts right after it. Ids break ties between equal times. */
export interface RequestPosition {
  readonly at: Date
  /** A whole number, as text: it may be larger than a number can hold. */
  readonly id: string
}

const SHAPE = /^(\d{1,15})\.(\d{1,18})$/

/** Opaque to callers: what is in it may change with any version. */
export function toRequestCursor({ at, id }: RequestPosition): string {
  return Buffer.from(`${at.getTime()}.${id}`).toString('base64url')
}

/** undefined for text that is no cursor of ours. */
export function parseRequestCursor(cursor: string): RequestPosition | undefined {
  const [, ms, id] = SHAPE.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? []
  if (ms === undefined || id === undefined) return undefined
  const position = { at: new Date(Number(ms)), id }
  // base64 can be written in several ways; one position has one cursor.
  return toRequestCursor(position) === cursor ? position : undefined
}
