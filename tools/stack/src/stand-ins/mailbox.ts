import { join } from 'node:path'
import { repositoryRoot } from '../repository.ts'
import type { Environment } from '../service-parts.ts'
import { assertMailboxReady } from '../supervisor/readiness.ts'
import type { PartSpec } from '../supervisor/supervisor.ts'

/** What contact must know to send its mail to the development mailbox. */
export function developmentMail(port: number, env: Environment): Environment {
  return {
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    MAIL_FROM: env.MAIL_FROM ?? 'Runhive <contact@development.test>',
    OPERATOR_EMAIL: env.OPERATOR_EMAIL ?? 'operator@development.test',
  }
}

/** The development mailbox as a process: it takes every mail, and shows it. */
export function mailboxPart(options: { smtpPort: number; httpPort: number; path: string }): PartSpec {
  const { smtpPort, httpPort, path } = options
  return {
    name: 'mailbox',
    command: process.execPath,
    args: [join(repositoryRoot, 'tools/mailbox/src/main.ts')],
    env: { PATH: path, MAILBOX_SMTP_PORT: String(smtpPort), MAILBOX_HTTP_PORT: String(httpPort) },
    cwd: repositoryRoot,
    ports: { client: smtpPort, page: httpPort },
    ready: () => assertMailboxReady(`http://127.0.0.1:${httpPort}`),
    readyWithinMs: 30_000,
  }
}
