import { expect, test } from 'vitest'
import { toFacts } from '../docker/facts.ts'
import { withRevision } from './host-packages.ts'
import { judgeComponent, judgeEngineLine, judgeFlaw } from './judge-flaws.ts'
import { KNOWN_FLAWS } from './known-flaws.ts'

const OF_2025 = ['CVE-2025-31133', 'CVE-2025-52565', 'CVE-2025-52881']
const CRUN_DEV = ['CVE-2026-88264', 'CVE-2026-88265']

/** A component as its package or its maker's release, with the flaws that it has and those of which it is not known. */
const TABLE: Array<[what: string, revision: string, has: string[], unknown: string[]]> = [
  ['runc', '1.0.0-rc92', OF_2025, []],
  ['runc', '1.0.0-rc93', ['CVE-2024-21626', ...OF_2025], []],
  ['runc', '1.1.11', ['CVE-2024-21626', ...OF_2025], []],
  ['runc', '1.1.12', OF_2025, []],
  ['runc', '1.2.7', OF_2025, []],
  ['runc', '1.2.8', [], []],
  ['runc', '1.2.10', [], []],
  ['runc', '1.3.0', OF_2025, []],
  ['runc', '1.3.2', OF_2025, []],
  ['runc', '1.3.3', [], []],
  ['runc', '1.4.0-rc.2', OF_2025, []],
  ['runc', '1.4.0-rc.3', [], []],
  ['runc', '1.4.0', [], []],
  ['runc', '2.0.0', [], []],
  ['runc', 'unknown-version', [], ['CVE-2024-21626', ...OF_2025]],
  // Debian 12
  ['runc', '1.1.5+ds1-1', ['CVE-2024-21626', ...OF_2025], []],
  ['runc', '1.1.5+ds1-1+deb12u1', OF_2025, []],
  ['runc', '1.1.5+ds1-1+deb12u2', [], OF_2025],
  // Debian 13
  ['runc', '1.1.15+ds1-2', OF_2025, []],
  ['runc', '1.1.15+ds1-2+b4', OF_2025, []],
  ['runc', '1.1.15+ds1-2+deb13u1', ['CVE-2025-52881'], []],
  ['runc', '1.1.15+ds1-2+deb13u2', [], ['CVE-2025-52881']],
  // Debian 11: nothing was read of it
  ['runc', '1.0.0~rc93+ds1-5+deb11u5', [], ['CVE-2024-21626', ...OF_2025]],
  // Ubuntu
  ['runc', '1.1.7-0ubuntu1~22.04.1', ['CVE-2024-21626'], OF_2025],
  ['runc', '1.1.7-0ubuntu1~22.04.2', [], OF_2025],
  ['runc', '1.3.3-0ubuntu1~24.04.3', [], []],
  ['containerd', '1.6.37', ['CVE-2024-25621', 'CVE-2024-40635', 'CVE-2025-64329'], []],
  ['containerd', '1.6.38', ['CVE-2024-25621', 'CVE-2025-64329'], []],
  ['containerd', 'v1.7.28', ['CVE-2024-25621', 'CVE-2025-64329'], []],
  ['containerd', 'v1.7.29', [], []],
  ['containerd', 'v2.0.6', ['CVE-2024-25621', 'CVE-2025-64329'], []],
  ['containerd', 'v2.1.5', [], []],
  ['containerd', 'v2.2.0-rc.0', ['CVE-2024-25621', 'CVE-2025-64329'], []],
  ['containerd', 'v2.3.1', [], []],
  ['containerd', '1.6.20~ds1-1+deb12u1', ['CVE-2024-25621', 'CVE-2024-40635', 'CVE-2025-64329'], []],
  ['containerd', '1.6.20~ds1-1+deb12u2', ['CVE-2025-64329'], []],
  ['containerd', '1.6.20~ds1-1+deb12u3', [], []],
  ['containerd', '1.7.24~ds1-5', ['CVE-2024-25621', 'CVE-2024-40635', 'CVE-2025-64329'], []],
  ['containerd', '1.7.24~ds1-6+b1', ['CVE-2024-25621', 'CVE-2025-64329'], []],
  ['containerd', '1.7.24~ds1-6+deb13u1', [], []],
  ['containerd', '1.7.28-0ubuntu1~24.04.1', ['CVE-2024-25621', 'CVE-2025-64329'], []],
  ['containerd', '1.7.28-0ubuntu1~24.04.2', [], []],
  ['containerd', '1.7.28-0ubuntu1~22.04.1', ['CVE-2024-25621', 'CVE-2025-64329'], []],
  ['containerd', '1.7.27-0ubuntu1~24.04.1', [], ['CVE-2024-25621', 'CVE-2025-64329']],
  ['crun', '1.19.1', ['CVE-2025-24965', ...CRUN_DEV], []],
  ['crun', '1.20', CRUN_DEV, []],
  ['crun', '1.29.1', CRUN_DEV, []],
  ['crun', '1.30', [], CRUN_DEV],
  ['crun', '1.8.1-1+deb12u1', ['CVE-2025-24965'], CRUN_DEV],
  ['crun', '1.21-1', [], CRUN_DEV],
]

