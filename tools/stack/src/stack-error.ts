/** Something of the stack did not do its work. The message says what is known and where to read on: no stack needed. */
export class StackError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StackError'
  }
}
