import { readFileSync } from 'node:fs'

enum Greeting {
  World = 'Grüße, 世界 🌍',
}
console.log(Greeting.World)
process.stdout.write(readFileSync(0, 'utf8'))
