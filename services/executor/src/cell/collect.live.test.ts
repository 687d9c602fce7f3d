import { beforeAll, describe, expect, test, vi } from 'vitest'
import { buildTarget, type LiveCell, runToEnd, startCell, toSpec } from '../../testing/live-cell.ts'

// Containers start slowly on a busy machine.
vi.setConfig({ testTimeout: 60_000 })

beforeAll(async () => {
  await buildTarget('live')
}, 300_000)

const plenty = { patterns: ['**'], maxFiles: 20_000, maxFileBytes: 2 ** 26, maxTotalBytes: 2 ** 26 }

/** Runs a shell script in the work folder; what it does must succeed. */
async function make(cell: LiveCell, script: string): Promise<void> {
  const { end, stderr } = await runToEnd(cell.session, toSpec(['bash', '-ec', script]))
  expect({ stderr, outcome: end.outcome }).toEqual({ stderr: '', outcome: { kind: 'exited', code: 0 } })
}

/** What `plenty`, or what is asked instead, brings back, as text. */
async function collect(cell: LiveCell, own: Partial<typeof plenty> = {}) {
  const { files, skipped, leftOut } = await cell.session.collect({ ...plenty, ...own })
  const texts = files.map(({ path, content }): [string, string] => [path, Buffer.from(content).toString()])
  return {
    files: texts,
    skipped,
    leftOut: leftOut.map(({ path, sizeBytes, reason }) => `${path} ${sizeBytes} ${reason}`),
  }
}

const paths = ({ files }: { files: [string, string][] }) => files.map(([path]) => path)

