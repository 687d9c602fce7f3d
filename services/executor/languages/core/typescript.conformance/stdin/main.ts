import { stdin, stdout } from 'node:process'

for await (const chunk of stdin) stdout.write(chunk as Buffer)
