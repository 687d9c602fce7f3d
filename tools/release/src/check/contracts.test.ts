import type { JsonSchema, Surface } from '@runhive/contracts/evolution/surface'
import { expect, test } from 'vitest'
import { currentContracts, findBreaks, releasedContracts } from './contracts.ts'

/** A copy of the contracts, changed. */
function changed(change: (surface: Surface) => void): Surface {
  const copy = structuredClone(currentContracts())
  change(copy)
  return copy
}

const released = [{ name: '1.0.0', surface: currentContracts() }]
/** Both what is read and what is written of a procedure's input or output. */
function schemasOf(surface: Surface, procedure: string, part: 'input' | 'output'): JsonSchema[] {
  const { reads, writes } = surface.contracts.auth?.[procedure]?.[part] ?? {}
  if (!reads || !writes) throw new Error(`auth has no ${procedure}`)
  return [reads, writes]
}

test('this version breaks no release that is kept, nor what was released last', () => {
  expect(releasedContracts().map(({ name }) => name)).toContain('0.1.0')
  expect(findBreaks(releasedContracts(), currentContracts())).toEqual([])
})

test('a field that is gone is one line with the contract, the procedure and the field', () => {
  const current = changed((surface) => {
    for (const schema of schemasOf(surface, 'getAccount', 'output')) delete schema.properties?.email
  })
  const lines = findBreaks(released, current)
  expect(lines.length).toBeGreaterThan(0)
  expect(lines[0]).toMatch(/^breaks 1\.0\.0: auth\.getAccount output\.email: was removed$/)
  expect(lines.every((line) => !line.includes('\n'))).toBe(true)
})

test('an input that is demanded from now on is a break that names it', () => {
  const current = changed((surface) => {
    for (const schema of schemasOf(surface, 'createKey', 'input')) {
      schema.properties = { ...schema.properties, purpose: { type: 'string' } }
      schema.required = [...(schema.required ?? []), 'purpose']
    }
  })
  expect(findBreaks(released, current).join('\n')).toMatch(/auth\.createKey input.*purpose/)
})

test('a procedure that is gone is a break that names it', () => {
  const current = changed((surface) => {
    delete surface.contracts.history?.list
  })
  expect(findBreaks(released, current)).toEqual(['breaks 1.0.0: procedure history.list was removed'])
})

test('what only adds breaks nothing: a new procedure, an input that may be left out, a field more in an answer', () => {
  const current = changed((surface) => {
    const { auth } = surface.contracts
    if (auth?.getAccount) auth.introduced = auth.getAccount
    for (const schema of schemasOf(surface, 'createKey', 'input'))
      schema.properties = { ...schema.properties, purpose: { type: 'string' } }
    for (const schema of schemasOf(surface, 'getAccount', 'output'))
      schema.properties = { ...schema.properties, nickname: { type: 'string' } }
  })
  expect(findBreaks(released, current)).toEqual([])
})
