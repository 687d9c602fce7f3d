/** A part of the stack failed. The message says what is known and where to read more, so no stack trace is needed. */
export class StackError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StackError'
  }
}
