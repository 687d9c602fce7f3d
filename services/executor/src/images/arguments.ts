import { parseArgs } from 'node:util'

export interface Arguments {
  /** Short names of images; none: all. */
  readonly names: readonly string[]
  /** Build even what is up to date. */
  readonly fresh: boolean
  /** Prove every runtime afterwards. */
  readonly check: boolean
}

/** The command line asks for what there is not. The message is one sentence for whoever typed it. */
export class Misused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Misused'
  }
}

/** Throws {@link Misused}. Whether the names are images' is for whoever knows the images. */
export function parseArguments(argv: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { fresh: { type: 'boolean', default: false }, check: { type: 'boolean', default: false } },
    })
    return { ...values, names: positionals }
  } catch (cause) {
    // Node adds advice about words that begin with a dash; no image does.
    const [what] = String(cause instanceof Error ? cause.message : cause).split('. ')
    throw new Misused(`${what}; there are --fresh and --check`, { cause })
  }
}
