/** Resources that are closed one by one, or all together. Forgets what was closed, so that it does not grow. */
export interface DisposableSet extends AsyncDisposable {
  /** The same, to be disposed any number of times: it closes once. */
  use(resource: AsyncDisposable): AsyncDisposable
}

export function createDisposableSet(): DisposableSet {
  const open = new Set<AsyncDisposable>()
  return {
    use(resource) {
      let closing: Promise<void> | undefined
      const entry: AsyncDisposable = {
        [Symbol.asyncDispose]() {
          closing ??= Promise.resolve(resource[Symbol.asyncDispose]()).finally(() => open.delete(entry))
          return closing
        },
      }
      open.add(entry)
      return entry
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([...open].map((entry) => entry[Symbol.asyncDispose]()))
    },
  }
}
