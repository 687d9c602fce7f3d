import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import type { Browser, Page } from '@runhive/browser/browser'
import { openTestBrowser } from '@runhive/browser/testing'
import { openVisitor, type Visitor } from '@runhive/browser/visitor'
import { type Stack, startStack } from '@runhive/stack/stack'
import { NO_EXTRAS, type Program } from '../program/program.ts'
import { toFragment } from '../program/share.ts'

/** A complete stack and a browser. Needs what `./dev test` provides. */
export interface Scene extends AsyncDisposable {
  readonly stack: Stack
  readonly browser: Browser
  /** A separate browser profile for a visitor who is not signed in. */
  visit(): Promise<Visitor>
  /** The same for a visitor who signed in at the development issuer, on the status page. */
  signIn(email: string): Promise<Visitor>
  /** Signed in as an operator. */
  signInAsOperator(): Promise<Visitor>
}

/** How long a stack may take to start on a slow machine. */
export const START_MS = 180_000
/** Shorter than the timeout of a test, so that the error names what did not appear. */
export const WAIT = { timeout: 15_000 }
export const TIMEOUT = { timeout: 120_000 }
const OPERATOR = 'operator@example.test'
/** 16 MiB: journeys print 10 MB. */
const OUTPUT_KIB_MAX = '16384'

export async function openScene(): Promise<Scene> {
  await using opening = new AsyncDisposableStack()
  const stateDir = opening.adopt(mkdtempSync(join(tmpdir(), 'runhive-console-')), (path) =>
    rmSync(path, { recursive: true, force: true }),
  )
  const { PATH = '', HOME = '', DOCKER_HOST } = env
  const settings = {
    PATH,
    HOME,
    ...(DOCKER_HOST ? { DOCKER_HOST } : {}),
    EXECUTOR_WARM: '1',
    ANONYMOUS_EXECUTIONS: 'true',
    LIMIT_OUTPUT_KIB_MAX: OUTPUT_KIB_MAX,
    CONTACT_EMAIL: 'help@example.test',
  }
  const stack = opening.use(await startStack({ stateDir, ports: 'free', env: settings }))
  const browser = opening.use(await openTestBrowser())
  const visit = async () => {
    const visitor = await openVisitor(browser, { origin: stack.url, alsoAllowed: [stack.issuerUrl] })
    visitor.page.setDefaultTimeout(WAIT.timeout)
    return visitor
  }
  const enter = async (email: string) => {
    const visitor = await visit()
    await signIn(visitor.page, email, '/status')
    return visitor
  }
  const closing = opening.move()
  return {
    stack,
    browser,
    visit,
    signIn: enter,
    async signInAsOperator() {
      const visitor = await enter(OPERATOR)
      // Only an existing account can get the role: it exists now.
      await stack.makeOperator(OPERATOR)
      return visitor
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/** Signs in as a person does, on the development issuer's page. */
export async function signIn(page: Page, email: string, returnTo: string): Promise<void> {
  await page.goto(`/auth/sign-in?${new URLSearchParams({ returnTo })}`)
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname === returnTo)
}

/** Opens a program in the playground by a shared link. */
export async function openProgram(
  page: Page,
  program: Partial<Omit<Program, 'files'>> & { code: string; file: string },
): Promise<void> {
  const { code, file, ...rest } = program
  const fragment = await toFragment({
    runtime: 'python',
    ...NO_EXTRAS,
    ...rest,
    files: [{ name: file, content: code }],
  })
  // Through a blank page: changing only the fragment does not reload the page.
  await page.goto('about:blank')
  await page.goto(`/#${fragment}`)
  await page.getByRole('textbox', { name: `Code of ${file}` }).waitFor()
}

/** Ctrl+Enter, once the page is ready for it. */
export async function run(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Run', exact: true }).click()
}

export const resultOf = (page: Page) => page.getByRole('region', { name: 'Result' })
export const outputOf = (page: Page) => resultOf(page).getByRole('region', { name: 'Output' })

/** Replaces the text of the editor. */
export async function writeCode(page: Page, code: string): Promise<void> {
  await page.getByRole('textbox', { name: /^Code of / }).click()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(code)
}
