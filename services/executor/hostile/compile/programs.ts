import { type Hostile, little, MIB } from '../description/program.ts'

const briefly = { cpuMs: 500 } as const
const failed = { status: 'compile_failed', exitCode: 1 } as const
/** The assembler dies of it, and the compiler says so in its way. */
const tooLarge = { status: 'compile_failed', exitCode: 4, stderr: 'File size limit exceeded' } as const
const byCpu = { compileLimits: briefly, status: 'compile_failed', limit: 'cpu' } as const
const byMemory = {
  compileLimits: { memoryBytes: 256 * MIB },
  status: 'compile_failed',
  limit: 'memory',
} as const
const wrapped = (what: string) => ({
  with: ['wrapper.sh'],
  request: { compilerArgs: ['-wrapper', `bash,wrapper.sh,${what}`], store: false },
})

/** Sources that never compile, compile to too much, or make the compiler do something else. */
export const compile: readonly Hostile[] = [
  { file: 'endless-include.c', ...byMemory, compileLimits: little },
  { file: 'recursive-include.c', ...failed, stderr: 'nested' },
  { file: 'doubling-include.c', ...byCpu },
  { file: 'macros.c', ...byMemory, compileLimits: little },
  { file: 'assembler-fill.c', ...tooLarge },
  { file: 'assembler-loop.c', ...byMemory, compileLimits: little },
  { file: 'large-binary.c', ...tooLarge },
  { file: 'large-zeros.c', limits: little, status: 'memory_exceeded', limit: 'memory' },
  { file: 'warnings.c', compileLimits: { outputBytes: 100_000 }, status: 'compile_failed', limit: 'output' },
  { file: 'takes-files.c', status: 'succeeded', stdout: 'root:x:0\n' },
  { file: 'takes-secrets.c', ...failed },
  { file: 'takes-init.c', ...failed },
  { file: 'templates.cpp', ...byCpu },
  { file: 'template-depth.cpp', ...failed, stderr: 'template instantiation depth exceeds maximum' },
  { file: 'constant-loop.cpp', ...failed, stderr: 'constexpr' },
  {
    file: 'constant-loop.cpp',
    trying: 'without the usual limit',
    ...byCpu,
    request: {
      compilerArgs: ['-fconstexpr-loop-limit=2147483647', '-fconstexpr-ops-limit=9223372036854775807'],
    },
  },
  {
    file: 'error-bomb.cpp',
    compileLimits: { outputBytes: 20_000 },
    status: 'compile_failed',
    limit: 'output',
  },
  { file: 'constant-loop.rs', ...byCpu },
  { file: 'recursive-macro.rs', ...byCpu, compileLimits: { ...briefly, memoryBytes: 1024 * MIB } },
  { file: 'takes-files.rs', ...failed },
  { file: 'large-constant.go', ...failed },
  { file: 'doubling-constant.go', ...byMemory },
  { file: 'embeds-files.go', ...failed },
  {
    file: 'doubling-constant.java',
    compileLimits: { memoryBytes: 256 * MIB },
    status: 'compile_failed',
    limit: 'memory',
    exitCode: 1,
    stderr: 'OutOfMemoryError',
  },
  {
    file: 'empty.c',
    trying: 'a plug-in that is not there',
    request: { compilerArgs: ['-fplugin=./none.so'] },
    ...failed,
  },
  {
    file: 'empty.c',
    trying: 'a result outside',
    request: { compilerArgs: ['-o', '/usr/bin/owned'] },
    ...failed,
  },
  {
    file: 'empty.c',
    trying: 'a result elsewhere',
    request: { compilerArgs: ['-o', 'other'] },
    status: 'failed',
    exitCode: 127,
  },
  {
    file: 'empty.c',
    trying: 'no result at all',
    request: { compilerArgs: ['-fsyntax-only'] },
    status: 'failed',
    exitCode: 127,
  },
  {
    file: 'empty.c',
    trying: 'sources from input',
    request: { compilerArgs: ['-x', 'c', '-'], stdin: 'int x;' },
    status: 'succeeded',
    stdout: 'ran\n',
  },
  {
    file: 'empty.c',
    trying: 'arguments from a file of the system',
    request: { compilerArgs: ['@/etc/passwd'] },
    ...failed,
  },
  {
    file: 'alone.c',
    trying: 'with daemons of the compiler',
    ...wrapped('daemon'),
    status: 'succeeded',
    stdout: '2\n',
  },
  {
    file: 'empty.c',
    trying: 'a fork bomb instead of a compiler',
    ...wrapped('bomb'),
    compileLimits: { wallMs: 700 },
    status: 'compile_failed',
    limit: 'wall',
  },
  {
    file: 'empty.c',
    trying: 'a flood instead of a compiler',
    ...wrapped('flood'),
    status: 'compile_failed',
    limit: 'output',
  },
  {
    file: 'empty.c',
    trying: 'nothing instead of a compiler',
    ...wrapped('sleep'),
    compileLimits: { wallMs: 700 },
    status: 'compile_failed',
    limit: 'wall',
  },
  { file: 'empty.c', trying: 'to look around while compiling', ...wrapped('look'), ...failed },
  { file: 'empty.c', trying: 'a pipe as the result', ...wrapped('pipe'), status: 'failed', exitCode: 126 },
  {
    file: 'empty.c',
    trying: 'a folder as the result',
    ...wrapped('folder'),
    status: 'failed',
    exitCode: 126,
  },
  {
    file: 'empty.c',
    trying: 'a result for tests that cannot be taken out',
    with: ['wrapper.sh'],
    request: { compilerArgs: ['-wrapper', 'bash,wrapper.sh,shut'], tests: [{ stdin: '', limits: {} }] },
    status: 'compile_failed',
    exitCode: 0,
    result: {
      message:
        'the compiled program is too large, or of a kind that cannot be copied into a cell for each test',
    },
  },
]
