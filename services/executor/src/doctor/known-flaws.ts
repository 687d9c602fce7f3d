/**
 * What is known of flaws, each fact with where it was read. What is not in here is not known: who adds a line
 * has read
 * its source. Distributions mend without a new version of upstream, so what counts there is the package's own revision.
 */
export interface KnownFlaw {
  readonly id: string
  readonly component: 'runc' | 'containerd' | 'crun'
  /** What it lets happen, in a few words. */
  readonly what: string
  /** `note` where cells cannot reach it: `what` says why. */
  readonly level: 'weak' | 'note'
  readonly advisory: string
  /** The first version before which it was not there. */
  readonly since?: string
  /** The first mended version of each line of releases. Empty: none was known when `last` was the newest. */
  readonly fixed: readonly string[]
  /** The newest version that is known to have it, where none is mended. */
  readonly last?: string
  readonly packages: readonly KnownPackage[]
}

/** A distribution's package that is known to be mended, or known not to be: then so are those before it. */
export interface KnownPackage {
  readonly revision: string
  readonly mended: boolean
  /**
   * The distribution's notice, or the changelog of the package itself:
   * `/usr/share/doc/<package>/changelog.Debian.gz`.
   */
  readonly source: string
}

const changelog = (name: string, revision: string) => `changelog of ${name} ${revision}`
const mended = (name: string, revision: string, source = changelog(name, revision)): KnownPackage => ({
  revision,
  mended: true,
  source,
})
const unmended = (name: string, revision: string): KnownPackage => ({
  revision,
  mended: false,
  source: changelog(name, revision),
})
const usn = (name: string, notice: string, revisions: readonly string[]): KnownPackage[] =>
  revisions.map((revision) => mended(name, revision, `https://ubuntu.com/security/notices/${notice}`))

const RUNC = 'https://github.com/opencontainers/runc/security/advisories'
const CONTAINERD = 'https://github.com/containerd/containerd/security/advisories'
/**
 * Of November 2025, in `CHANGELOG.md` of runc. Ubuntu took 1.3.3 itself:
 * https://ubuntu.com/security/notices/USN-7851-1.
 */
const RUNC_2025 = ['1.2.8', '1.3.3', '1.4.0-rc.3']
const CONTAINERD_2025 = ['1.7.29', '2.0.7', '2.1.5', '2.2.0']
const CONTAINERD_UBUNTU_2026 = ['1.7.28-0ubuntu1~22.04.1+esm1', '1.7.28-0ubuntu1~24.04.2', '2.1.3-0ubuntu3.1']

