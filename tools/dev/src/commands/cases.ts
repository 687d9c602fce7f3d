import { resolve } from 'node:path'
import { EXAMPLES, readCases } from '@runhive/cases/case'
import { loadCatalogue } from '@runhive/executor/catalogue/load-catalogue'
import { findRuntime } from '@runhive/executor/domain/languages/catalogue'
import type { Invocation } from '../command.ts'
import { runOwn } from '../run-program.ts'
import { prepareMachine } from '../up/up-stack.ts'

export async function run(invocation: Invocation): Promise<number> {
  const { env } = await prepareMachine(invocation)
  const [given = EXAMPLES] = invocation.words
  const folder = resolve(given)
  const steps = [
    ['services/executor/src/images/main.ts', ...(await imagesFor(folder))],
    ['tools/cases/src/main.ts', folder],
  ] as const
  for (const [program, ...words] of steps) {
    const code = await runOwn(program, { words, env })
    if (code !== 0) return code
  }
  return 0
}

/** The images that carry the languages of the cases; a language that nobody knows is for the gateway to refuse. */
async function imagesFor(folder: string): Promise<string[]> {
  const catalogue = await loadCatalogue()
  const images = readCases(folder).flatMap(({ exchange }) => {
    const language = exchange?.body?.language
    return typeof language === 'string' ? (findRuntime(catalogue, { language })?.image ?? []) : []
  })
  return [...new Set(images)]
}
