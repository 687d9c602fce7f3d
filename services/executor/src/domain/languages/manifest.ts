import * as z from 'zod'
import { DIAGNOSTICS_FORMATS } from '../diagnostics/formats.ts'
import { CompilerFlag, isExpression } from './compiler-flags.ts'

/**
 * A manifest: everything Runhive knows about one runtime, as data. One JSON file per runtime, in the folder of the
 * image that carries it (`languages/core/python.json`). Adding a language is adding such a file.
 */

const identifier = z
  .string()
  .regex(/^[a-z0-9][a-z0-9+#.-]{0,63}$/, 'must be lower-case, such as "python-3.13"')

const Floor = z.strictObject({
  /** The smallest value a caller may ask for; below it the runtime itself cannot start. */
  min: z.int().positive().optional(),
  /** What applies when the caller asks for nothing. Absent: the operator's default. */
  default: z.int().positive().optional(),
})

export type ManifestLimits = z.output<typeof ManifestLimits>
/** What this runtime needs, per limit; the operator's maximum always wins. Units are in the names. */
export const ManifestLimits = z.strictObject({
  /** Wall-clock time of the phase, milliseconds. */
  wallMs: Floor.optional(),
  /** CPU time of all processes of the phase together, milliseconds. */
  cpuMs: Floor.optional(),
  /** Memory of all processes and of the files they write, bytes. */
  memoryBytes: Floor.optional(),
  /** Bytes of each output stream. */
  outputBytes: Floor.optional(),
  /** Processes and threads alive at once. A JVM or Node needs more than twenty to say hello. */
  processes: Floor.optional(),
})

/**
 * An argument vector, started without a shell in the work folder. Placeholders inside an argument:
 * `{file}` the main file · `{name}` the main file without its extension · `{memoryMiB}` the memory limit (run only).
 * Placeholders that are a whole argument and become any number of them:
 * `{files}` the main file, then every other file whose name ends in one of `extensions` ·
 * `{compilerArgs}` what the caller asked for · `{args}` the program's arguments (run only; appended when not named).
 */
const Command = z
  .array(z.string().min(1))
  .min(1)
  .refine(
    (argv) =>
      argv.every(
        (part) => /^(?:[^{}]|\{file\}|\{name\}|\{memoryMiB\})*$/.test(part) || LIST_PLACEHOLDER.test(part),
      ),
    'knows only {file}, {name} and {memoryMiB} inside an argument, and {files}, {compilerArgs} and {args} as a whole one',
  )

const LIST_PLACEHOLDER = /^\{(?:files|compilerArgs|args)\}$/

/** How something ends that runs out of memory and notices it by itself. All that is given must be so. */
const OutOfMemory = z.strictObject({
  /** Texts of which one is written, to stderr. */
  writes: z.array(z.string().min(1)).min(1),
  exitCode: z.int().min(1).max(255).optional(),
  /** Such as "SIGABRT". */
  signal: z.string().startsWith('SIG').optional(),
})

const Phase = z.strictObject({
  command: Command,
  /** Floors and defaults of this phase. */
  limits: ManifestLimits.default({}),
  /** How this compiler or interpreter words its complaints, so that a result can list them. Absent: not listed. */
  diagnostics: z.enum(DIAGNOSTICS_FORMATS).optional(),
  /** Absent: only the kernel ends it for memory, or it says so in no way of its own. */
  outOfMemory: OutOfMemory.optional(),
  /**
   * How it words that it does not find what a program imports: regular expressions for a part of what it wrote. The
   * message of a phase that failed then says that nothing can be fetched.
   */
  missing: z.array(z.string().refine(isExpression, 'must be a regular expression')).optional(),
})

const ConformanceNote = z.union([
  z.strictObject({
    /** A text that stderr, or what the compiler wrote, must contain: each language words its errors in its own way. */
    contains: z.string().min(1),
  }),
  z.strictObject({
    /** Why this language cannot do it, in a sentence for the page of languages. Such a case has no program. */
    skip: z.string().min(1),
  }),
  z.strictObject({
    /** A case only this runtime has: what it promises, */
    guarantee: z.string().min(1),
    /** the main file, when it is not called as a single source is, */
    file: z.string().min(1).optional(),
    compilerArgs: z.array(z.string()).default([]),
    stdin: z.string().default(''),
    /** and what its program prints, exactly, when it holds. */
    stdout: z.string(),
  }),
])

export type Manifest = z.output<typeof Manifest>
export const Manifest = z
  .strictObject({
    /** The language this is a version of: what most callers ask for. */
    language: identifier,
    /** For people: "C++". */
    name: z.string().min(1).max(40),
    /** Other names of the language. No two languages share one. */
    aliases: z.array(identifier).default([]),
    /**
     * The id of this version: the language, the implementation where that says something, and the series: `c-gcc-14`.
     */
    runtime: identifier,
    /**
     * true: another implementation, which callers get by its runtime id, an alias of its own or its version. The
     * language's plain name means the newest of the others: "c" is gcc 14, not clang 19.
     */
    alternative: z.boolean().default(false),
    /** How the full version is measured when the image is built. It must begin with the series in `runtime`. */
    measure: z.strictObject({
      /** Run in the finished image; stdout and stderr are both searched. */
      command: z.array(z.string().min(1)).min(1),
      /** A regular expression whose first group is the version. */
      pattern: z.string().refine(hasOneGroup, 'must be a regular expression with a group around the version'),
    }),
    /** What the file is called when the caller sends only `source`. */
    file: z.string().min(1),
    /**
     * What names of sources end in. Of several files `{files}` names these, and the main one, under any name.
     */
    extensions: z.array(z.string().regex(/^\.[A-Za-z0-9+]+$/, 'must be such as ".py"')).min(1),
    /** What names of sources end in that only declare: none of these is the main file. */
    declarations: z.array(z.string().startsWith('.')).default([]),
    /**
     * A regular expression for a line that only a source which can be started has, such as the head of its main
     * function. The first such source is the main file. Absent: any can be started, and the first is.
     */
    entry: z.string().refine(isExpression, 'must be a regular expression').optional(),
    /** `lf`: this language takes the CR of a CR LF for a part of the line, so sources get it with LF alone. */
    lineEndings: z.literal('lf').optional(),
    /** Variables both phases see, over the cell's own (PATH, HOME, LANG, TZ). The caller's come after and win. */
    environment: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).default({}),
    /**
     * Compiler arguments of the caller's that would collide with a command below: refused with a reason, or in place of
     * a default. All others are handed over as they are. A runtime without `{compilerArgs}` in its commands refuses
     * every one.
     */
    flags: z.array(CompilerFlag).default([]),
    /** Run before `run`, with the compile limits. Absent when there is nothing to compile or check. */
    compile: Phase.optional(),
    run: Phase,
    /** What this runtime says of cases of the conformance set, by name, and cases it adds of its own. */
    conformance: z.record(z.string().regex(/^[a-z-]+$/), ConformanceNote).default({}),
  })
  .refine(({ language, runtime }) => runtime.startsWith(`${language}-`) && /-\d[\d.]*$/.test(runtime), {
    message: 'must begin with the language and a dash, and end with a dash and the version series',
    path: ['runtime'],
  })
  .refine((manifest) => !manifest.compile?.command.some((part) => part.includes('{memoryMiB}')), {
    message: 'is also the key of what was compiled: the memory limit belongs to the run',
    path: ['compile', 'command'],
  })
  .refine((manifest) => !manifest.compile?.command.includes('{args}'), {
    message: 'the program’s arguments belong to the run',
    path: ['compile', 'command'],
  })
  .refine(
    ({ flags, compile, run }) =>
      flags.every((flag) => !('replaces' in flag) || holds(compile ?? run, flag.replaces)),
    {
      message: 'replaces what no command has',
      path: ['flags'],
    },
  )

/** The version series a runtime id claims: "3.13" of `python-3.13`, "14" of `c-gcc-14`. */
export function toSeries(runtime: string): string {
  return /\d[\d.]*$/.exec(runtime)?.[0] ?? ''
}

function holds({ command }: { readonly command: readonly string[] }, wanted: readonly string[]): boolean {
  return command.some((_part, index) => wanted.every((part, offset) => command[index + offset] === part))
}

function hasOneGroup(pattern: string): boolean {
  return countGroups(pattern) === 1
}

/** undefined: it is no regular expression. */
function countGroups(pattern: string): number | undefined {
  try {
    return (new RegExp(`${pattern}|`).exec('')?.length ?? 0) - 1
  } catch {
    return undefined
  }
}

export type ImageManifest = z.output<typeof ImageManifest>
/** `image.json` in an image's folder: when it is built, and what the build needs from outside that folder. */
export const ImageManifest = z.strictObject({
  /** false: built only when it is asked for, by its name, by that of a language in it, or with `--all`. */
  default: z.boolean().default(true),
  /** Things copied into the build context besides the Dockerfile and `rootfs/`. */
  context: z
    .array(
      z.union([
        /** The Node.js binary that runs the builder, as file `to`. */
        z.strictObject({ node: z.literal(true), to: z.string().min(1) }),
        /** A folder of an installed npm package, as folder `to`. `{platform}` becomes such as `linux-x64`. */
        z.strictObject({ npm: z.string().min(1), path: z.string().default('.'), to: z.string().min(1) }),
        /** What `npm ci` installs for the `package-lock.json` in that folder of the image, as folder `to`. */
        z.strictObject({ lock: z.string().min(1), to: z.string().min(1) }),
      ]),
    )
    .default([]),
})
