import { toReturnTo } from '@runhive/contracts/text/return-to'
import { expect, test } from 'vitest'
import { closeFlow, createFlow, flowDigest, isAnswerTo, openFlow } from './flow.ts'
import { createSeal } from './seal.ts'

const seal = createSeal('one secret of at least 32 characters', 'flows')
const CALLBACK = 'https://runhive.example/auth/callback'
const begin = (callbackUrl = CALLBACK, returnTo = '/') =>
  createFlow({ callbackUrl, returnTo, now: new Date(0) })

test('no two flows share a state, nonce or verifier, nor is one of them another', () => {
  const texts = Array.from({ length: 100 }, () => begin()).flatMap(({ state, nonce, verifier }) => [
    state,
    nonce,
    verifier,
  ])
  expect(new Set(texts).size).toBe(300)
  // As long as PKCE asks for, with 256 bits in it.
  for (const text of texts) expect(text).toMatch(/^[\w-]{43}$/)
})

test('the longest flow fits into a cookie', () => {
  const longest = toReturnTo(`/${'x'.repeat(1_023)}`)
  expect(longest).toHaveLength(1_024)
  const sealed = closeFlow(seal, begin(`https://${'a'.repeat(2_000)}.example/auth/callback`, longest))
  expect(sealed.length).toBeLessThan(3_800)
  expect(openFlow(seal, sealed)?.returnTo).toBe(longest)
})

test('one flow has one digest, however its seal is written', () => {
  const flow = begin()
  const again = openFlow(seal, closeFlow(seal, flow))
  expect(again && flowDigest(again)).toEqual(flowDigest(flow))
})

test('an answer is one by its state and its address alone, whatever else the issuer adds', () => {
  const flow = begin()
  const answer = (href: string) => isAnswerTo(flow, new URL(href))
  expect(answer(`${CALLBACK}?state=${flow.state}&code=x&iss=y`)).toBe(true)
  expect(answer(`${CALLBACK}?code=x&state=${flow.state}#_=_`)).toBe(true)
  expect(answer(`${CALLBACK}?code=x`)).toBe(false)
  expect(answer(`${CALLBACK}?state=&code=x`)).toBe(false)
  expect(answer(`${CALLBACK}?state=${flow.state}&state=${flow.state}`)).toBe(false)
  expect(answer(`${CALLBACK}/?state=${flow.state}`)).toBe(false)
  expect(answer(`${CALLBACK.replace('https', 'http')}?state=${flow.state}`)).toBe(false)
})