describe('collected files', () => {
  test('come with their content and mode, in the order of their paths', async () => {
    await using cell = await startCell()
    const long = Buffer.from(Uint8Array.from({ length: 300_001 }, (_, at) => (at * at) % 251))
    await cell.session.writeFiles([
      { path: 'z', content: Buffer.from('last'), mode: 0o600 },
      { path: 'a/b/c', content: long, mode: 0o755 },
      { path: 'a-b', content: new Uint8Array(0) },
      { path: 'A', content: Buffer.from('first'), mode: 0o444 },
    ])
    expect(await cell.session.collect(plenty)).toEqual({
      files: [
        { path: 'A', content: Buffer.from('first'), mode: 0o444 },
        { path: 'a-b', content: Buffer.alloc(0), mode: 0o644 },
        { path: 'a/b/c', content: long, mode: 0o755 },
        { path: 'z', content: Buffer.from('last'), mode: 0o600 },
      ],
      skipped: 0,
      leftOut: [],
      matched: [true],
    })
  })

  test('of a compiler run in another cell', async () => {
    await using compiler = await startCell()
    const source = '#include <stdio.h>\nint main(void) { puts("from afar"); }'
    await compiler.session.writeFile({ path: 'main.c', content: Buffer.from(source) })
    await make(compiler, 'mkdir bin; gcc -o bin/program main.c')
    const { files } = await compiler.session.collect({ ...plenty, patterns: ['bin/*'] })
    await using runner = await startCell()
    await runner.session.writeFiles(files)
    expect(await runToEnd(runner.session, toSpec(['bin/program']))).toMatchObject({ stdout: 'from afar\n' })
  })

  test('are those that match a pattern, in which a star stays in its folder', async () => {
    await using cell = await startCell()
    await make(cell, 'mkdir -p out/deep; touch a.png .png b.txt out/c.png out/deep/d.png out/e.gif')
    const matching = async (...patterns: string[]) => paths(await collect(cell, { patterns }))
    expect(await matching('*.png')).toEqual(['.png', 'a.png'])
    expect(await matching('out/*')).toEqual(['out/c.png', 'out/e.gif'])
    expect(await matching('*/*/[cd].png', '?.txt')).toEqual(['b.txt', 'out/deep/d.png'])
    expect(await matching('out', 'nothing', '/work/a.png', '../*')).toEqual([])
    expect(await matching('**')).toHaveLength(6)
    expect(await matching('**/*.png')).toEqual(['.png', 'a.png', 'out/c.png', 'out/deep/d.png'])
    expect(await matching('out/**/*.png')).toEqual(['out/c.png', 'out/deep/d.png'])
    expect(await matching('out/**')).toEqual(['out/c.png', 'out/deep/d.png', 'out/e.gif'])
    expect(await matching('**/deep/**')).toEqual(['out/deep/d.png'])
    expect(await matching('**/[!a-d]*')).toEqual(['.png', 'out/e.gif'])
  })

  test('match by characters, not by bytes, and never by the dot before them alone', async () => {
    await using cell = await startCell()
    await make(cell, "touch ä.b 'a*.b' xx.b '[.b'")
    const matching = async (pattern: string) => paths(await collect(cell, { patterns: [pattern] }))
    expect(await matching('?.b')).toEqual(['[.b', 'ä.b'])
    expect(await matching('[ä-ö].b')).toEqual(['ä.b'])
    expect(await matching('a\\*.b')).toEqual(['a*.b'])
    expect(await matching('[.b')).toEqual(['[.b'])
  })

  test('are told apart from patterns that meant none', async () => {
    await using cell = await startCell()
    await make(cell, 'mkdir out; touch out/a; head -c 9 /dev/zero > b')
    const patterns = ['*.csv', 'out/*', '**/a', 'b', 'out']
    const { matched } = await cell.session.collect({ ...plenty, patterns, maxFileBytes: 5 })
    expect(matched).toEqual([false, true, true, true, false])
  })

  test('come soon however hard the patterns are', async () => {
    await using cell = await startCell()
    await make(cell, `mkdir -p ${'a/'.repeat(60)}; touch ${'a'.repeat(250)}{0..99} ${'a/'.repeat(60)}x`)
    const patterns = [
      `${'*a'.repeat(120)}*b`,
      `${'*[a]'.repeat(60)}*b`,
      `${'**/a/'.repeat(60)}b`,
      '*[[[['.repeat(50),
    ]
    expect(await collect(cell, { patterns })).toEqual({ files: [], skipped: 0, leftOut: [] })
  })

  test('may have any name that is text', async () => {
    await using cell = await startCell()
    await make(
      cell,
      `touch -- ' a  b ' $'line\\nfeed' 'grüße-🙂' '"\\' -rf '*'; mkdir $'\\xef\\xbb\\xbfmark'; touch $'\\xef\\xbb\\xbfmark/x'`,
    )
    expect(paths(await collect(cell)).sort()).toEqual(
      [' a  b ', 'line\nfeed', 'grüße-🙂', '"\\', '-rf', '*', '\ufeffmark/x'].sort(),
    )
  })

  test('leave out and count names that are no UTF-8', async () => {
    await using cell = await startCell()
    const names = ['\\xff', '\\xc3', '\\xc0\\xaf', '\\xed\\xa0\\x80', '\\xf4\\x90\\x80\\x80', '\\xe2\\x82']
    await make(
      cell,
      `touch good ${names.map((name) => `$'${name}'`).join(' ')}; mkdir $'\\x80'; touch $'\\x80/x'`,
    )
    expect(await collect(cell)).toEqual({ files: [['good', '']], skipped: names.length + 1, leftOut: [] })
    // What nobody asked for is not missed.
    expect(await collect(cell, { patterns: ['good'] })).toEqual({
      files: [['good', '']],
      skipped: 1,
      leftOut: [],
    })
  })

  test('are regular files only, and no link is followed', async () => {
    await using cell = await startCell()
    const socket = `python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'`
    await make(
      cell,
      `mkdir -p real /tmp/outside; echo secret > /tmp/outside/s; echo x > real/x; ln real/x hard; mkfifo fifo; ${socket}
       ln -s /etc/passwd passwd; ln -s real/x soft; ln -s /tmp/outside folder; ln -s real again; ln -s . loop; ln -s none dangling
       ln -s /proc/1/fd/0 stdin; ln -s /dev/zero endless`,
    )
    expect(await collect(cell)).toEqual({
      files: [
        ['hard', 'x\n'],
        ['real/x', 'x\n'],
      ],
      skipped: 0,
      leftOut: [],
    })
    expect(
      await collect(cell, { patterns: ['folder/*', 'passwd', 'soft', 'again/x', 'loop/hard', '*/../*'] }),
    ).toEqual({
      files: [],
      skipped: 0,
      leftOut: [],
    })
  })

  test('leave out and count what even the program could not read', async () => {
    await using cell = await startCell()
    await make(
      cell,
      'mkdir shut listed; touch shut/x listed/{a,b,c}; echo y > y; chmod 0 shut y; chmod 400 listed; echo z > z',
    )
    // One for `shut`, three in `listed`, one for `y`.
    expect(await collect(cell)).toEqual({
      files: [['z', 'z\n']],
      skipped: 5,
      leftOut: ['y 0 unreadable'],
    })
  })
})

