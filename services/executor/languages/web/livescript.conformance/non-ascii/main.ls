console.log 'Grüße, 世界 🌍'
process.stdin.pipe process.stdout
