import { useSession } from '../../api/session.ts'
import { buttonClass } from '../../design/controls/button.tsx'
import { Icon } from '../../design/icon.tsx'

/** A link, so that the browser writes even a large file straight to disk. */
export function ExportButton() {
  const { account } = useSession()
  if (!account) return null
  return (
    <a className={buttonClass()} href="/api/v1/executions/export" download="runhive-executions.ndjson">
      <Icon name="download" />
      Export all
    </a>
  )
}
