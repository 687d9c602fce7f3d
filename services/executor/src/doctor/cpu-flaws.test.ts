import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { judgeCpuFlaws, readCpuFlaws } from './cpu-flaws.ts'

const EIBRS = 'Mitigation: Enhanced / Automatic IBRS; IBPB: conditional; PBRSB-eIBRS: SW sequence'

test.each([
  ['spectre_v2', `${EIBRS}; BHI: Vulnerable`, /spectre_v2 \(BHI: Vulnerable\)/],
  ['spectre_v2', `${EIBRS}; BHI: Vulnerable, KVM: SW loop`, /spectre_v2 \(BHI: Vulnerable, KVM: SW loop\)/],
  ['spectre_v2', 'Mitigation: Retpolines; PBRSB-eIBRS: Vulnerable; BHI: Vulnerable', /PBRSB.*; BHI/],
  ['spectre_v2', 'Vulnerable: eIBRS with unprivileged eBPF', /against spectre_v2:/],
  ['mds', 'Mitigation: Clear CPU buffers; SMT vulnerable', /mds \(SMT vulnerable\)/],
  ['mds', 'Vulnerable: Clear CPU buffers attempted, no microcode', /against mds:/],
  ['spec_rstack_overflow', 'Vulnerable: Safe RET, no microcode', /spec_rstack_overflow/],
  ['a_flaw_of_next_year', 'Vulnerable', /a_flaw_of_next_year/],
])('%s, of which the kernel says "%s", is open', (name, state, text) => {
  expect(judgeCpuFlaws([{ name, state }])).toEqual([{ level: 'weak', text: expect.stringMatching(text) }])
})

test.each([
  ['spectre_v2', `${EIBRS}; BHI: SW loop, KVM: SW loop`],
  [
    'spectre_v2',
    'Mitigation: Retpolines; STIBP: disabled; RSB filling; PBRSB-eIBRS: Not affected; BHI: Not affected',
  ],
  ['meltdown', 'Mitigation: PTI'],
  ['mds', 'Not affected'],
  // Of guests, which cells are not.
  ['itlb_multihit', 'KVM: Vulnerable'],
  ['l1tf', 'Mitigation: PTE Inversion; VMX: conditional cache flushes, SMT vulnerable'],
])('%s, of which the kernel says "%s", is not', (name, state) => {
  expect(judgeCpuFlaws([{ name, state }])).toEqual([{ level: 'ok', text: expect.any(String) }])
})

test('what the kernel cannot know is not fine either, and a kernel that says nothing gets no praise', () => {
  expect(judgeCpuFlaws([{ name: 'srbds', state: 'Unknown: Dependent on hypervisor status' }])).toEqual([
    { level: 'note', text: expect.stringMatching(/unknown whether srbds/) },
  ])
  expect(judgeCpuFlaws([])).toEqual([])
})

test('every file of the kernel is read, whatever its name', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'vulnerabilities-'))
  await using _folder = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
  await writeFile(join(folder, 'mds'), 'Not affected\n')
  await writeFile(join(folder, 'a_flaw_of_next_year'), 'Vulnerable\n')
  expect(await readCpuFlaws(folder)).toEqual([
    { name: 'a_flaw_of_next_year', state: 'Vulnerable' },
    { name: 'mds', state: 'Not affected' },
  ])
  expect(await readCpuFlaws(join(folder, 'none'))).toEqual([])
})
