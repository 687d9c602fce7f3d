import { expect } from 'vitest'
import { openProgram, resultOf, run, type Scene, signIn, WAIT } from './scene.ts'

/** The page recovers without a reload. */
export async function outlivesTheGateway(scene: Scene): Promise<void> {
  await using visitor = await scene.signIn('waiter@example.test')
  const { page, context } = visitor
  await page.getByText('Everything works.').waitFor()
  const other = await context.newPage()
  await other.goto('/contact')
  // The page is there, but not its content.
  await other.getByRole('link', { name: 'Usage' }).hover()
  await other.waitForLoadState('networkidle')
  await scene.stack.kill('gateway')
  try {
    await page.getByText('The service does not respond.').waitFor()
    expect(await page.getByText('Operational', { exact: true }).count()).toBe(1)
    await other.getByRole('link', { name: 'Usage' }).click()
    await other.getByRole('alert').getByText('Retrying every few seconds.').waitFor()
  } finally {
    await scene.stack.start('gateway')
  }
  await other.getByText('Left today').waitFor()
  await page.getByText('Everything works.').waitFor()
}

/** The session ended in another tab, or it expired. */
export async function isSignedOutMeanwhile(scene: Scene): Promise<void> {
  await using visitor = await scene.signIn('leaver@example.test')
  const { page, context } = visitor
  await page.getByRole('link', { name: 'Keys' }).click()
  await page.getByRole('button', { name: 'Create key' }).click()
  await context.clearCookies()
  await page.getByLabel('Name').fill('Too late')
  await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click()
  const said = page.getByRole('dialog').getByRole('alert')
  expect(await said.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toContain('returnTo=%2Fkeys')
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Usage' }).click()
  await page.getByRole('heading', { name: 'Sign in to see your usage' }).waitFor()
  // So does the frame around the page.
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Sign in' }).waitFor()
  await signIn(page, 'leaver@example.test', '/usage')
  await page.getByText('Left today').waitFor()
  expect(visitor.problems).toEqual([])
}

export async function meetsALimit(scene: Scene): Promise<void> {
  await using visitor = await scene.visit()
  const { page } = visitor
  await openProgram(page, { file: 'main.py', code: 'while True: pass', limits: { wallMs: 500 } })
  await run(page)
  await resultOf(page).getByText('The limit can be raised to 1 min of time.').waitFor()
  await resultOf(page).getByRole('button', { name: 'Change the limit' }).click()
  const field = page.getByRole('textbox', { name: 'Time, seconds', exact: true })
  await expect.poll(() => field.evaluate((input) => input === document.activeElement), WAIT).toBe(true)
  // The old text is overwritten.
  await page.keyboard.type('0.7')
  expect(await field.inputValue()).toBe('0.7')
  await page.keyboard.press('Control+Enter')
  await resultOf(page)
    .getByText(/700 ms/)
    .waitFor()
  expect(visitor.problems).toEqual([])
}
