import { createClient } from '@runhive/client/client'
import { expect } from 'vitest'
import { type Browser, openBrowser } from './browser.ts'
import type { Journey } from './journey-stack.ts'

/** What people do in more than one journey. */

export async function signInAt(
  stack: { readonly url: string; readonly issuerUrl: string },
  email: string,
): Promise<Browser> {
  const browser = openBrowser(stack.url)
  const page = await browser.visit(`/auth/sign-in?returnTo=${encodeURIComponent('/api/v1/status')}`)
  expect(page.url).toContain(stack.issuerUrl)
  const landed = await browser.visit(`${page.url}?email=${encodeURIComponent(email)}`)
  expect(landed.url).toBe(`${stack.url}/api/v1/status`)
  return browser
}

export async function createKey(browser: Browser, name: string): Promise<{ id: string; token: string }> {
  const { status, body } = await browser.ask('POST', '/keys', { name })
  expect(status).toBe(200)
  const { key, token } = body as unknown as { key: { id: string }; token: string }
  return { id: key.id, token }
}

const hello = { language: 'python', source: 'print("hello")' }

export const OPERATOR = 'operator@example.test'

/** Somebody sends a message of the contact form, which an operator answers. */
export async function beAnswered(
  { stack }: Pick<Journey, 'stack'>,
  { browser, email, text }: { browser: Browser; email: string; text: string },
): Promise<void> {
  const { status, body } = await browser.ask('POST', '/contact', {
    name: 'Somebody',
    email,
    message: 'hello',
  })
  expect(status).toBe(200)
  const operator = await signInAt(stack, OPERATOR)
  await stack.makeOperator(OPERATOR)
  const replied = await operator.ask('POST', `/admin/contact/${body.id}/reply`, { text })
  expect(replied).toMatchObject({ status: 200, body: { state: 'answered' } })
}

/**
 * Somebody signs in, runs something, writes to the operator, and removes the account; `meanwhile` a service may be
 * away.
 */
export async function leave(
  journey: Pick<Journey, 'stack' | 'mentions'>,
  email: string,
  meanwhile?: { begin(): Promise<void>; end(): Promise<void> },
): Promise<void> {
  const browser = await signInAt(journey.stack, email)
  const { id } = (await browser.ask('GET', '/account')).body
  const { token } = await createKey(browser, 'laptop')
  const client = createClient({ url: journey.stack.url, apiKey: token })
  await client.executions.run.mutate(hello)
  await beAnswered(journey, { browser, email, text: `farewell, ${email}` })
  expect((await journey.mentions(email)).toSorted()).toEqual(
    expect.arrayContaining(['contact.messages.email', 'contact.replies.text']),
  )
  await meanwhile?.begin()

  const { status, body } = await browser.ask('DELETE', '/account')
  expect(status).toBe(202)
  await expect(client.executions.run.mutate(hello)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  expect((await browser.ask('GET', '/account')).status).toBe(401)

  const receipt = async () => (await browser.ask('GET', `/account/receipts/${body.id}`)).body
  const partsDone = async () => {
    const { parts } = (await receipt()) as unknown as {
      parts: Array<{ service: string; finishedAt: string | null }>
    }
    return parts.flatMap(({ service, finishedAt }) => (finishedAt === null ? [] : service))
  }
  await expect.poll(partsDone, { timeout: 60_000 }).toContain('contact')
  if (meanwhile) expect(await receipt()).toMatchObject({ status: 'pending' })
  await meanwhile?.end()
  await expect.poll(receipt, { timeout: 90_000 }).toMatchObject({ status: 'done' })
  expect(await journey.mentions(String(id), email)).toEqual([])
}
