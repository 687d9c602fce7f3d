/** Where a page of accounts ended: the next one starts right after it. Ids break ties between equal times. */
export interface Position {
  readonly createdAt: Date
  readonly id: string
}

const SHAPE = /^(\d{1,16})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/
/** The last moment a `Date` can name. */
const LAST_MS = 8_640_000_000_000_000

/** Opaque to callers: what is in it may change with any version. */
export function toCursor({ createdAt, id }: Position): string {
  return Buffer.from(`${createdAt.getTime()}.${id}`).toString('base64url')
}

/** undefined for text that is no cursor of ours. */
export function parseCursor(cursor: string): Position | undefined {
  const [, ms, id] = SHAPE.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? []
  if (ms === undefined || id === undefined || Number(ms) > LAST_MS) return undefined
  return { createdAt: new Date(Number(ms)), id }
}
