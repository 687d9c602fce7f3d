import { oneAuthKilled, oneExecutorKilled, oneGatewayKilled, primaryRestarted } from './one-of-several.ts'
import { openScaledScene } from './scene.ts'
import { shortForm } from './short-form.ts'

/**
 * Both executors are on the engine that `./dev test` brings; on an engine of its own the second one is in `./dev drills`. So is the death of
 * servers of the NATS cluster: once in fifteen times the stack did not come to rest after it (docs/scaling.md).
 */
shortForm(
  (env) => openScaledScene(env),
  [oneExecutorKilled, oneGatewayKilled, oneAuthKilled, primaryRestarted],
)
