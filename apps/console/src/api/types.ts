import type { Client } from '@runhive/client'

type Answer<Call extends (...input: never[]) => Promise<unknown>> = Awaited<ReturnType<Call>>

export type Runtime = Answer<Client['languages']['list']['query']>['runtimes'][number]
export type Account = Answer<Client['account']['get']['query']>
export type ApiKey = Answer<Client['keys']['list']['query']>['keys'][number]
export type Usage = Answer<Client['account']['usage']['query']>
export type Session = Answer<Client['account']['sessions']['query']>['sessions'][number]
export type RemovalReceipt = Answer<Client['account']['receipt']['query']>
export type ExecutionSummary = Answer<Client['executions']['list']['query']>['executions'][number]
export type ExecutionView = Answer<Client['executions']['get']['query']>
export type ExecutionResult = Answer<Client['executions']['run']['mutate']>
export type AskedRequest = Answer<Client['executions']['request']['query']>
export type ExecutionRequest = Parameters<Client['executions']['submit']['mutate']>[0]
export type Status = Answer<Client['health']['status']['query']>
export type Plan = Answer<Client['admin']['plans']['query']>['plans'][number]
export type StatusHistory = Answer<Client['health']['history']['query']>
export type ServiceHistory = StatusHistory['services'][number]
export type Overview = Answer<Client['admin']['overview']['query']>
export type InboxMessage = Answer<Client['contact']['inbox']['query']>['messages'][number]
export type ContactState = InboxMessage['state']
