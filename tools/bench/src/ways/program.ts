/** The program every variant runs: what a language's hello costs is the same for all of them. */
export const SOURCE = 'print("hello")\n'
export const ANSWER = 'hello\n'
/** As the catalogue runs a single Python file, without the file. */
export const INLINE_ARGV = ['python3', '-c', SOURCE]

/** A benchmark that measures wrong answers measures nothing. */
export function assertAnswer(variant: string, answer: string): void {
  if (answer !== ANSWER) throw new Error(`${variant} answered ${JSON.stringify(answer.slice(0, 200))}`)
}
