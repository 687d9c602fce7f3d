import { describe, expect, test } from 'vitest'
import { PatternFault, writeOutPattern } from './collect-pattern.ts'

describe('a pattern', () => {
  test.each([
    ['*.csv', ['*.csv']],
    ['out/**/*.csv', ['out/**/*.csv']],
    ['./out/*', ['out/*']],
    ['out//./*', ['out/*']],
    ['out', ['out', 'out/**']],
    ['out/a.png', ['out/a.png', 'out/a.png/**']],
    ['out/', ['out/**']],
    ['out/.', ['out/**']],
    ['*/', ['*/**']],
    ['.', ['**']],
    ['./', ['**']],
    ['.hidden', ['.hidden', '.hidden/**']],
    ['*.{csv,png}', ['*.csv', '*.png']],
    ['{a,b}/{c,d}*', ['a/c*', 'a/d*', 'b/c*', 'b/d*']],
    ['*{.tar{,.gz},.zip}', ['*.tar', '*.tar.gz', '*.zip']],
    ['{out/,./}*', ['out/*', '*']],
    ['*{', ['*{']],
    ['*{}{a}', ['*{}{a}']],
    ['*{{a,b}', ['*{a', '*{b']],
    ['*\\{a,b}', ['*\\{a,b}']],
    ['*{a\\,b,c}', ['*a\\,b', '*c']],
  ])('%j stands for %j', (pattern, written) => {
    expect(writeOutPattern(pattern)).toEqual(written)
  })

  test.each([
    ['/work/a', 'must be relative to the work folder'],
    ['{/etc,out}/*', 'must be relative to the work folder'],
    ['a/../b', 'must stay inside the work folder'],
    ['a/{..,b}/*', 'must stay inside the work folder'],
    ['{a,b}'.repeat(7), 'must not expand to more than 64 patterns'],
    ['{a,b}'.repeat(50), 'must not expand to more than 64 patterns'],
  ])('%j is refused: it %s', (pattern, message) => {
    expect(() => writeOutPattern(pattern)).toThrow(new PatternFault(message))
  })
})
