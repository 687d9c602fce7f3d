import { expect, test } from 'vitest'
import { refusedArguments } from './compiler-args.ts'
import { describeIssues } from './issues.ts'

const runtime = {
  refusedFlags: [
    { pattern: '-o.*', reason: 'the program is always called a.out' },
    { pattern: '(?i:--?outDir)|-c', reason: 'it would leave no program to run' },
  ],
}

test('a flag that would break the run is named, with its place and the reason', () => {
  const issues = refusedArguments(['-O2', '-oprogram', '--outdir'], runtime)
  expect(issues).toEqual([
    {
      code: 'refused_flag',
      path: ['compilerArgs', 1],
      message: 'must not be "-oprogram": the program is always called a.out',
    },
    {
      code: 'refused_flag',
      path: ['compilerArgs', 2],
      message: 'must not be "--outdir": it would leave no program to run',
    },
  ])
  expect(describeIssues(issues)).toMatch(/^compilerArgs\[1\] must not be "-oprogram": /)
})

test.each([['-O2'], ['-C'], ['x-o'], ['--outDirs'], [''], ['-Wl,-o']])(
  '%j is refused by no pattern that is only a part of it',
  (argument) => {
    expect(refusedArguments([argument], runtime)).toEqual([])
  },
)

test('a long argument is not repeated as a whole, and one with a line break is read as one', () => {
  const [issue] = refusedArguments([`-o${'x\n'.repeat(1000)}`], runtime)
  expect(issue?.message.length).toBeLessThan(250)
})

test('a long argument is judged in a time that grows with its length', () => {
  const runtime = { refusedFlags: [{ pattern: '-[a-z]*c[a-z]*', reason: 'it would run nothing' }] }
  expect(refusedArguments([`-${'c'.repeat(1_000_000)}`], runtime)).toHaveLength(1)
  expect(refusedArguments([`-!${'c'.repeat(1_000_000)}!`], runtime)).toEqual([])
  expect(refusedArguments([`-I${'c'.repeat(1_000_000)}!`], runtime)).toEqual([])
  expect(refusedArguments([`-${'c'.repeat(1_000_000)}!`], runtime)).toHaveLength(1)
})
