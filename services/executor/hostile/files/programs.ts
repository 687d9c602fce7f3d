import { byCpu, type Hostile } from '../description/program.ts'

const everything = { collect: ['**'] }
const full = { status: 'failed', exitCode: 1, stderr: 'No space left on device' } as const

/** Programs that want room, files of others, or to have something read that is no file of theirs. */
export const files: readonly Hostile[] = [
  { file: 'disk-filler.py', ...full },
  { file: 'inode-filler.py', ...full },
  { file: 'tmp-filler.py', ...full },
  { file: 'shared-memory-filler.py', ...full },
  { file: 'attributes.py', status: 'succeeded', stdout: 'True\n' },
  { file: 'null-writer.py', ...byCpu },
  { file: 'one-large-file.c', status: 'signaled', signal: 'SIGXFSZ', limit: 'fileSize' },
  {
    file: 'sparse-files.py',
    request: everything,
    status: 'succeeded',
    result: { filesSkipped: 100 },
  },
  { file: 'open-files.py', status: 'succeeded', stdout: '1024 True\n' },
  { file: 'raises-limits.c', status: 'succeeded', stdout: '' },
  {
    file: 'deep-folders.py',
    request: everything,
    status: 'succeeded',
    stdout: 'deep\n',
    result: { filesSkipped: 1 },
  },
  { file: 'many-entries.py', request: everything, status: 'succeeded', result: { filesSkipped: 14_969 } },
  {
    file: 'links-out.py',
    request: { collect: ['out/*', 'root/etc/*', 'out/folder/*', '**/passwd'] },
    status: 'succeeded',
    stdout: '',
    result: { files: [] },
  },
  {
    file: 'endless-links.py',
    request: { collect: ['folder/*/*', 'folder/*', 'here/*', 'loop/*'] },
    status: 'succeeded',
    result: {
      files: [{ name: 'folder/real', mime: 'text/plain', size: 4, content: 'real', encoding: 'utf8' }],
    },
  },
  {
    file: 'no-files.py',
    request: { collect: ['*.out'] },
    status: 'succeeded',
    stdout: '',
    result: { files: [] },
  },
  {
    file: 'swaps-folder.py',
    request: { collect: ['out/*'] },
    status: 'succeeded',
    stdout: 'swapping\n',
    never: 'root:',
  },
  {
    file: 'grows-after-the-end.py',
    request: { collect: ['log.txt'] },
    status: 'succeeded',
    stdout: 'growing\n',
  },
  {
    file: 'locks-the-door.py',
    request: everything,
    status: 'succeeded',
    result: { files: [], filesSkipped: 1 },
  },
  { file: 'replaces-itself.c', status: 'succeeded', stdout: '1 0\n' },
  { file: 'removes-everything.sh', status: 'succeeded', stdout: '1 /usr/bin/python3 /etc/passwd /work/*\n' },
  {
    file: 'writes-everywhere.py',
    status: 'succeeded',
    stdout: '/dev/full\n/dev/null\n/dev/random\n/dev/tty\n/dev/urandom\n/dev/zero\n',
  },
  { file: 'set-uid-programs.py', status: 'succeeded', stdout: 'True\n' },
  { file: 'raw-devices.py', status: 'succeeded', stdout: '' },
]
