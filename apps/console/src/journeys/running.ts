import { expect } from 'vitest'
import { openProgram, outputOf, resultOf, run, type Scene, WAIT, writeCode } from './scene.ts'

export async function readsOutputWhileItRuns(scene: Scene): Promise<void> {
  await using visitor = await scene.signIn('coder@example.test')
  const { page } = visitor
  await page.goto('/')
  await page.getByText('coder@example.test').first().waitFor()
  await writeCode(page, "import time\nprint('at once', flush=True)\ntime.sleep(4)\nprint('later')")
  await page.keyboard.press('Control+Enter')
  await outputOf(page).getByText('at once').waitFor()
  // Only a running program can be stopped.
  expect(await page.getByRole('button', { name: 'Stop' }).isVisible()).toBe(true)
  expect(await outputOf(page).textContent()).not.toContain('later')
  await outputOf(page).getByText('later').waitFor()
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
  await resultOf(page).getByRole('tab', { name: 'Timing' }).click()
  await resultOf(page).getByRole('heading', { name: 'The run' }).waitFor()
  expect(visitor.problems).toEqual([])
  expect(visitor.strayRequests).toEqual([])
}

export async function answersInTheTerminal(scene: Scene): Promise<void> {
  await using visitor = await scene.signIn('typist@example.test')
  const { page } = visitor
  const code = "name = input('Who are you? ')\nprint(f'Hello, {name.upper()}!')\nwhile True:\n    pass"
  await openProgram(page, { file: 'main.py', code, interactive: true })
  const terminal = resultOf(page).locator('.xterm-rows')
  await terminal.waitFor()
  await run(page)
  await expect.poll(() => terminal.textContent(), WAIT).toContain('Who are you?')
  await page.keyboard.type('Grace\n')
  await expect.poll(() => terminal.textContent(), WAIT).toContain('Hello, GRACE!')
  await resultOf(page).getByRole('button', { name: 'Ctrl-C' }).click()
  await expect.poll(() => terminal.textContent(), WAIT).toContain('KeyboardInterrupt')
  await page.getByRole('button', { name: 'Run', exact: true }).waitFor()
  expect(visitor.problems).toEqual([])
}

export async function seesAPicture(scene: Scene): Promise<void> {
  await using visitor = await scene.signIn('painter@example.test')
  const { page } = visitor
  await openProgram(page, { file: 'main.py', code: PLOT, collect: ['*.png'] })
  await run(page)
  const picture = resultOf(page).getByRole('img', { name: 'parabola.png' })
  await picture.waitFor()
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]))
    .toEqual([64, 48])
  expect(visitor.problems).toEqual([])
}

export async function mendsACompileError(scene: Scene): Promise<void> {
  await using visitor = await scene.signIn('mender@example.test')
  const { page } = visitor
  const broken = '#include <stdio.h>\nint main(void) {\n    printf("%d\\n", answer);\n    return 0;\n}\n'
  await openProgram(page, { runtime: 'c', file: 'main.c', code: broken })
  await run(page)
  await expect.poll(() => page.locator('.cm-lintRange-error').allTextContents(), WAIT).toEqual(['answer'])
  await resultOf(page)
    .getByRole('tab', { name: /^Problems/ })
    .click()
  const problem = resultOf(page).getByRole('list', { name: 'Problems' }).getByRole('button')
  expect(await problem.first().textContent()).toMatch(/undeclared.*main\.c:3/)
  await problem.first().click()
  // The cursor is before the word, which is overwritten.
  await page.keyboard.press('Control+Shift+ArrowRight')
  await page.keyboard.insertText('42')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => outputOf(page).textContent(), WAIT).toContain('42')
  await expect.poll(() => page.locator('.cm-lintRange-error').count()).toBe(0)
  expect(visitor.problems).toEqual([])
}

export async function runsWithoutSigningIn(scene: Scene): Promise<void> {
  await using visitor = await scene.visit()
  const { page } = visitor
  await page.goto('/')
  await writeCode(page, 'print(sum(range(101)))')
  await run(page)
  await outputOf(page).getByText('5050').waitFor()
  expect(await page.getByRole('link', { name: 'Sign in' }).first().isVisible()).toBe(true)
  expect((await visitor.context.cookies()).map(({ name }) => name)).toEqual([])
  expect(visitor.strayRequests).toEqual([])
  expect(visitor.problems).toEqual([])
}

/** A parabola as PNG, with only Python's standard library. */
export const PLOT = `import struct, zlib

WIDTH, HEIGHT = 64, 48

def chunk(kind, data):
    body = kind + data
    return struct.pack('>I', len(data)) + body + struct.pack('>I', zlib.crc32(body))

def color(x, y):
    height = int((x - WIDTH / 2) ** 2 / 22)
    return b'\\x25\\x63\\xeb' if abs(HEIGHT - 1 - y - height) < 2 else b'\\xff\\xff\\xff'

rows = b''.join(b'\\0' + b''.join(color(x, y) for x in range(WIDTH)) for y in range(HEIGHT))
with open('parabola.png', 'wb') as png:
    png.write(b'\\x89PNG\\r\\n\\x1a\\n')
    png.write(chunk(b'IHDR', struct.pack('>IIBBBBB', WIDTH, HEIGHT, 8, 2, 0, 0, 0)))
    png.write(chunk(b'IDAT', zlib.compress(rows)))
    png.write(chunk(b'IEND', b''))
print('drawn')
`
