import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Authority, createAuthority, type IssueOptions } from './authority.ts'

/** Paths of PEM files. */
export interface CertificateFiles {
  readonly certFile: string
  readonly keyFile: string
}

/** Certificates as files in a folder of their own, which disposing removes. */
export interface CertificateFolder extends Disposable {
  readonly dir: string
  /** A new authority under this name, and the file of its certificate. */
  authority(name: string): { readonly caFile: string; issue(options: IssueOptions): CertificateFiles }
}

export function createCertificateFolder(): CertificateFolder {
  const dir = mkdtempSync(join(tmpdir(), 'runhive-certificates-'))
  // A server under another account reads its own files below it, and cannot list them.
  chmodSync(dir, 0o711)
  let count = 0
  const write = (name: string, content: string): string => {
    const file = join(dir, `${count++}-${name}.pem`)
    writeFileSync(file, content, { mode: 0o600 })
    return file
  }
  const issueFrom = (authority: Authority) => (options: IssueOptions) => {
    const { certificate, key } = authority.issue(options)
    return { certFile: write(options.name, certificate), keyFile: write(`${options.name}-key`, key) }
  }
  return {
    dir,
    authority(name) {
      const authority = createAuthority(name)
      return { caFile: write(name, authority.certificate), issue: issueFrom(authority) }
    },
    [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }),
  }
}
