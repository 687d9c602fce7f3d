import type { Page } from '@runhive/browser/browser'
import { expect } from 'vitest'
import { openProgram, resultOf, run, type Scene, WAIT } from './scene.ts'

const ABUSER = 'miner@example.test'
const REASON = 'It mined coins.'
const ENDLESS = { language: 'python', source: 'while True: pass', limits: { wallMs: 60_000, cpuMs: 60_000 } }

/** Requests made by a page with a session, or by a program with a key. */
interface Asked {
  readonly method?: string
  readonly body?: unknown
  readonly key?: string
}

async function ask(page: Page, path: string, asked: Asked = {}) {
  return page.evaluate(
    async ([target, { method = 'GET', body, key }]) => {
      const answer = await fetch(`/api/v1${target}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> }
    },
    [path, asked] as const,
  )
}

const makeKey = async (page: Page) =>
  String((await ask(page, '/keys', { method: 'POST', body: { name: 'Miner' } })).body.token)

/** Submits a program that does not end by itself, waits until it runs, and returns its id. */
async function startEndless(page: Page, key: string): Promise<string> {
  const { status, body } = await ask(page, '/executions', { method: 'POST', body: ENDLESS, key })
  expect(status).toBe(202)
  const id = String(body.id)
  await expect.poll(() => statusOf(page, id), WAIT).toBe('running')
  return id
}

const statusOf = async (page: Page, id: string) => (await ask(page, `/executions/${id}`)).body.status

async function confirm(page: Page, verb: 'Suspend' | 'Resume', reason?: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${verb} miner`) }).click()
  const dialog = page.getByRole('alertdialog')
  const action = dialog.getByRole('button', { name: `${verb} account` })
  if (reason !== undefined) {
    expect(await action.isDisabled()).toBe(true)
    await dialog.getByLabel('Reason').fill(reason)
  }
  await action.click()
  await dialog.waitFor({ state: 'detached' })
}

export async function suspendsAnAccount(scene: Scene): Promise<void> {
  await using miner = await scene.signIn(ABUSER)
  await using operator = await scene.signInAsOperator()
  const key = await makeKey(miner.page)
  const id = await startEndless(miner.page, key)

  await operator.page.goto('/operator/accounts')
  await operator.page.getByLabel('Search').fill(ABUSER)
  await confirm(operator.page, 'Suspend', REASON)
  const row = operator.page.getByRole('row').filter({ hasText: ABUSER })
  await row.getByText('Suspended', { exact: true }).waitFor()

  await expect.poll(() => statusOf(miner.page, id), WAIT).toBe('cancelled')
  const refused = await ask(miner.page, '/executions', { method: 'POST', body: ENDLESS, key })
  expect(refused).toMatchObject({ status: 403, body: { code: 'ACCOUNT_SUSPENDED' } })
  expect(JSON.stringify(refused.body)).toContain('/contact')
  expect(JSON.stringify(refused.body)).not.toContain(REASON)

  await readsWhy(miner.page)
  // The refusal shows only where the request was made.
  expect(miner.problems.filter((problem) => !problem.includes('403'))).toEqual([])

  await operator.page.getByLabel('Search').fill('')
  const own = operator.page.getByRole('row').filter({ hasText: 'You' })
  await own.getByRole('button', { name: /^Change/ }).waitFor()
  expect(await own.getByRole('button', { name: /^Suspend/ }).count()).toBe(0)
  await operator.page.getByRole('combobox', { name: 'Show' }).click()
  await operator.page.getByRole('option', { name: 'Suspended' }).click()
  await expect.poll(() => operator.page.getByRole('row').count(), WAIT).toBe(2)
  await confirm(operator.page, 'Resume')
  await operator.page.getByText('No account is suspended.').waitFor()
  expect(operator.problems).toEqual([])

  const hello = { language: 'python', source: 'print(6 * 7)' }
  const ran = await ask(miner.page, '/executions?wait=true', { method: 'POST', body: hello, key })
  expect(ran).toMatchObject({ status: 200, body: { run: { stdout: '42\n' } } })
}

/** What a suspended account still has: the reason, the operator's address, its data. */
async function readsWhy(page: Page): Promise<void> {
  await openProgram(page, { file: 'main.py', code: 'print(1)' })
  const notice = page.getByRole('region', { name: 'Account suspended' })
  await notice.getByText(REASON).waitFor()
  await run(page)
  await resultOf(page)
    .getByText(/account is suspended/)
    .first()
    .waitFor()
  await notice.getByRole('link', { name: 'write to the operator' }).click()
  await page.getByLabel('Message').fill('It was a lecture about mining.')
  await page.getByRole('button', { name: 'Send message' }).click()
  await page.getByRole('heading', { name: 'Your message has arrived' }).waitFor()
  await notice.getByRole('link', { name: 'export your data' }).click()
  await page.waitForURL((url) => url.pathname === '/account')
  const exported = await page.evaluate(async () => (await fetch('/api/v1/account/export')).text())
  expect(exported.trim().split('\n').at(-1)).toContain('"part":"end"')
}