test.each(TABLE)(
  '%s %s has the flaws it is known to have: %j, perhaps %j',
  (name, revision, has, unknown) => {
    const component = { version: revision.split(/-\d/)[0] ?? '', revision, mayBePackage: false }
    const judged = KNOWN_FLAWS.filter((flaw) => flaw.component === name).map((flaw) => ({
      id: flaw.id,
      verdict: judgeFlaw(flaw, component),
    }))
    const ids = (wanted: string) => judged.filter(({ verdict }) => verdict === wanted).map(({ id }) => id)
    expect({ has: ids('present').toSorted(), unknown: ids('unknown').toSorted() }).toEqual({
      has: has.toSorted(),
      unknown: unknown.toSorted(),
    })
  },
)

test('each flaw is said apart, with its cure and where to read of it; what is not known is never fine', () => {
  const texts = (revision: string) =>
    judgeComponent('runc', { version: '1.1.5+ds1', revision, mayBePackage: true })
  expect(texts('1.1.5+ds1-1+deb12u1')).toEqual(
    OF_2025.map((id) => ({ level: 'weak', text: expect.stringMatching(`has ${id}, .*1\\.2\\.8.*https://`) })),
  )
  expect(texts('1.1.5+ds1-1+deb12u9')).toEqual(
    OF_2025.map((id) => ({
      level: 'note',
      text: expect.stringMatching(`is affected by ${id}, .*: check`),
    })),
  )
  expect(judgeComponent('containerd', undefined)).toEqual([
    { level: 'note', text: expect.stringContaining('is unknown') },
  ])
})

test('a distribution’s engine whose package is not known is not said to have what its package may have mended', () => {
  const plain = { version: '1.7.28', revision: undefined }
  const levels = (mayBePackage: boolean) =>
    judgeComponent('containerd', { ...plain, mayBePackage }).map(({ text }) => /^It is unknown/.test(text))
  expect(levels(true)).toEqual([true, true])
  expect(levels(false)).toEqual([false, false])
})

test('a package’s version comes from the engine, else from the host’s own package of the same version', () => {
  const version = '1.1.5+ds1'
  const revision = (builtFrom: string | undefined, packaged: string | undefined) =>
    withRevision({ version, builtFrom }, packaged, false).revision
  expect(revision('1.1.5+ds1-1+deb12u1', undefined)).toBe('1.1.5+ds1-1+deb12u1')
  expect(revision('v1.1.5-0-g12644e6', '1.1.5+ds1-1+deb12u1')).toBe('1.1.5+ds1-1+deb12u1')
  expect(revision(undefined, '1.3.3-0ubuntu1')).toBeUndefined()
  expect(withRevision({ version: '1.1.1', builtFrom: '1.1.15-1' }, undefined, false).revision).toBeUndefined()
})

test('what the engine says of its components is read, and what it leaves out is not made up', () => {
  const info = { NCPU: 1, MemTotal: 1, DockerRootDir: '/d' }
  const version = (Components: unknown) => ({ Version: '1', ApiVersion: '1.41', Components })
  const runc = { Name: 'runc', Version: '1.3.3', Details: { GitCommit: 'v1.3.3-0-gd842d771' } }
  expect(toFacts(version([runc]), info, 41)).toMatchObject({
    runc: { version: '1.3.3', builtFrom: 'v1.3.3-0-gd842d771' },
    containerd: undefined,
    maker: '',
  })
  expect(
    toFacts(version([{ Name: 'containerd', Version: '1.7.28', Details: null }]), info, 41),
  ).toMatchObject({
    containerd: { version: '1.7.28', builtFrom: undefined },
  })
})

test.each([
  ['19.03.15', 'note', /unknown/],
  ['20.10.24+dfsg1', 'note', /2023-12-10.*unknown/],
  ['20.10.27', 'weak', /2023-12-10/],
  ['25.0.14', 'note', /unknown/],
  ['26.1.5+dfsg1', 'note', /2025-02-17.*unknown/],
  ['27.5.1', 'weak', /2025-05-03/],
  ['28.5.2', 'weak', /2026-05-13/],
  ['29.8.0', 'ok', /maintained release line/],
  ['30.0.0', 'ok', /maintained release line/],
  ['dev', 'note', /unknown/],
])('an engine %s is said to be mended or not: %s', (version, level, text) => {
  expect(judgeEngineLine(version)).toEqual({ level, text: expect.stringMatching(text) })
})

test('every fact says where it was read', () => {
  for (const { advisory, packages } of KNOWN_FLAWS) {
    expect(advisory).toMatch(/^https:/)
    for (const { source } of packages) expect(source).toMatch(/^https:|^changelog of /)
  }
})
