const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const NOBODY = '00000000-0000-0000-0000-000000000000'

/**
 * A uuid that text stands for; one that nothing has when it stands for none. Whoever asks for something that cannot exist is
 * answered as for what does not: the database would call it an error.
 */
export function toUuid(text: string): string {
  return UUID.test(text) ? text : NOBODY
}
