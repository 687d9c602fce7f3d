// No timer and no signal handler ever gets its turn again.
process.on('SIGTERM', () => process.exit(0))
setTimeout(() => process.exit(0), 1)
const again = () => queueMicrotask(again)
again()