describe('a cap', () => {
  const numbered = 'for n in 1 2 3 4 5; do head -c $((n * 1000)) /dev/zero > file$n; done'

  test.each([
    ['number of files', { maxFiles: 3 }, 'count'],
    ['bytes of one file', { maxFileBytes: 3000 }, 'fileSize'],
    ['bytes of all files', { maxTotalBytes: 6500 }, 'totalSize'],
  ])('on the %s leaves out whole files, counts them, and says which', async (_, cap, reason) => {
    await using cell = await startCell()
    await make(cell, numbered)
    const collected = await collect(cell, cap)
    expect({ ...collected, files: paths(collected) }).toEqual({
      files: ['file1', 'file2', 'file3'],
      skipped: 2,
      leftOut: [`file4 4000 ${reason}`, `file5 5000 ${reason}`],
    })
    expect(collected.files.every(([path, text]) => text.length === Number(path.at(-1)) * 1000)).toBe(true)
  })

  test('that one file does not keep does not keep out a later, smaller one', async () => {
    await using cell = await startCell()
    await make(cell, 'truncate -s 10M a; echo small > b')
    expect(await collect(cell, { maxTotalBytes: 6 })).toEqual({
      files: [['b', 'small\n']],
      skipped: 1,
      leftOut: ['a 10485760 totalSize'],
    })
  })

  test('that many files are over tells the first of them, and counts them all', async () => {
    await using cell = await startCell()
    await make(cell, 'touch {100..199}')
    const { skipped, leftOut } = await collect(cell, { maxFiles: 10 })
    expect({ skipped, first: leftOut[0], told: leftOut.length }).toEqual({
      skipped: 90,
      first: '110 0 count',
      told: 32,
    })
  })
})

describe('a tree', () => {
  test('of 10 000 files comes whole', async () => {
    await using cell = await startCell()
    await make(cell, 'mkdir {0..99}; touch {0..99}/{0..99}')
    const collected = await collect(cell)
    expect(collected.skipped).toBe(0)
    expect(new Set(paths(collected)).size).toBe(10_000)
  })

  test('that is deeper than anybody needs ends where PROTOCOL.md says', async () => {
    await using cell = await startCell()
    const script =
      'import os\nfor depth in range(3000):\n  open("file", "w").close()\n  os.mkdir("d"); os.chdir("d")'
    await make(cell, `python3 -c '${script}'`)
    const collected = await collect(cell)
    expect(collected.skipped).toBe(1)
    expect(collected.files).toHaveLength(65)
    expect(collected.files[0]?.[0]).toBe(`${'d/'.repeat(64)}file`)
  })

  test('of paths that are too long ends before them', async () => {
    await using cell = await startCell()
    const script =
      'import os\nfor depth in range(6):\n  os.mkdir("d" * 250); os.chdir("d" * 250)\n' +
      '  open("f" * 20, "w").close(); open("g" * 19, "w").close()'
    await make(cell, `python3 -c '${script}'`)
    const collected = await collect(cell)
    // 4 folders are 1004 bytes: only the shorter name fits there, and the fifth folder does not.
    expect(collected.files).toHaveLength(8)
    expect(collected.skipped).toBe(1)
    expect(Math.max(...paths(collected).map((path) => path.length))).toBe(1024)
  })
})

describe('while files are collected', () => {
  test('nobody else is alive in the cell who could rename them', async () => {
    await using cell = await startCell()
    const daemon =
      'import os\nif os.fork() == 0:\n  os.setsid()\n  while 1:\n    os.rename("x", "y"); os.rename("y", "x")'
    await make(cell, `touch x; python3 -c '${daemon}'`)
    const [{ files }, top] = await Promise.all([cell.session.collect(plenty), cell.container.top()])
    expect(files).toHaveLength(1)
    expect(top.Processes).toHaveLength(1)
  })

  test('a host that reads nothing can still end the cell', async () => {
    await using cell = await startCell()
    await make(cell, 'head -c 15000000 /dev/zero > big')
    cell.connection.pause()
    const collected = expect(cell.session.collect(plenty)).rejects.toMatchObject({ name: 'CellGone' })
    const over = cell.container.wait()
    cell.session.exit()
    expect(await over).toMatchObject({ StatusCode: 0 })
    cell.connection.resume()
    await collected
  })

  test('files and phases that were asked for meanwhile wait for their turn', async () => {
    await using cell = await startCell()
    const collected = collect(cell)
    const written = cell.session.writeFile({ path: 'x', content: Buffer.from('x') })
    const ran = runToEnd(cell.session, toSpec(['cat', 'x']))
    expect(await collected).toEqual({ files: [], skipped: 0, leftOut: [] })
    await written
    expect(await ran).toMatchObject({ stdout: 'x' })
    expect(await collect(cell)).toEqual({ files: [['x', 'x']], skipped: 0, leftOut: [] })
  })
})
