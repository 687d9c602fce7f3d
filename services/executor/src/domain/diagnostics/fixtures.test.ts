import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Diagnostic } from '@runhive/contracts/execution-result'
import { expect, test } from 'vitest'
import { readDiagnostics } from './diagnose.ts'
import type { DiagnosticsFormat } from './formats.ts'

/** What real compilers wrote; `fixtures/collect.sh` holds the programs and says how it was made. */
const FOLDER = join(import.meta.dirname, 'fixtures')

/** Each line is `severity file:line:column [code] message`, or the beginning of it. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'gcc/errors': [
    'error main.c:4:10 ‘undeclared’ undeclared (first use in this function)',
    'note main.c:4:10 each undeclared identifier is reported only once for each function it appears in',
    'error main.c:4:21 expected ‘;’ before ‘return’',
    'warning main.c:3:9 [-Wunused-variable] unused variable ‘unused’',
  ],
  'gcc/macro-and-include': [
    'error sub/inc.h:2:39 ‘z’ undeclared (first use in this function)',
    'note sub/inc.h:2:39 each undeclared identifier',
    'error main.c:2:27 ‘y’ undeclared (first use in this function)',
    'note main.c:3:25 in expansion of macro ‘SQUARE’',
  ],
  'gcc/non-ascii': [
    'error sub/ünï 日本.c:1:49 ‘日本’ undeclared (first use in this function)',
    'note sub/ünï 日本.c:1:49 each undeclared identifier',
  ],
  'gcc/werror': ['error main.c:2:9 [-Werror=unused-variable] unused variable ‘unused’'],
  'gcc/linker': [],
  'gcc/fatal': ['error main.c:1:10 nowhere.h: No such file or directory'],
  'gcc/coloured': [
    'error main.c:1:25 ‘x’ undeclared (first use in this function)',
    'note main.c:1:25 each undeclared identifier',
  ],
  'gcc/template': [
    'error /usr/include/c++/14/bits/stl_algo.h:1906:50 no match for ‘operator-’ (operand types are',
    'note /usr/include/c++/14/bits/stl_algo.h:4772:18 required from ‘void std::sort(_RAIter, _RAIter) [with',
    'note main.cpp:5:14 required from here',
    'note /usr/include/c++/14/bits/stl_iterator.h:618:5 candidate: ‘template<class _IteratorL, class',
    'note /usr/include/c++/14/bits/stl_iterator.h:618:5 template argument deduction/substitution failed:',
    'note /usr/include/c++/14/bits/stl_algo.h:1906:50 ‘std::_List_iterator<int>’ is not derived from ‘const',
    'note /usr/include/c++/14/bits/stl_iterator.h:1790:5 candidate: ‘template<class _IteratorL, class',
    'note /usr/include/c++/14/bits/stl_iterator.h:1790:5 template argument deduction/substitution failed:',
    'note /usr/include/c++/14/bits/stl_algo.h:1906:50 ‘std::_List_iterator<int>’ is not derived from ‘const',
  ],
  'gcc/gfortran': [
    'error main.f90:5:13 Unterminated character constant beginning at (1)',
    'error main.f90:4:13 Symbol ‘missing’ at (1) has no IMPLICIT type',
  ],
  'gcc/gnat': [
    'error main.adb:2:19 expected type "Standard.Integer"',
    'error main.adb:2:19 found a string type',
    'error main.adb:4:4 "Put_Line" is undefined',
    'error main.adb:4:4 possible missing "with Ada.Text_IO; use Ada.Text_IO"',
    'error main.adb:4:16 missing ";"',
  ],
  'clang/errors': [
    "error main.c:4:21 expected ';' after expression",
    "error main.c:4:10 use of undeclared identifier 'undeclared'",
    "error main.c:5:12 [-Wint-conversion] incompatible pointer to integer conversion returning 'char[5]'",
  ],
  'clang/macro-and-include': [
    "error sub/inc.h:2:39 use of undeclared identifier 'z'",
    "error main.c:3:25 use of undeclared identifier 'y'",
    "note main.c:2:27 expanded from macro 'SQUARE'",
  ],
  'clang/non-ascii': ["error sub/ünï 日本.c:1:51 use of undeclared identifier '日本'"],
  'clang/werror': ["error main.c:2:9 [-Werror,-Wunused-variable] unused variable 'unused'"],
  'clang/linker': [],
  'clang/fatal': ["error main.c:1:10 'nowhere.h' file not found"],
  'clang/coloured': ["error main.c:1:25 use of undeclared identifier 'x'"],
  'clang/template': [
    'error /usr/include/c++/14/bits/stl_algo.h:1906:22 invalid operands to binary expression (',
    'note /usr/include/c++/14/bits/stl_algo.h:4772:12 in instantiation of function template specialization',
    "note main.cpp:5:10 in instantiation of function template specialization 'std::sort<",
    'note /usr/include/c++/14/bits/stl_iterator.h:618:5 candidate template ignored: could not match',
    'note /usr/include/c++/14/bits/stl_iterator.h:1790:5 candidate template ignored: could not match',
    'error /usr/include/c++/14/bits/stl_algo.h:1815:18 invalid operands to binary expression (',
    'note /usr/include/c++/14/bits/stl_algo.h:1908:9 in instantiation of function template specialization',
    'note /usr/include/c++/14/bits/stl_algo.h:4772:12 in instantiation of function template specialization',
    "note main.cpp:5:10 in instantiation of function template specialization 'std::sort<",
    'note /usr/include/c++/14/bits/stl_iterator.h:618:5 candidate template ignored: could not match',
    'note /usr/include/c++/14/bits/stl_iterator.h:1790:5 candidate template ignored: could not match',
  ],
  'javac/errors': [
    'error Main.java:4:11 cannot find symbol\nsymbol:   variable y\nlocation: class Main',
    'error Main.java:5:17 incompatible types: String cannot be converted to int',
    'error Main.java:6:15 incompatible types: String cannot be converted to int',
  ],
  'javac/warnings': [
    'warning sub/Größe.java:5:12 [rawtypes] found raw type: List\nmissing type arguments for generic class List<E>\nwhere E is a type-variable:\nE extends Object declared in interface List',
    'warning sub/Größe.java:5:27 [rawtypes] found raw type: ArrayList\nmissing type arguments',
    'warning sub/Größe.java:6:32 [unchecked] unchecked call to add(E) as a member of the raw type List',
    'warning sub/Größe.java:8:32 [deprecation] old() in Größe has been deprecated',
  ],
  'javac/syntax': [
    "error Main.java:3:33 ';' expected",
    'error Main.java:4:6 reached end of file while parsing',
  ],
  'javac/note': ['error Main.java:2:88 incompatible types: boolean cannot be converted to int'],
  'go/errors': [
    'error main.go:5:2 "os" imported and not used',
    'error main.go:11:2 declared and not used: unused',
    'error main.go:12:28 too many arguments in call to add\nhave (number, string, number)\nwant (int, int)',
    'error main.go:12:32 undefined: missing',
  ],
  'go/errors-of-go-build': [
    'error main.go:5:2 "os" imported and not used',
    'error main.go:11:2 declared and not used: unused',
    'error main.go:12:28 too many arguments in call to add\nhave (number, string, number)\nwant (int, int)',
    'error main.go:12:32 undefined: missing',
  ],
  'go/syntax': [
    'error main.go:4:18 syntax error: unexpected newline in argument list; possibly missing comma or )',
  ],
  'go/too-many': [
    ...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(
      (name, index) => `error main.go:3:${2 + 8 * index} declared and not used: ${name}`,
    ),
    'error main.go:4:2 declared and not used: h',
    'error main.go:4:10 declared and not used: i',
    'error main.go:4:18 declared and not used: j',
  ],
  'go/missing-package': [
    'error main.go:3:8 no required module provides package nowhere.example/missing; to add it:\ngo get',
  ],
  'go/module': ['error size/size.go:2:24 undefined: missing'],
  'go/vet': ['error main.go:5:15 fmt.Printf format %d has arg "text" of wrong type string'],
  'rustc/errors': [
    'error größe.rs:1:39 [E0425] cannot find value `m` in this scope',
    'error main.rs:9:17 [E0425] cannot find value `missing` in this scope',
    'error main.rs:5:18 [E0308] mismatched types',
  ],
  'rustc/coloured': [
    'error größe.rs:1:39 [E0425] cannot find value `m` in this scope',
    'error main.rs:9:17 [E0425] cannot find value `missing` in this scope',
    'error main.rs:5:18 [E0308] mismatched types',
  ],
  'rustc/lints': [
    'error main.rs:3:9 unused variable: `unused`',
    'note main.rs:1:9 the lint level is defined here',
    'warning main.rs:4:9 variable does not need to be mutable',
  ],
  'rustc/syntax': ['error main.rs:4:27 this file contains an unclosed delimiter'],
  'rustc/macro': ['error main.rs:1:35 first line\nsecond line'],
  'rustc/linker': [],
  'tsc/errors': [
    'error größe.ts:3:1 [TS2554] Expected 1 arguments, but got 0.',
    "error main.ts:2:7 [TS2322] Type 'string' is not assignable to type 'number'.",
    "error main.ts:3:7 [TS2322] Type '{ inner: { size: string; }; }' is not assignable to type '{ inner: { size: number; }; }'.\nThe types of 'inner.size' are incompatible between these types.\nType 'string' is not assignable to type 'number'.",
    "error main.ts:4:13 [TS2304] Cannot find name 'missing'.",
  ],
  'tsc/pretty': [
    'error größe.ts:3:1 [TS2554] Expected 1 arguments, but got 0.',
    "error main.ts:2:7 [TS2322] Type 'string' is not assignable to type 'number'.",
    "error main.ts:3:7 [TS2322] Type '{ inner: { size: string; }; }' is not assignable to type '{ inner: { size: number; }; }'.\nThe types of 'inner.size' are incompatible between these types.\nType 'string' is not assignable to type 'number'.",
    "error main.ts:4:13 [TS2304] Cannot find name 'missing'.",
  ],
  'tsc/option': [],
  'python/uncaught': [
    'error main.py:3 [json.decoder.JSONDecodeError] json.decoder.JSONDecodeError: Expecting property name',
  ],
  'python/syntax': ["error main.py:2 [SyntaxError] SyntaxError: '(' was never closed"],
  'python/indentation': ['error main.py:3 [IndentationError] IndentationError: unexpected indent'],
  'python/syntax-in-import': ['error lib/größe.py:1 [SyntaxError] SyntaxError: invalid syntax'],
  'python/syntax-in-eval': ['error main.py:1 [SyntaxError] SyntaxError: invalid syntax'],
  'python/chained': [
    'error main.py:9 [ZeroDivisionError] ZeroDivisionError: division by zero',
    "note main.py:3 [KeyError] KeyError: 'a'",
    'note main.py:5 [ValueError] ValueError: first line\nsecond line',
  ],
  'python/after-a-handled-one': ['error main.py:2 [TypeError] TypeError: handled'],
  'python/group': [
    'error main.py:7 [ExceptionGroup] ExceptionGroup: several (3 sub-exceptions)',
    'note main.py:1 [ValueError] ValueError: 0',
    'note main.py:1 [ValueError] ValueError: 1',
  ],
  'python/task-group': [
    'error main.py:4 [ExceptionGroup] ExceptionGroup: unhandled errors in a TaskGroup (2 sub-exceptions)',
    'note main.py:2 [RuntimeError] RuntimeError: 1',
    'note main.py:2 [RuntimeError] RuntimeError: 2',
  ],
  'python/recursion-and-notes': ['error main.py:7 [Mine] Mine: why\na note'],
  'python/no-traceback': [],
}

/** Fixtures of a folder that is no format's name: compilers that write as another does. */
const WRITES_LIKE: Readonly<Record<string, DiagnosticsFormat>> = { clang: 'gcc' }

function readFixture(name: string): string[] {
  const [folder = ''] = name.split('/')
  // Folders are named after formats, but for those in WRITES_LIKE.
  const format = WRITES_LIKE[folder] ?? (folder as DiagnosticsFormat)
  return readDiagnostics(readFileSync(join(FOLDER, `${name}.txt`), 'utf8'), format).map(toLine)
}

function toLine({ severity, file, line, column, code, message }: Diagnostic): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':')
  return `${severity} ${place} ${code ? `[${code}] ` : ''}${message}`
}

test.each(Object.entries(EXPECTED))('what a real compiler wrote is understood: %s', (name, expected) => {
  const found = readFixture(name)
  expect(found.map((line, index) => line.slice(0, expected[index]?.length))).toEqual(expected)
})

test('every fixture is looked at', () => {
  const names = globSync('*/*.txt', { cwd: FOLDER }).map((file) => file.slice(0, -'.txt'.length))
  expect(names.sort()).toEqual(Object.keys(EXPECTED).sort())
})
