import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { openProgram, outputOf, resultOf, run, type Scene, WAIT } from './scene.ts'

export async function deactivatesAKey(scene: Scene): Promise<void> {
  await using visitor = await scene.signIn('keeper@example.test')
  const { page } = visitor
  await page.goto('/keys')
  await page.getByRole('button', { name: 'Create key' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('CI')
  await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click()
  const key = await page.getByLabel('Key', { exact: true }).inputValue()
  await page.getByRole('button', { name: 'I have copied it' }).click()
  const ask = async () => {
    const answer = await fetch(`${scene.stack.url}/api/v1/executions?wait=true`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ language: 'python', files: [{ name: 'main.py', content: 'print(6 * 7)' }] }),
    })
    return { status: answer.status, body: (await answer.json()) as { run?: { stdout: string } } }
  }
  expect(await ask()).toMatchObject({ status: 200, body: { run: { stdout: '42\n' } } })
  await page.getByRole('button', { name: 'Actions for CI' }).click()
  await page.getByRole('menuitem', { name: 'Deactivate' }).click()
  await page.getByText('“CI” is off').waitFor()
  await expect.poll(ask, WAIT).toMatchObject({ status: 401 })
  // It is shown once: afterwards neither the page nor the browser's storage has it.
  expect(await page.content()).not.toContain(key)
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(key)
  expect(visitor.problems).toEqual([])
}

export async function exportsHistory(scene: Scene): Promise<void> {
  await using visitor = await scene.signIn('archivist@example.test')
  const { page } = visitor
  await openProgram(page, { file: 'main.py', code: 'print("for the record")' })
  await run(page)
  await outputOf(page).getByText('for the record').waitFor()
  await resultOf(page).getByText('Succeeded').first().waitFor()
  await page.getByRole('link', { name: 'History' }).click()
  const row = page
    .getByRole('table', { name: /^Executions/ })
    .getByRole('link')
    .first()
  const id = (await row.getAttribute('href'))?.split('/').at(-1)
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export all' }).click(),
  ])
  expect(saved.suggestedFilename()).toBe('runhive-executions.ndjson')
  const lines = (await readFile(await saved.path(), 'utf8')).trim().split('\n')
  expect(id).toMatch(/.{8}/)
  expect(lines.filter((line) => line.includes(`"${id}"`))).toEqual([
    expect.stringContaining('for the record'),
  ])
  for (const line of lines) expect(JSON.parse(line)).toBeInstanceOf(Object)
  await row.click()
  await page.getByText('for the record').first().waitFor()
  expect(visitor.problems).toEqual([])
}

export async function writesToTheOperator(scene: Scene): Promise<void> {
  const { stack } = scene
  await using stranger = await scene.visit()
  await stranger.page.goto('/contact')
  await stranger.page.getByLabel('Name', { exact: true }).fill('Ada Lovelace')
  await stranger.page.getByLabel('E-mail').fill('ada@example.test')
  await stranger.page.getByLabel('Message').fill('Does it run Bernoulli numbers?')
  await stranger.page.getByRole('button', { name: 'Send message' }).click()
  await stranger.page.getByRole('heading', { name: 'Your message has arrived' }).waitFor()

  await using visitor = await scene.signInAsOperator()
  const { page } = visitor
  await page.goto('/operator/contact')
  await page.getByRole('button', { name: /Ada Lovelace/ }).click()
  const message = page.getByRole('article', { name: 'Message from Ada Lovelace' })
  await message.getByText('Does it run Bernoulli numbers?').waitFor()
  await message.getByLabel('Reply').fill('It has run them since 1843.')
  await message.getByRole('button', { name: 'Send reply' }).click()
  await message.getByText('It has run them since 1843.').first().waitFor()
  await expect
    .poll(() => mailsIn(stack.mailboxUrl), WAIT)
    .toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          envelope: expect.objectContaining({ to: ['ada@example.test'] }),
          text: expect.stringContaining('It has run them since 1843.'),
        }),
        expect.objectContaining({
          envelope: expect.objectContaining({ to: ['operator@development.test'] }),
          text: expect.stringContaining('Ada Lovelace'),
        }),
      ]),
    )
  expect([...stranger.problems, ...visitor.problems]).toEqual([])
  expect([...stranger.strayRequests, ...visitor.strayRequests]).toEqual([])
}

export async function deletesTheAccount(scene: Scene): Promise<void> {
  await using visitor = await scene.signIn('leaver@example.test')
  const { page } = visitor
  await openProgram(page, { file: 'main.py', code: 'print("soon gone")' })
  await run(page)
  await resultOf(page).getByText('Succeeded').first().waitFor()
  await page.goto('/account')
  await page.getByRole('button', { name: 'Delete my account' }).click()
  const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'))
  const confirm = dialog.getByRole('button', { name: 'Delete everything' })
  expect(await confirm.isDisabled()).toBe(true)
  await dialog.getByLabel('Your e-mail address').fill('leaver@example.test')
  await confirm.click()
  await page.waitForURL((url) => url.pathname === '/account/removed')
  await page.getByText('Everything has been deleted.').waitFor({ state: 'attached' })
  const table = page.getByRole('table', { name: 'What was deleted' })
  await table.getByText(/1 account/).waitFor()
  for (const what of [/1 execution/, /1 program/]) await table.getByText(what).waitFor()
  expect(await page.evaluate(() => localStorage.getItem('runhive.draft'))).toBeNull()
  await page.goto('/history')
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).first().waitFor()
  expect(visitor.problems).toEqual([])
}

async function mailsIn(mailboxUrl: string): Promise<unknown[]> {
  const answer = await fetch(`${mailboxUrl}/messages`)
  return ((await answer.json()) as { messages: unknown[] }).messages
}
