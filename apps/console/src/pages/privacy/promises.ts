/** The promises in the words of the page. Each is a behaviour of the service that a test can check. */
export const PROMISES = {
  account:
    'The account holds your e-mail address, your name and your id at the sign-in provider, and nothing else from there.',
  code: 'Your code is processed, and stored only as your execution history: the program and its result. Nothing of a run with “store” off enters it.',
  content:
    'Nobody and nothing inspects your code, its input or its output. Logs and metrics never contain any of it.',
  cells:
    'Each run gets a fresh container without a network. It is destroyed right after, and its limits are enforced.',
  keys: 'You can disable an API key at any time. It is refused everywhere within a second, including open streams.',
  usage:
    'The time, origin and key of each request are recorded to enforce limits and detect abuse. They are never combined with code.',
  sharing:
    'Nothing is sold, shared, or used for advertising. There is no tracking, and no page here loads anything from another site.',
  deletion:
    'You can delete an execution, a key or everything. Deleting the account covers every service, and a receipt confirms it.',
} as const
