import { parseArgs } from 'node:util'

export interface Arguments {
  /** Images, languages, aliases or runtime ids; none: what is built by default. */
  readonly names: readonly string[]
  /** Every image there is. */
  readonly all: boolean
  /** Build even what is up to date. */
  readonly fresh: boolean
  /** Prove every runtime of these images afterwards. */
  readonly check: boolean
}

/** The command line asks for something that does not exist. The message is one sentence for the user. */
export class Misused extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Misused'
  }
}

/** Throws {@link Misused}. Whether the names are those of images or languages is checked elsewhere. */
export function parseArguments(argv: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        all: { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
      },
    })
    if (values.all && positionals.length > 0) throw new Misused('either --all or names, not both')
    return { ...values, names: positionals }
  } catch (cause) {
    if (cause instanceof Misused) throw cause
    // Node adds advice about words that begin with a dash; no image does.
    const [what] = String(cause instanceof Error ? cause.message : cause).split('. ')
    throw new Misused(`${what}; the options are --all, --fresh and --check`, { cause })
  }
}
