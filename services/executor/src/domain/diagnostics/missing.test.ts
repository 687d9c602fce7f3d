import type { Phase } from '@runhive/contracts/execution-result'
import { expect, test } from 'vitest'
import { loadCatalogue } from '../../catalogue/load-catalogue.ts'
import { lacksSomething } from './diagnose.ts'

const { runtimes } = await loadCatalogue()

function says(id: string, kind: 'compile' | 'run', text: string, change: Partial<Phase> = {}): boolean {
  const runtime = runtimes.find((one) => one.runtime === id)
  const phase: Phase = {
    ...{
      status: 'failed',
      exitCode: 1,
      signal: null,
      limit: null,
      stdout: '',
      stderr: text,
      encoding: 'utf8',
    },
    ...{ truncated: { stdout: false, stderr: false }, stdoutBytes: 0, stderrBytes: text.length },
    ...{ wallMs: 1, cpuMs: 1, memoryBytes: 1 },
    ...change,
  }
  return lacksSomething(phase, kind, runtime?.[kind]?.missing ?? [])
}

/** As the compilers and interpreters of the core image wrote it. */
test.each([
  [
    'go-1.24',
    './main.go:2:22: could not import github.com/x/y (it is not in the standard library, and there',
  ],
  ['go-1.24', 'main.go:2:22: no required module provides package github.com/x/y: go.mod file not found in'],
  [
    'go-1.24',
    'main.go:2:22: missing go.sum entry for module providing package github.com/x/y (imported by m)',
  ],
  ['rust-1.85', "error[E0463]: can't find crate for `rand`\n --> u.rs:1:23"],
  ['rust-1.85', '1 | use serde::Serialize;\n  |     ^^^^^ you might be missing crate `serde`'],
  ['rust-1.85', '  |     ^^^^ use of undeclared crate or module `rand`'],
  ['java-25', 'M.java:1: error: package org.apache.commons.lang3 does not exist\nimport org.apache'],
  ['cpp-gcc-14', 'h.cpp:1:10: fatal error: boost/foo.hpp: No such file or directory\n    1 | #include'],
  ['typescript-7.0', "t.ts(1,21): error TS2307: Cannot find module 'express' or its corresponding type"],
])('%s lacks something when its compiler says: %s', (id, text) => {
  expect(says(id, 'compile', text)).toBe(true)
})

test.each([
  ['javascript-24', "  throw err;\n  ^\n\nError: Cannot find module 'express'\nRequire stack:\n- /work/s.js"],
  ['javascript-24', "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'express' imported from /work/s.mjs"],
  ['python-3.13', "    import requests\nModuleNotFoundError: No module named 'requests'\n"],
  ['ruby-3.3', "s.rb:1:in `require': cannot load such file -- sinatra (LoadError)"],
  ['perl-5.40', "Can't locate Foo/Bar.pm in @INC (you may need to install the Foo::Bar module)"],
])('%s lacks something when it says: %s', (id, text) => {
  expect(says(id, 'run', text)).toBe(true)
  expect(says(id, 'run', '', { stdout: text })).toBe(false)
  expect(says(id, 'run', text, { status: 'succeeded', exitCode: 0 })).toBe(false)
})

test.each([
  ['typescript-7.0', 'compile', "t.ts(1,21): error TS2307: Cannot find module './util' or its"],
  ['javascript-24', 'run', "Error: Cannot find module './util'\nRequire stack:"],
  ['go-1.24', 'compile', './main.go:2:16: "os" imported and not used'],
  ['python-3.13', 'run', "I say ModuleNotFoundError: No module named 'x'"],
] as const)('a file that the program itself lacks could not be fetched: %s, %s: %s', (id, kind, text) => {
  expect(says(id, kind, text)).toBe(false)
})
