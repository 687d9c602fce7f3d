import * as z from 'zod'

const pattern = z.string().refine(isExpression, 'must be a regular expression')

export type CompilerFlag = z.output<typeof CompilerFlag>
/** What becomes of the caller's compiler arguments that would collide with the command of a manifest. */
export const CompilerFlag = z.union([
  z.strictObject({
    /** A regular expression for a whole argument of the caller's, */
    pattern,
    /** and why it is refused, to go on after "must not be …: ". */
    refused: z.string().min(1),
  }),
  z.strictObject({
    pattern,
    /**
     * Arguments of the command, in a row, that are left out for it: a compiler that wants the flag once gets the
     * caller's.
     */
    replaces: z.array(z.string().min(1)).min(1),
  }),
])

/** What no compiler argument of the caller's may be, for who checks requests. */
export interface RefusedFlag {
  /** A regular expression for a whole argument. */
  readonly pattern: string
  readonly reason: string
}

/** A runtime whose commands have no place for compiler arguments refuses every one: none is ignored in silence. */
export function toRefusedFlags(manifest: {
  readonly name: string
  readonly flags: readonly CompilerFlag[]
  readonly compile?: { readonly command: readonly string[] } | undefined
  readonly run: { readonly command: readonly string[] }
}): RefusedFlag[] {
  const commands = [...(manifest.compile?.command ?? []), ...manifest.run.command]
  if (!commands.includes('{compilerArgs}'))
    return [{ pattern: '.*', reason: `${manifest.name} does not accept compiler arguments here` }]
  return manifest.flags.flatMap((flag) =>
    'refused' in flag ? [{ pattern: flag.pattern, reason: flag.refused }] : [],
  )
}

/** The command without the defaults that give way to what the caller asks for. */
export function withoutReplaced(
  command: readonly string[],
  flags: readonly CompilerFlag[],
  compilerArgs: readonly string[],
): readonly string[] {
  return flags.reduce<readonly string[]>((left, flag) => {
    if (!('replaces' in flag) || !compilerArgs.some((argument) => isWhole(flag.pattern, argument)))
      return left
    const at = left.findIndex((_part, index) =>
      flag.replaces.every((part, offset) => left[index + offset] === part),
    )
    return at < 0 ? left : left.toSpliced(at, flag.replaces.length)
  }, command)
}

function isWhole(expression: string, argument: string): boolean {
  return new RegExp(`^(?:${expression})$`, 's').test(argument)
}

export function isExpression(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}
