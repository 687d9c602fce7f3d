import { Page as Frame, PageHeader } from '../../design/page.tsx'

export function Page() {
  return (
    <Frame>
      <PageHeader title="Execution" />
    </Frame>
  )
}
