import { compile } from './compile/programs.ts'
import type { Hostile } from './description/program.ts'
import { files } from './files/programs.ts'
import { forgery } from './forgery/programs.ts'
import { kernel } from './kernel/programs.ts'
import { memory } from './memory/programs.ts'
import { names } from './names/programs.ts'
import { output } from './output/programs.ts'
import { processes } from './processes/programs.ts'
import { sockets } from './sockets/programs.ts'
import { time } from './time/programs.ts'

/** Every theme but the traces, which need two programs to show. */
export const suite: Readonly<Record<string, readonly Hostile[]>> = {
  time,
  memory,
  sockets,
  processes,
  files,
  output,
  kernel,
  forgery,
  names,
  compile,
}

export function toName({ file, trying }: Hostile): string {
  return trying === undefined ? file : `${file}, ${trying},`
}
