import { readFileSync } from 'node:fs'
import * as z from 'zod'

type Given = Readonly<Record<string, string>>

/**
 * `.meta(SECRET)` on a setting says that its value is a secret. Such a setting, `AUTH_SECRET` say, may also come as a
 * file whose path is in `AUTH_SECRET_FILE`: the secrets of Docker and Kubernetes are files. An environment is copied
 * into child processes and crash reports, a file that only the service can read is not.
 */
export const SECRET = { secret: true } as const

/**
 * Whether a setting was marked with {@link SECRET}, before or after `.optional()`, `.default()` or a transformation.
 */
export function isSecret(schema: z.core.$ZodType): boolean {
  if (z.globalRegistry.get(schema)?.secret === true) return true
  const { def } = schema._zod as { def: { innerType?: z.core.$ZodType; in?: z.core.$ZodType } }
  return [def.innerType, def.in].some((inner) => inner !== undefined && isSecret(inner))
}

/** The setting that names the file of a secret. */
export const fileSetting = (name: string) => `${name}_FILE`

export interface SecretFiles {
  /** What the files hold, by the setting it is for. Line ends at the end of a file are not part of it. */
  readonly values: Given
  /** One sentence for each file that is of no use: it names the setting, never a path and never what was read. */
  readonly problems: readonly string[]
  /** The settings that those sentences are about. */
  readonly failed: ReadonlySet<string>
}

/** A secret is a line; a log file or a device that is named by mistake must not fill the memory. */
const LARGEST_BYTES = 64 * 1024

/** Reads the files of those settings of `shape` that are secrets. `given` holds what is set. */
export function readSecretFiles(shape: z.core.$ZodShape, given: Given): SecretFiles {
  const values: Record<string, string> = {}
  const problems: string[] = []
  const failed = new Set<string>()
  for (const [name, schema] of Object.entries(shape)) {
    const path = given[fileSetting(name)]
    if (path === undefined || !isSecret(schema)) continue
    const read = name in given ? `and ${name} are both set; only one may be` : readSecret(path)
    if (typeof read === 'string') {
      problems.push(`${fileSetting(name)} ${read}`)
      failed.add(name)
    } else values[name] = read.secret
  }
  return { values, problems, failed }
}

/** A string says what is wrong. */
function readSecret(path: string): { secret: string } | string {
  try {
    const text = readFileSync(path, 'utf8')
    if (text.length > LARGEST_BYTES) return `must name a file of at most ${LARGEST_BYTES} bytes`
    const secret = text.replace(/[\r\n]+$/, '')
    return secret === '' ? 'must name a file that is not empty' : { secret }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    return `must name a readable file (${code})`
  }
}
