import { createKey } from '@runhive/stack/database/create-key'
import { readFacts } from '@runhive/stack/stack-facts'
import { type Invocation, PlainError } from '../command.ts'
import { stateDir } from '../repository.ts'
import { ensureKey, keyFile } from '../up/development-key.ts'

export async function run({ env }: Invocation): Promise<number> {
  const facts = readFacts(stateDir)
  const url = `http://127.0.0.1:${facts?.ports.http}`
  try {
    const create = () => createKey({ stateDir, env, account: 'development' })
    process.stdout.write(`${await ensureKey({ url, file: keyFile, create })}\n`)
    return 0
  } catch (cause) {
    if (!facts || cause instanceof TypeError)
      throw new PlainError('the gateway does not respond: run ./dev up first.', { cause })
    throw cause
  }
}
