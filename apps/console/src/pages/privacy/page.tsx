import { useQuery } from '@tanstack/react-query'
import { type Site, siteQuery } from '../../api/site.ts'
import { Card } from '../../design/card.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { Page as Frame, PageHeader } from '../../design/page.tsx'
import { SkeletonRows } from '../../design/skeleton.tsx'
import { Contact } from './contact.tsx'
import { KeptTable } from './kept-table.tsx'
import styles from './privacy.module.css'
import { PROMISES } from './promises.ts'
import { Rights } from './rights.tsx'
import { ThisBrowser } from './this-browser.tsx'
import { WhoSees } from './who-sees.tsx'

export function Page() {
  const { data, error, refetch } = useQuery(siteQuery)
  return (
    <Frame>
      <PageHeader
        title="Privacy"
        lead="What this installation does with your data. All times below are read from its settings when you open this page."
      />
      <Card title="In short">
        <ul className={styles.list}>
          {Object.entries(PROMISES).map(([name, promise]) => (
            <li key={name}>{promise}</li>
          ))}
        </ul>
      </Card>
      {error && !data && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <SkeletonRows rows={6} height="4rem" />}
      {data && <OfThisSite site={data} />}
      <ThisBrowser />
      <Rights />
      <Contact email={data?.contactEmail ?? null} />
    </Frame>
  )
}

function OfThisSite({ site }: { site: Site }) {
  return (
    <>
      <Card title="What is stored, why, and how long">
        <KeptTable facts={site.privacy} />
      </Card>
      <WhoSees issuer={site.privacy.issuer} signIn={site.signIn} />
    </>
  )
}
