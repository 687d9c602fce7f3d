import { Page as Frame, PageHeader } from '../../design/page.tsx'
import { SignedIn } from '../../shell/gates.tsx'
import { Deliveries } from './deliveries.tsx'
import { PlanCard } from './plan-card.tsx'
import { Profile } from './profile.tsx'
import { Removal } from './removal.tsx'
import { Sessions } from './sessions.tsx'
import { Webhooks } from './webhooks.tsx'
import { YourData } from './your-data.tsx'

export function Page() {
  return (
    <Frame>
      <PageHeader
        title="Account"
        lead="Who you are here, where you are signed in, and everything that is stored about you."
      />
      <SignedIn
        icon="account"
        title="Sign in to see your account"
        teaser="Your name, your sessions, your webhooks, an export of everything, and the way to delete it all."
      >
        {(account) => (
          <>
            <Profile key={account.name} account={account} />
            <PlanCard account={account} />
            <Sessions />
            <Webhooks />
            <Deliveries />
            <div id="export">
              <YourData />
            </div>
            <div id="delete">
              <Removal account={account} />
            </div>
          </>
        )}
      </SignedIn>
    </Frame>
  )
}
