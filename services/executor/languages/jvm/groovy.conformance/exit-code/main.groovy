println 'before'
System.exit(7)
