/**
 * What the doctor says: `bad` prevents running, `weak` means that isolation or the host is less than it should be,
 * `note` is worth knowing. One sentence each, with its remedy where there is one.
 */
export interface Finding {
  readonly level: 'ok' | 'note' | 'weak' | 'bad'
  readonly text: string
}
