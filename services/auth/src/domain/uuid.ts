const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const NOBODY = '00000000-0000-0000-0000-000000000000'

/**
 * The text if it is a UUID, else one that nothing has. What cannot exist is then simply not found; in the database it
 * would be an error.
 */
export function toUuid(text: string): string {
  return UUID.test(text) ? text : NOBODY
}