export const KNOWN_FLAWS: readonly KnownFlaw[] = [
  {
    id: 'CVE-2024-21626',
    component: 'runc',
    what: 'a file descriptor of the host leaks into the container: a container escape',
    level: 'weak',
    advisory: `${RUNC}/GHSA-xr7r-f8xq-vfvv`,
    since: '1.0.0-rc93',
    fixed: ['1.1.12'],
    packages: [
      mended('runc', '1.1.5+ds1-1+deb12u1'),
      ...usn('runc', 'USN-6619-1', ['1.1.7-0ubuntu1~20.04.2', '1.1.7-0ubuntu1~22.04.2', '1.1.7-0ubuntu2.2']),
    ],
  },
  {
    id: 'CVE-2025-31133',
    component: 'runc',
    what: 'masked paths can be swapped while a container starts: a container escape',
    level: 'weak',
    advisory: `${RUNC}/GHSA-9493-h29p-rfm2`,
    fixed: RUNC_2025,
    packages: [unmended('runc', '1.1.5+ds1-1+deb12u1'), mended('runc', '1.1.15+ds1-2+deb13u1')],
  },
  {
    id: 'CVE-2025-52565',
    component: 'runc',
    what: 'the mount of /dev/console can be redirected while a container starts: a container escape',
    level: 'weak',
    advisory: `${RUNC}/GHSA-qw9x-cqr3-wc7r`,
    since: '1.0.0-rc3',
    fixed: RUNC_2025,
    packages: [unmended('runc', '1.1.5+ds1-1+deb12u1'), mended('runc', '1.1.15+ds1-2+deb13u1')],
  },
  {
    id: 'CVE-2025-52881',
    component: 'runc',
    what: 'writes to /proc can be redirected, and AppArmor or SELinux labels lost: a container escape, or a crash of the host',
    level: 'weak',
    advisory: `${RUNC}/GHSA-cgrx-mc8f-2prm`,
    fixed: RUNC_2025,
    // Debian 13's update of November 2026 names the two above and not this one.
    packages: [unmended('runc', '1.1.5+ds1-1+deb12u1'), unmended('runc', '1.1.15+ds1-2+deb13u1')],
  },
  {
    id: 'CVE-2024-40635',
    component: 'containerd',
    what: 'a user id beyond 32 bits becomes root; cells get theirs from the executor, never from an image',
    level: 'note',
    advisory: `${CONTAINERD}/GHSA-265r-hfxg-fhmg`,
    fixed: ['1.6.38', '1.7.27', '2.0.4'],
    packages: [
      mended('containerd', '1.6.20~ds1-1+deb12u2'),
      mended('containerd', '1.7.24~ds1-6'),
      ...usn('containerd', 'USN-7374-1', [
        '1.7.24-0ubuntu1~20.04.2',
        '1.7.24-0ubuntu1~22.04.2',
        '1.7.24-0ubuntu1~24.04.2',
        '2.0.0~rc3-0ubuntu1.1',
      ]),
    ],
  },
  {
    id: 'CVE-2024-25621',
    component: 'containerd',
    what: 'its folders are open to every user of the host: after escaping a cell, an attacker becomes root more easily',
    level: 'weak',
    advisory: `${CONTAINERD}/GHSA-pwhc-rpq9-4c8w`,
    fixed: CONTAINERD_2025,
    packages: [
      mended('containerd', '1.6.20~ds1-1+deb12u2'),
      mended('containerd', '1.7.24~ds1-6+deb13u1'),
      ...usn('containerd', 'USN-7983-1', CONTAINERD_UBUNTU_2026),
    ],
  },
  {
    id: 'CVE-2025-64329',
    component: 'containerd',
    what: 'attaching through Kubernetes leaks memory of the host; Docker does not use that path',
    level: 'note',
    advisory: `${CONTAINERD}/GHSA-m6hq-p25p-ffr2`,
    fixed: CONTAINERD_2025,
    packages: [
      mended('containerd', '1.6.20~ds1-1+deb12u3'),
      mended('containerd', '1.7.24~ds1-6+deb13u1'),
      ...usn('containerd', 'USN-7983-1', CONTAINERD_UBUNTU_2026),
    ],
  },
  {
    id: 'CVE-2025-24965',
    component: 'crun',
    what: 'an image can make crun write files of the host; only if it runs as krun, with a virtual machine',
    level: 'note',
    advisory: 'https://github.com/containers/crun/security/advisories/GHSA-f42g-r5jj-qh4j',
    fixed: ['1.20'],
    packages: [unmended('crun', '1.8.1-1+deb12u1')],
  },
  {
    id: 'CVE-2026-88264',
    component: 'crun',
    what: 'the console can be redirected if /dev is not freshly mounted; Docker mounts it freshly',
    level: 'note',
    advisory: 'https://bugzilla.redhat.com/show_bug.cgi?id=2531223',
    fixed: [],
    last: '1.29.1',
    packages: [],
  },
  {
    id: 'CVE-2026-88265',
    component: 'crun',
    what: '/dev/null can be a link to a file of the host if /dev is not freshly mounted; Docker mounts it freshly',
    level: 'note',
    advisory: 'https://bugzilla.redhat.com/show_bug.cgi?id=2531224',
    fixed: [],
    last: '1.29.1',
    packages: [],
  },
]

/** A line of Docker's releases, and the day from which upstream mends nothing in it any more. */
export interface EngineLine {
  readonly line: string
  /** `undefined`: it is mended, or was when this was read. */
  readonly end: string | undefined
  readonly source: string
}

const LIFE = 'https://endoflife.date/docker-engine'
const MOBY = 'https://github.com/moby/moby/pull'
/**
 * Read in November 2026. Of 25.0, which others than Docker go on with, no end could be confirmed: it is not in
 * here.
 */
export const ENGINE_LINES: readonly EngineLine[] = [
  { line: '20.10', end: '2023-12-10', source: LIFE },
  { line: '23.0', end: '2025-05-19', source: `${MOBY}/51018` },
  { line: '24.0', end: '2024-06-08', source: LIFE },
  { line: '26.0', end: '2024-06-08', source: LIFE },
  { line: '26.1', end: '2025-02-17', source: LIFE },
  { line: '27', end: '2025-05-03', source: `${MOBY}/49910` },
  { line: '28', end: '2026-05-13', source: `${MOBY}/52625` },
  { line: '29', end: undefined, source: `${MOBY}/52625` },
]
