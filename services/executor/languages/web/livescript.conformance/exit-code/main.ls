console.log 'before'
process.exit-code = 7
